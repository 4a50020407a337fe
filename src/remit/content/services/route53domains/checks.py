"""Amazon Route 53 Domains checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.route53domains.tables import Domain


@check(severity="medium", duty="protect-from-deletion")
def route53domains_domain_transfer_locked() -> Expr:
    """Domains cannot be moved to another registrar by one request.

    Whoever moves a domain away has its mail and its websites. Some top-level domains know no lock:
    except those.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-lock.html
    """
    return Domain.transfer_lock


@check(severity="medium", duty="configure-securely")
def route53domains_domain_renews_itself() -> Expr:
    """Domains are renewed by themselves.

    A domain that has ended can be registered by anybody else. Except those that shall end.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_domains_EnableDomainAutoRenew.html
    """
    return Domain.auto_renew


@check(severity="medium", duty="configure-securely")
def route53domains_domain_not_expiring(days_ahead: int = 30) -> Expr:
    """No registration has ended or is about to.

    One that renews itself is renewed before, if the payment goes through and the registry takes it.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-renew.html
    """
    return ~Domain.expires.within_days(days_ahead)


@check(severity="low", duty="configure-securely")
def route53domains_domain_contacts_hidden() -> Expr:
    """WHOIS tells nobody the names and addresses of a domain's contacts.

    They help who wants to deceive those people, or the registrar. What can be hidden depends on the
    top-level domain.

    https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/domain-privacy-protection.html
    """
    return Domain.admin_hidden & Domain.registrant_hidden & Domain.tech_hidden
