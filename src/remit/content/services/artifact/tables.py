"""AWS Artifact tables: what AWS attests, as metadata. Read by `remit aws refresh`."""

from datetime import datetime

from remit.lifecycles import FAR
from remit.tables import NEVER, Calls, Column, Table


class Report(
    Table,
    name="artifact_report",
    api=Calls("artifact", lists="ListReports", items="reports", scope="global"),
    key="arn",
):
    """A report that AWS, or a seller on AWS Marketplace, publishes in AWS Artifact.

    Only what it is called and what period it covers. Its text is under terms that the reader
    accepts, and is never asked for.
    """

    arn = Column(str, "The ARN.", api="ListReports.arn")
    name = Column(str, "What it is called.", api="ListReports.name")
    series = Column(str, "What the reports of the same kind are called.", api="ListReports.series")
    category = Column(str, "The kind of programme.", api="ListReports.category")
    company = Column(str, "Whose report it is.", api="ListReports.companyName")
    version = Column(int, "Its version.", api="ListReports.version", absent=0)
    state = Column(str, "PUBLISHED or UNPUBLISHED.", api="ListReports.state")
    period_start = Column(
        datetime,
        "The beginning of the period that it covers; never where it says none.",
        api="ListReports.periodStart",
        absent=NEVER,
    )
    period_end = Column(
        datetime,
        "The end of that period, or of its validity; never where it says none.",
        api="ListReports.periodEnd",
        absent=NEVER,
    )


class Agreement(
    Table,
    name="artifact_agreement",
    api=Calls(
        "artifact", lists="ListCustomerAgreements", items="customerAgreements", scope="global"
    ),
    key="arn",
):
    """An agreement that the account, or its organization, has made with AWS."""

    arn = Column(str, "The ARN.", api="ListCustomerAgreements.arn")
    name = Column(str, "What it is called.", api="ListCustomerAgreements.name")
    state = Column(
        str,
        "ACTIVE, CUSTOMER_TERMINATED or AWS_TERMINATED.",
        api="ListCustomerAgreements.state",
    )
    organization = Column(
        str,
        "The organization that made it for its accounts; empty for the account's own.",
        api="ListCustomerAgreements.organizationArn",
    )
    effective_start = Column(
        datetime,
        "From when it holds.",
        api="ListCustomerAgreements.effectiveStart",
        absent=NEVER,
    )
    effective_end = Column(
        datetime,
        "Until when it held; far off where it has no end.",
        api="ListCustomerAgreements.effectiveEnd",
        absent=FAR,
    )
