"""Amazon Route 53 Domains tables: domains that are registered through it."""

from datetime import datetime

from remit.tables import Calls, Column, Table
from remit.values import Unknown

UNSAID = Unknown("the answer does not say")


class Domain(
    Table,
    name="route53domains_domain",
    api=Calls(
        "route53domains",
        lists="ListDomains",
        items="Domains",
        key="DomainName",
        argument="DomainName",
        scope="global",
    ),
    tf=("aws_route53domains_registered_domain", "aws_route53domains_domain"),
    key="name",
):
    """A domain that is registered in this account."""

    name = Column(str, "The domain.", api="ListDomains.DomainName", tf="domain_name")
    tags = Column(dict[str, str], "The tags.", api="ListTagsForDomain.TagList", tf="tags_all")
    transfer_lock = Column(
        bool,
        "It cannot be moved to another registrar until somebody unlocks it.",
        api="ListDomains.TransferLock",
        tf="transfer_lock",
        absent=UNSAID,
        default=True,
    )
    auto_renew = Column(
        bool,
        "It is renewed by itself when it ends.",
        api="ListDomains.AutoRenew",
        tf="auto_renew",
        absent=UNSAID,
        default=True,
    )
    expires = Column(
        datetime,
        "The moment at which the registration ends.",
        api="ListDomains.Expiry",
        absent=UNSAID,
    )
    admin_hidden = Column(
        bool,
        "What WHOIS tells of the administrative contact is the registrar's.",
        api="GetDomainDetail.AdminPrivacy",
        tf="admin_privacy",
        absent=UNSAID,
        default=True,
    )
    registrant_hidden = Column(
        bool,
        "What WHOIS tells of the registrant is the registrar's.",
        api="GetDomainDetail.RegistrantPrivacy",
        tf="registrant_privacy",
        absent=UNSAID,
        default=True,
    )
    tech_hidden = Column(
        bool,
        "What WHOIS tells of the technical contact is the registrar's.",
        api="GetDomainDetail.TechPrivacy",
        tf="tech_privacy",
        absent=UNSAID,
        default=True,
    )
