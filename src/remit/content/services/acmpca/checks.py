"""AWS Private Certificate Authority checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.acmpca.tables import Authority

GONE = ("DELETED", "EXPIRED", "FAILED")
"""States in which an authority can issue nothing any more; AWS Config records none."""


@check(
    severity="low",
    duty="manage-keys",
    where=(Authority.kind == "ROOT") & ~Authority.status.is_in(*GONE),
)
def acmpca_authority_root_disabled() -> Expr:
    """Root authorities are disabled.

    Everything trusts what the root signs. It is needed to issue the certificates of subordinate
    authorities, some times in a decade; for so long it can be enabled. Disabled, it goes on
    publishing revocations.

    https://docs.aws.amazon.com/privateca/latest/userguide/ca-best-practices.html
    """
    return Authority.status == "DISABLED"


@check(
    severity="medium",
    duty="remove-unused-access",
    where=(Authority.usage == "GENERAL_PURPOSE")
    & ~((Authority.source != "config") & Authority.status.is_in(*GONE)),
)
def acmpca_authority_tells_revocations() -> Expr:
    """Authorities tell which certificates are revoked, by a list or by OCSP.

    A stolen key stays good until its certificate ends where nobody can learn that it was revoked.
    Authorities of short-lived certificates need neither.

    https://docs.aws.amazon.com/privateca/latest/userguide/revocation-setup.html
    """
    return Authority.crl | Authority.ocsp
