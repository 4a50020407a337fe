"""Amazon Redshift Serverless checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.redshiftserverless.tables import Namespace, Workgroup
from remit.content.services.redshiftserverless.values import AWS_OWNED


@check(severity="high", duty="block-public-access")
def redshiftserverless_workgroup_not_public() -> Expr:
    """Workgroups have no public address.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshiftserverless-controls.html#redshiftserverless-3
    """
    return ~Workgroup.publicly_accessible


@check(severity="medium", duty="encrypt-in-transit")
def redshiftserverless_workgroup_requires_tls() -> Expr:
    """Workgroups refuse connections without TLS.

    They take both unless require_ssl says otherwise.

    https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-connecting.html
    """
    return Workgroup.requires_tls


@check(severity="medium", duty="restrict-network-access")
def redshiftserverless_workgroup_enhanced_vpc_routing() -> Expr:
    """COPY and UNLOAD go through the VPC.

    There security groups, endpoint policies and flow logs hold for them.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshiftserverless-controls.html#redshiftserverless-1
    """
    return Workgroup.enhanced_vpc_routing


@check(severity="low", duty="manage-keys")
def redshiftserverless_namespace_encrypted_with_named_key() -> Expr:
    """Namespaces are encrypted with a KMS key that somebody named.

    They always are encrypted, without a choice with a key that AWS owns and nobody can revoke.

    https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
    """
    return ~Namespace.kms_key.is_in("", AWS_OWNED)


@check(severity="medium", duty="log-activity")
def redshiftserverless_namespace_logs_exported() -> Expr:
    """Namespaces send the logs of users and connections to CloudWatch Logs.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshiftserverless-controls.html#redshiftserverless-6
    """
    return Namespace.log_exports.has("userlog") & Namespace.log_exports.has("connectionlog")


@check(severity="low", duty="strong-authentication")
def redshiftserverless_namespace_admin_renamed() -> Expr:
    """The administrator of a namespace has a name that is not everybody's first guess.

    https://docs.aws.amazon.com/securityhub/latest/userguide/redshiftserverless-controls.html#redshiftserverless-5
    """
    return Namespace.admin_name.lower() != "admin"


@check(severity="high", duty="protect-secrets", where=Namespace.source.is_in("cfn", "tf"))
def redshiftserverless_namespace_password_not_in_template() -> Expr:
    """No template spells out the password of a namespace.

    Redshift can make the password itself and keep it in Secrets Manager (ManageAdminPassword).

    https://docs.aws.amazon.com/redshift/latest/mgmt/redshift-secrets-manager-integration.html
    """
    return ~Namespace.password_in_template
