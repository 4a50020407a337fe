"""Amazon CloudWatch tables."""

from remit.tables import Calls, Column, Table


class Alarm(
    Table,
    name="cloudwatch_alarm",
    api=Calls(
        "cloudwatch",
        lists="DescribeAlarms",
        items="MetricAlarms",
        fixed={"DescribeAlarms": {"AlarmTypes": ["MetricAlarm"]}},
    ),
    cfn="AWS::CloudWatch::Alarm",
    tf="aws_cloudwatch_metric_alarm",
    config="AWS::CloudWatch::Alarm",
    tagged="cloudwatch:alarm",
):
    """An alarm on a metric."""

    name = Column(
        str,
        "Its name.",
        api="DescribeAlarms.AlarmName",
        cfn="AlarmName",
        tf="alarm_name",
        config="configuration.alarmName",
    )
    arn = Column(str, "The ARN.", api="DescribeAlarms.AlarmArn", config="configuration.alarmArn")
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    active = Column(
        bool,
        "Its actions are switched on.",
        api="DescribeAlarms.ActionsEnabled",
        cfn="ActionsEnabled",
        tf="actions_enabled",
        config="configuration.actionsEnabled",
        absent=True,
    )
    actions = Column(
        list[str],
        "What happens when it goes off, by ARN.",
        api="DescribeAlarms.AlarmActions",
        cfn="AlarmActions",
        tf="alarm_actions",
        config="configuration.alarmActions",
        reference=True,
    )
