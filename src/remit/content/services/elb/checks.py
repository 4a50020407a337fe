"""Classic Load Balancer checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.elb.tables import ClassicLoadBalancer


@check(severity="medium", duty="encrypt-in-transit")
def elb_listeners_encrypted() -> Expr:
    """All listeners of a Classic Load Balancer speak HTTPS or SSL.

    This generation cannot redirect, so an HTTP listener carries data that anyone on the way can
    read. Except listeners for TCP that is encrypted from end to end.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-3
    """
    return ClassicLoadBalancer.protocols.all(lambda one: one.is_in("HTTPS", "SSL"))


@check(
    severity="medium",
    duty="encrypt-in-transit",
    where=ClassicLoadBalancer.protocols.any(lambda one: one.is_in("HTTPS", "SSL")),
)
def elb_listeners_tls_1_2_or_newer(policy: str = "ELBSecurityPolicy-TLS-1-2-2017-01") -> Expr:
    """Secure listeners of a Classic Load Balancer use the predefined policy for TLS 1.2.

    A listener that names no policy gets one of 2016, which takes TLS 1.0 too. A policy of your
    own counts as none, since its ciphers have to be kept up to date by hand.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-8
    """
    chosen = ClassicLoadBalancer.security_policies
    return ~chosen.is_empty() & chosen.all(lambda one: one == policy)


@check(severity="medium", duty="log-activity")
def elb_load_balancer_access_logged() -> Expr:
    """Classic Load Balancers write each request to a log.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/access-log-collection.html
    """
    return ClassicLoadBalancer.access_logs


@check(severity="medium", duty="survive-failure")
def elb_load_balancer_cross_zone() -> Expr:
    """Classic Load Balancers use the servers of all zones.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-disable-crosszone-lb.html
    """
    return ClassicLoadBalancer.cross_zone


@check(severity="low", duty="survive-failure")
def elb_load_balancer_drains_connections() -> Expr:
    """Classic Load Balancers let requests finish before a server is taken out.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-conn-drain.html
    """
    return ClassicLoadBalancer.connection_draining
