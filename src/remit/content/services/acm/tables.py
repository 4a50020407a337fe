"""AWS Certificate Manager tables."""

from datetime import datetime

from remit.content.services.acm import values
from remit.tables import All, At, Calls, Column, Derived, Table
from remit.values import Unknown


class Certificate(
    Table,
    name="acm_certificate",
    api=Calls(
        "acm",
        lists="ListCertificates",
        items="CertificateSummaryList",
        key="CertificateArn",
        argument="CertificateArn",
        fixed={
            "ListCertificates": {
                "Includes": {
                    "keyTypes": [
                        "RSA_1024",
                        "RSA_2048",
                        "RSA_3072",
                        "RSA_4096",
                        "EC_prime256v1",
                        "EC_secp384r1",
                        "EC_secp521r1",
                    ]
                }
            }
        },
    ),
    cfn="AWS::CertificateManager::Certificate",
    tf="aws_acm_certificate",
    config="AWS::ACM::Certificate",
    tagged="acm",
):
    """A certificate that ACM issued, or that was imported.

    Lists leave out certificates with other keys than RSA of 2048 bits unless asked for them. What
    is left out here as well: certificates that ACME clients obtained, which these clients replace
    by new ones, and those of Amazon N2.
    """

    arn = Column(
        str,
        "The ARN.",
        api="ListCertificates.CertificateArn",
        config="configuration.certificateArn",
    )
    name = Column(
        str,
        "The domain name that it was asked for.",
        api="ListCertificates.DomainName",
        cfn="DomainName",
        tf="domain_name",
        config="configuration.domainName",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    kind = Column(
        str,
        "IMPORTED, AMAZON_ISSUED for public trust, or PRIVATE from an authority of one's own.",
        api="ListCertificates.Type",
        cfn=At("CertificateAuthorityArn", via=values.private),
        tf=(
            At("certificate_body", via=values.imported),
            At("certificate_authority_arn", via=values.private),
        ),
        config="configuration.type",
        absent=Unknown("the answer does not say what issued it"),
        default="AMAZON_ISSUED",
    )
    status = Column(
        str,
        "ISSUED, EXPIRED, PENDING_VALIDATION, VALIDATION_TIMED_OUT, FAILED, REVOKED or INACTIVE.",
        api="ListCertificates.Status",
        config="configuration.status",
        absent=Unknown("the answer says nothing of its state"),
    )
    expires = Column(
        datetime,
        "The moment after which it is not valid.",
        api="ListCertificates.NotAfter",
        config="configuration.notAfter",
        absent=Unknown("the answer does not say when it ends"),
    )
    renewal = Column(
        str,
        "How ACM's own renewal goes: PENDING_AUTO_RENEWAL, PENDING_VALIDATION, SUCCESS or FAILED.",
        api="DescribeCertificate.Certificate.RenewalSummary.RenewalStatus",
        config="configuration.renewalSummary.renewalStatus",
    )
    key_algorithm = Column(
        str,
        "RSA_2048 and the like, EC_prime256v1 and the like.",
        api=At("ListCertificates.KeyAlgorithm", via=values.spelt),
        cfn=At("KeyAlgorithm", via=values.spelt),
        tf=(
            At("key_algorithm", via=values.spelt),
            At("certificate_body", via=values.in_the_file),
        ),
        config=At("configuration.keyAlgorithm", via=values.spelt),
        absent=Unknown("the answer does not say which key it has"),
        default="RSA_2048",
    )
    transparency = Column(
        str,
        "ENABLED, or DISABLED where a request kept it out of the logs of certificate transparency.",
        api="DescribeCertificate.Certificate.Options.CertificateTransparencyLoggingPreference",
        cfn="CertificateTransparencyLoggingPreference",
        tf="options.certificate_transparency_logging_preference",
        config="configuration.options.certificateTransparencyLoggingPreference",
        absent="ENABLED",
    )
    names = Column(
        list[str],
        "The names that it is good for.",
        api=At("ListCertificates", via=values.listed_names),
        cfn=All("DomainName", "SubjectAlternativeNames"),
        tf=(
            At("certificate_body", via=values.names_in_the_file),
            All("domain_name", "subject_alternative_names"),
        ),
        config=All("configuration.domainName", "configuration.subjectAlternativeNames"),
    )
    wildcard = Column(
        bool,
        "One of its names stands for every name below a domain.",
        derived=Derived(values.wildcard, ("name", "names"), lenient=True),
    )
