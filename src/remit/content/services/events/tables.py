"""Amazon EventBridge tables: event buses and who may send to them, global endpoints."""

from remit.content.services.events import values
from remit.tables import All, At, Calls, Column, Derived, Table


class EventBus(
    Table,
    name="events_bus",
    api=Calls(
        "events",
        lists="ListEventBuses",
        items="EventBuses",
        key="Name",
        argument="Name",
        arguments={"ListTagsForResource": {"ResourceARN": "Arn"}},
    ),
    cfn="AWS::Events::EventBus",
    tf="aws_cloudwatch_event_bus",
    config="AWS::Events::EventBus",
    key="name",
    arn="arn:{partition}:events:{region}:{account}:event-bus/{name}",
    satellites={
        "AWS::Events::EventBusPolicy": "EventBusName",
        "aws_cloudwatch_event_bus_policy": "event_bus_name",
        "aws_cloudwatch_event_permission": "event_bus_name",
    },
):
    """An event bus: the account's default one, a partner's, or one that the customer made."""

    name = Column(
        str,
        "Its name; `default` for the one that each account has in each Region.",
        api="ListEventBuses.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(str, "The ARN.", api="ListEventBuses.Arn", config="configuration.Arn")
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    custom = Column(
        bool,
        "The customer made it for events of its own.",
        derived=Derived(values.custom, ("name",)),
    )
    statements = Column(
        str,
        "The statements of its policy as JSON, empty if there is none.",
        api=At("ListEventBuses.Policy", via=values.statements_in),
        cfn=All(
            At("Policy", via=values.statements_in),
            At("AWS::Events::EventBusPolicy[]", via=values.statements_of),
        ),
        tf=All(
            At("aws_cloudwatch_event_bus_policy[]", via=values.statements_of),
            At("aws_cloudwatch_event_permission[]", via=values.statements_of),
        ),
    )
    has_policy = Column(
        bool,
        "It has a policy.",
        derived=Derived(bool, ("statements",)),
    )
    policy_is_public = Column(
        bool,
        "The policy grants something to everyone.",
        derived=Derived(values.public, ("statements", "account")),
    )
    shared_accounts = Column(
        list[str],
        "The other accounts that the policy lets in.",
        derived=Derived(values.shared_with, ("statements", "account")),
    )
    kms_key = Column(
        str,
        "The customer's KMS key that encrypts events; empty where AWS's own does.",
        api="DescribeEventBus.KmsKeyIdentifier",
        cfn="KmsKeyIdentifier",
        tf="kms_key_identifier",
        reference=True,
    )


class BusPolicy(
    Table,
    name="events_bus_policy",
    service="events",
    cfn="AWS::Events::EventBusPolicy",
    tf=("aws_cloudwatch_event_bus_policy", "aws_cloudwatch_event_permission"),
):
    """A permission as a template declares it, also for a bus that stands elsewhere.

    In a running account it is a statement of the bus's policy.
    """

    bus = Column(
        str,
        "The bus, `default` where none is named.",
        cfn="EventBusName",
        tf="event_bus_name",
        absent="default",
        reference=True,
    )
    statements = Column(
        str,
        "The statements that it makes, as JSON.",
        cfn=At("", via=values.one_statement),
        tf=At("", via=values.one_statement),
    )
    is_public = Column(
        bool,
        "It grants something to everyone.",
        derived=Derived(values.public, ("statements", "account")),
    )


class Endpoint(
    Table,
    name="events_endpoint",
    api=Calls("events", lists="ListEndpoints", items="Endpoints", key="Name", argument="Name"),
    cfn="AWS::Events::Endpoint",
    tf="aws_cloudwatch_event_endpoint",
    config="AWS::Events::Endpoint",
    key="name",
    arn="arn:{partition}:events:{region}:{account}:endpoint/{name}",
):
    """A global endpoint, which sends events to another Region when its own fails."""

    name = Column(
        str,
        "Its name.",
        api="ListEndpoints.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(str, "The ARN.", api="ListEndpoints.Arn", config="configuration.Arn")
    replication = Column(
        str,
        "ENABLED where all events go to both Regions all the time, or DISABLED.",
        api="ListEndpoints.ReplicationConfig.State",
        cfn="ReplicationConfig.State",
        tf="replication_config.state",
        config="configuration.ReplicationConfig.State",
        absent="ENABLED",
    )
