"""Elastic Load Balancing checks."""

from remit.checks import check
from remit.conditions import Expr, exists_in
from remit.content.services.elbv2.tables import (
    Listener,
    LoadBalancer,
    WebAclAssociation,
)

APPLICATION = LoadBalancer.load_balancer_type == "application"


@check(
    severity="medium",
    duty="encrypt-in-transit",
    where=Listener.protocol.is_in("HTTP", "HTTPS", "TLS"),
)
def elbv2_listener_encrypted() -> Expr:
    """Listeners speak HTTPS or TLS, or send the client on to HTTPS.

    What comes in over HTTP can be read and changed on the way. TCP and UDP listeners pass on what
    they get, encrypted or not, so they are out of scope; so are gateways.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/create-https-listener.html
    """
    return Listener.protocol.is_in("HTTPS", "TLS") | Listener.redirects_to_https


@check(severity="medium", duty="encrypt-in-transit", where=Listener.protocol == "HTTP")
def elbv2_http_listener_redirects_to_https() -> Expr:
    """HTTP listeners do nothing but send the client on to HTTPS.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-1
    """
    return Listener.redirects_to_https


@check(
    severity="medium",
    duty="encrypt-in-transit",
    where=Listener.protocol.is_in("HTTPS", "TLS"),
)
def elbv2_listener_tls_1_2_or_newer(oldest: str = "1.2") -> Expr:
    """Secure listeners take no version of TLS older than 1.2.

    TLS 1.0 and 1.1 were withdrawn in 2021 (RFC 8996). A listener that names no policy gets one
    of 2016, which takes both, unless it was made in the console.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
    """
    return Listener.oldest_tls >= oldest


@check(severity="medium", duty="log-activity", where=APPLICATION)
def elbv2_load_balancer_access_logged() -> Expr:
    """Application load balancers write each request to a log.

    The log says who asked for what, from where, and what they got. It costs the storage only.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html
    """
    return LoadBalancer.access_logs


@check(severity="medium", duty="protect-from-deletion")
def elbv2_load_balancer_deletion_protected() -> Expr:
    """Load balancers cannot be deleted by one call.

    Except those of test environments that are torn down each night.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    return LoadBalancer.deletion_protection


@check(severity="medium", duty="configure-securely", where=APPLICATION)
def elbv2_load_balancer_drops_invalid_headers() -> Expr:
    """Application load balancers drop headers with invalid names.

    Servers disagree on such headers, which is what request smuggling lives on.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    return LoadBalancer.drops_invalid_headers


@check(severity="medium", duty="configure-securely", where=APPLICATION)
def elbv2_load_balancer_desync_mitigated() -> Expr:
    """Application load balancers stop requests made for desynchronization.

    `defensive`, AWS's default, or `strictest`; `monitor` only watches.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    return LoadBalancer.desync_mitigation.is_in("defensive", "strictest")


@check(severity="medium", duty="survive-failure")
def elbv2_load_balancer_in_several_zones(zones: int = 2) -> Expr:
    """Load balancers have addresses in at least two zones.

    https://docs.aws.amazon.com/securityhub/latest/userguide/elb-controls.html#elb-13
    """
    return LoadBalancer.subnets.length() >= zones


@check(
    severity="low",
    duty="survive-failure",
    where=LoadBalancer.load_balancer_type.is_in("network", "gateway"),
)
def elbv2_load_balancer_cross_zone() -> Expr:
    """Network and gateway load balancers use the targets of all zones.

    Otherwise a zone with few targets gets as much traffic as one with many, and none is left when
    they fail. Data that crosses zones is charged. Application load balancers always do it.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
    """
    return LoadBalancer.cross_zone


@check(severity="medium", duty="protect-against-denial-of-service", where=APPLICATION)
def elbv2_load_balancer_behind_waf() -> Expr:
    """A web ACL of AWS WAF guards each application load balancer.

    It stops common attacks and floods before they reach the application. Rules cost by the
    month and by the request: except load balancers that CloudFront alone can reach.

    https://docs.aws.amazon.com/waf/latest/developerguide/waf-chapter.html
    """
    guard = WebAclAssociation
    return exists_in(guard, guard.subject == LoadBalancer.id)
