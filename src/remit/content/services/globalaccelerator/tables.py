"""AWS Global Accelerator tables."""

from remit.tables import Calls, Column, Table


class Accelerator(
    Table,
    name="globalaccelerator_accelerator",
    api=Calls(
        "globalaccelerator",
        lists="ListAccelerators",
        items="Accelerators",
        key="AcceleratorArn",
        argument="AcceleratorArn",
        arguments={"ListTagsForResource": {"ResourceArn": "AcceleratorArn"}},
        scope="global",
    ),
    cfn="AWS::GlobalAccelerator::Accelerator",
    tf="aws_globalaccelerator_accelerator",
    config="AWS::GlobalAccelerator::Accelerator",
):
    """An accelerator: static addresses that lead into AWS's network at its edge."""

    name = Column(
        str,
        "The accelerator's name.",
        api="ListAccelerators.Name",
        cfn="Name",
        tf="name",
        config="configuration.Name",
    )
    arn = Column(
        str,
        "The ARN.",
        api="ListAccelerators.AcceleratorArn",
        config="configuration.AcceleratorArn",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.Tags",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    flow_logs = Column(
        bool,
        "Flows through the accelerator are logged in a bucket.",
        api="DescribeAcceleratorAttributes.AcceleratorAttributes.FlowLogsEnabled",
        cfn="FlowLogsEnabled",
        tf="attributes.flow_logs_enabled",
        config="configuration.FlowLogsEnabled",
    )
