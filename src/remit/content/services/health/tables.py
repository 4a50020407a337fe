"""AWS Health tables: what AWS announces about the account's own resources."""

from datetime import datetime

from remit.tables import NEVER, Calls, Column, Table


class Event(
    Table,
    name="health_event",
    api=Calls(
        "health",
        lists="DescribeEvents",
        items="events",
        fixed={"DescribeEvents": {"filter": {"eventStatusCodes": ["open", "upcoming"]}}},
        scope="global",
    ),
    key="arn",
):
    """An event that is open or lies ahead. Takes a support plan from Business on."""

    arn = Column(str, "The ARN.", api="DescribeEvents.arn")
    region = Column(str, "The Region, or `global`.", api="DescribeEvents.region", absent="global")
    service = Column(str, "AWS Health's word for the service, such as RDS.",
                     api="DescribeEvents.service")  # fmt: skip
    code = Column(
        str,
        "What has happened, such as AWS_RDS_PLANNED_LIFECYCLE_EVENT.",
        api="DescribeEvents.eventTypeCode",
    )
    category = Column(
        str,
        "issue, investigation, scheduledChange or accountNotification.",
        api="DescribeEvents.eventTypeCategory",
    )
    status = Column(str, "open or upcoming.", api="DescribeEvents.statusCode")
    reach = Column(
        str,
        "ACCOUNT_SPECIFIC, or PUBLIC for what concerns everybody.",
        api="DescribeEvents.eventScopeCode",
    )
    personas = Column(
        list[str],
        "Whom it concerns: OPERATIONS, SECURITY, BILLING.",
        api="DescribeEvents.personas[]",
    )
    actionability = Column(
        str,
        "ACTION_REQUIRED, ACTION_MAY_BE_REQUIRED or INFORMATIONAL.",
        api="DescribeEvents.actionability",
    )
    started = Column(
        datetime,
        "When it began; of a planned change the first day on which it can take effect.",
        api="DescribeEvents.startTime",
        absent=NEVER,
    )
    updated = Column(
        datetime,
        "When AWS last said something about it.",
        api="DescribeEvents.lastUpdatedTime",
        absent=NEVER,
    )


class Entity(
    Table,
    name="health_entity",
    api=Calls(
        "health",
        lists="DescribeAffectedEntities",
        items="entities",
        per=Event,
        per_argument="filter.eventArns[]",
        per_column="arn",
        scope="global",
    ),
    key="arn",
    of=Event,
    link="event",
):
    """A resource that an event is about, as AWS Health names it."""

    arn = Column(str, "AWS Health's ARN for it.", api="DescribeAffectedEntities.entityArn")
    event = Column(str, "The event.", api="^", reference=True)
    entity = Column(
        str,
        "The resource: an ARN, an id or a name; UNKNOWN or AWS_ACCOUNT where AWS names none.",
        api="DescribeAffectedEntities.entityValue",
    )
    status = Column(
        str,
        "PENDING while it waits for you, then RESOLVED; or IMPAIRED, UNIMPAIRED, UNKNOWN.",
        api="DescribeAffectedEntities.statusCode",
    )
