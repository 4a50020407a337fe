"""AWS Certificate Manager checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.acm.tables import Certificate


@check(
    severity="medium",
    duty="rotate-credentials",
    where=Certificate.status.is_in("ISSUED", "EXPIRED"),
)
def acm_certificate_not_expiring(days_ahead: int = 30) -> Expr:
    """No certificate has expired or is about to.

    ACM renews its own well before, where they are in use and their names can be validated: one that
    is this near its end was imported, is in use nowhere, or its renewal does not get on.

    https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html
    """
    return ~Certificate.expires.within_days(days_ahead)


@check(severity="medium", duty="rotate-credentials", where=Certificate.kind != "IMPORTED")
def acm_certificate_renewal_not_stuck() -> Expr:
    """No renewal failed or waits for a domain to be validated.

    ACM goes on to renew by itself as long as the records that validated the names stand in DNS.
    Validation by email has to be answered each time.

    https://docs.aws.amazon.com/acm/latest/userguide/check-certificate-renewal-status.html
    """
    return ~Certificate.renewal.is_in("FAILED", "PENDING_VALIDATION")


@check(severity="low", duty="encrypt-in-transit", where=Certificate.kind != "IMPORTED")
def acm_certificate_validated() -> Expr:
    """Whoever asked for a certificate validated its names.

    A request that waits or failed gives nothing that could be used, and is forgotten easily.

    https://docs.aws.amazon.com/acm/latest/userguide/troubleshooting-failed.html
    """
    return ~Certificate.status.is_in("PENDING_VALIDATION", "VALIDATION_TIMED_OUT", "FAILED")


@check(severity="high", duty="encrypt-in-transit")
def acm_certificate_key_strong(weak: tuple[str, ...] = ("RSA_512", "RSA_1024")) -> Expr:
    """Keys have at least 2048 bits where they are of RSA.

    Shorter ones can be broken. Only imported certificates have them; they need a new key.

    https://docs.aws.amazon.com/securityhub/latest/userguide/acm-controls.html
    """
    return ~Certificate.key_algorithm.is_in(*weak)


@check(severity="low", duty="log-activity", where=Certificate.kind == "AMAZON_ISSUED")
def acm_certificate_logged_publicly() -> Expr:
    """Public certificates are recorded in logs of certificate transparency.

    There anybody sees which certificates exist for a name, and browsers refuse those that are in no
    log. ACM takes no such wish any more; it stands in older certificates and in templates.

    https://docs.aws.amazon.com/acm/latest/userguide/acm-concepts.html
    """
    return Certificate.transparency == "ENABLED"


@check(severity="low", duty="least-privilege")
def acm_certificate_names_each_host() -> Expr:
    """No certificate is good for every name below a domain.

    Whoever gets hold of its key can pose as any host there. Except those that are meant to, such as
    one for a test domain.

    https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html
    """
    return ~Certificate.wildcard
