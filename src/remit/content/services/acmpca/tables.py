"""AWS Private Certificate Authority tables."""

from remit.content.common import known
from remit.tables import At, By, Calls, Column, Table

ACTIVATION = "AWS::ACMPCA::CertificateAuthorityActivation"


@known
def status_of(enabled: object) -> str:
    """The state of an authority that Terraform enables or disables."""
    return "ACTIVE" if str(enabled).lower() == "true" else "DISABLED"


class Authority(
    Table,
    name="acmpca_authority",
    api=Calls("acm-pca", lists="ListCertificateAuthorities", items="CertificateAuthorities"),
    cfn="AWS::ACMPCA::CertificateAuthority",
    tf="aws_acmpca_certificate_authority",
    config="AWS::ACMPCA::CertificateAuthority",
    key="arn",
    satellites={ACTIVATION: "CertificateAuthorityArn"},
    tagged="acm-pca:certificate-authority",
):
    """A private certificate authority.

    In CloudFormation it waits for its certificate until an activation installs one, which makes it
    active unless that says otherwise:
    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-acmpca-certificateauthorityactivation.html
    """

    arn = Column(str, "The ARN.", api="ListCertificateAuthorities.Arn", config="configuration.Arn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    kind = Column(
        str,
        "ROOT or SUBORDINATE.",
        api="ListCertificateAuthorities.Type",
        cfn="Type",
        tf="type",
        config="configuration.Type",
        default="SUBORDINATE",
    )
    status = Column(
        str,
        "ACTIVE, DISABLED, PENDING_CERTIFICATE, CREATING, DELETED, EXPIRED or FAILED.",
        api="ListCertificateAuthorities.Status",
        cfn=f"{ACTIVATION}.Status",
        tf=At("enabled", via=status_of),
        default=By(cfn="PENDING_CERTIFICATE", tf="ACTIVE"),
        within="ACTIVE",
    )
    usage = Column(
        str,
        "GENERAL_PURPOSE, or SHORT_LIVED_CERTIFICATE for certificates of seven days at most.",
        api="ListCertificateAuthorities.UsageMode",
        cfn="UsageMode",
        tf="usage_mode",
        config="configuration.UsageMode",
        absent="GENERAL_PURPOSE",
    )
    crl = Column(
        bool,
        "It publishes a list of revoked certificates.",
        api="ListCertificateAuthorities.RevocationConfiguration.CrlConfiguration.Enabled",
        cfn="RevocationConfiguration.CrlConfiguration.Enabled",
        tf="revocation_configuration.crl_configuration.enabled",
        config="configuration.RevocationConfiguration.CrlConfiguration.Enabled",
    )
    ocsp = Column(
        bool,
        "It answers whether a certificate was revoked (OCSP).",
        api="ListCertificateAuthorities.RevocationConfiguration.OcspConfiguration.Enabled",
        cfn="RevocationConfiguration.OcspConfiguration.Enabled",
        tf="revocation_configuration.ocsp_configuration.enabled",
        config="configuration.RevocationConfiguration.OcspConfiguration.Enabled",
    )
