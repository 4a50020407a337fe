"""AWS Organizations checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.organizations.tables import Account, Root


def asked(tags: tuple[str, ...]) -> Expr:
    """An account in use, where there are tags to ask for."""
    in_use = (Account.state == "ACTIVE") | (Account.source != "api")
    return in_use if tags else Account.id == ""


@check(severity="medium", duty="least-privilege")
def organizations_service_control_policies_enabled() -> Expr:
    """The organisation can limit its accounts by service control policies.

    They hold for everybody in a member account, its root user too, and nobody there can lift them.
    They need all features, and have to be enabled on the root before one can be attached. None of
    them limits the management account.

    https://docs.aws.amazon.com/organizations/latest/userguide/enable-policy-type.html
    """
    return Root.service_control_policies == "ENABLED"


@check(severity="low", duty="inventory-assets", where=asked)
def organizations_account_has_required_tags(tags: tuple[str, ...] = ()) -> Expr:
    """Accounts carry the tags that say whose they are.

    Say which tags you ask for: `--set organizations_account_has_required_tags.tags='["owner"]'`.
    Without a list nothing is asked.

    https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
    """
    passes = Account.listed == True  # noqa: E712
    for tag in tags:
        passes &= Account.tags.key(tag) != ""
    return passes
