"""AWS WAF tables: web ACLs and rule groups, in Regions and for CloudFront.

Which load balancers, stages, distributions and GraphQL APIs have a web ACL stands in the tables of
those.
"""

from remit.content.common import stated
from remit.content.services.elbv2.tables import WebAcl as RegionalWebAcl
from remit.content.services.wafv2 import values
from remit.tables import All, At, Calls, Column, Derived, Records, Table


class Scope(
    Table,
    name="wafv2_scope",
    api=Calls(
        "wafv2",
        lists="ListWebACLs",
        items="WebACLs",
        fixed={"ListWebACLs": {"Scope": "REGIONAL"}},
        decode={"ListWebACLs": values.scopes},
    ),
    key="word",
):
    """What web ACLs can be asked for in a Region: its own, and in one of them CloudFront's."""

    word = Column(str, "REGIONAL or CLOUDFRONT.", api="ListWebACLs.Name")
    asked = Column(
        str,
        "The same, empty where the Region does not keep it.",
        derived=Derived(values.asked_in, ("region", "word")),
    )


class WebAcl(
    Table,
    name="wafv2_web_acl",
    api=Calls(
        "wafv2",
        lists="ListWebACLs",
        items="WebACLs",
        key="ARN",
        arguments={
            "GetWebACL": {"Name": "Name", "Scope": "^", "Id": "Id"},
            "GetLoggingConfiguration": {"ResourceArn": "ARN"},
            "ListTagsForResource": {"ResourceARN": "ARN"},
        },
        per=Scope,
        per_argument="Scope",
        per_column="asked",
        absent=("WAFNonexistentItemException",),
    ),
    cfn="AWS::WAFv2::WebACL",
    tf="aws_wafv2_web_acl",
    config="AWS::WAFv2::WebACL",
    key="arn",
    satellites={
        "AWS::WAFv2::LoggingConfiguration": "ResourceArn",
        "aws_wafv2_web_acl_logging_configuration": "resource_arn",
    },
):
    """A web ACL: rules for the requests to what it is tied to."""

    arn = Column(
        str, "The ARN.", api="ListWebACLs.ARN", tf="arn", config=("ARN", "arn"), reference=True
    )
    name = Column(
        str,
        "Its name.",
        api="ListWebACLs.Name",
        cfn="Name",
        tf="name",
        config="configuration.name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.TagInfoForResource.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    serves = Column(
        str,
        "REGIONAL, or CLOUDFRONT for distributions.",
        api="^",
        cfn="Scope",
        tf="scope",
    )
    rules = Column(
        Records(name=str, measured=bool),
        "Rules and groups of rules, those of AWS Firewall Manager too, and whether CloudWatch"
        " counts what they match.",
        api=All(
            At("GetWebACL.WebACL.Rules", via=values.rules),
            At("GetWebACL.WebACL.PreProcessFirewallManagerRuleGroups", via=values.rules),
            At("GetWebACL.WebACL.PostProcessFirewallManagerRuleGroups", via=values.rules),
        ),
        cfn=At("Rules[]", via=values.rules),
        tf=All(At("rule[]", via=values.rules), At("rule_json", via=values.rules_of_text)),
    )
    acting_groups = Column(
        list[str],
        "The managed groups that act on what they match; none whose rules against the flaw of"
        " Log4j only count.",
        api=All(
            At("GetWebACL.WebACL.Rules", via=values.groups),
            At("GetWebACL.WebACL.PreProcessFirewallManagerRuleGroups", via=values.groups),
            At("GetWebACL.WebACL.PostProcessFirewallManagerRuleGroups", via=values.groups),
        ),
        cfn=At("Rules[]", via=values.groups),
        tf=All(At("rule[]", via=values.groups), At("rule_json", via=values.groups_of_text)),
    )
    logged = Column(
        bool,
        "Requests are written to a log.",
        api=At("GetLoggingConfiguration.LoggingConfiguration.LogDestinationConfigs", via=stated),
        cfn=At("AWS::WAFv2::LoggingConfiguration.LogDestinationConfigs", via=stated),
        tf=At("aws_wafv2_web_acl_logging_configuration.log_destination_configs", via=stated),
    )


class RuleGroup(
    Table,
    name="wafv2_rule_group",
    api=Calls(
        "wafv2",
        lists="ListRuleGroups",
        items="RuleGroups",
        key="ARN",
        arguments={
            "GetRuleGroup": {"Name": "Name", "Scope": "^", "Id": "Id"},
            "ListTagsForResource": {"ResourceARN": "ARN"},
        },
        per=Scope,
        per_argument="Scope",
        per_column="asked",
    ),
    cfn="AWS::WAFv2::RuleGroup",
    tf="aws_wafv2_rule_group",
    config="AWS::WAFv2::RuleGroup",
):
    """A group of rules that web ACLs can use."""

    arn = Column(str, "The ARN.", api="ListRuleGroups.ARN", config=("ARN", "arn"))
    name = Column(
        str,
        "Its name.",
        api="ListRuleGroups.Name",
        cfn="Name",
        tf="name",
        config="configuration.name",
    )
    tags = Column(
        dict[str, str],
        "The tags.",
        api="ListTagsForResource.TagInfoForResource.TagList",
        cfn="Tags",
        tf="tags_all",
        config="tags",
    )
    measured = Column(
        bool,
        "CloudWatch counts what the group matches.",
        api="GetRuleGroup.RuleGroup.VisibilityConfig.CloudWatchMetricsEnabled",
        cfn="VisibilityConfig.CloudWatchMetricsEnabled",
        tf="visibility_config.cloudwatch_metrics_enabled",
        config="configuration.visibilityConfig.cloudWatchMetricsEnabled",
    )


class GuardedPool(
    Table,
    name="wafv2_guarded_pool",
    api=Calls(
        "wafv2",
        lists="ListResourcesForWebACL",
        items="ResourceArns",
        fixed={"ListResourcesForWebACL": {"ResourceType": "COGNITO_USER_POOL"}},
        per=RegionalWebAcl,
        per_argument="WebACLArn",
        per_column="arn",
    ),
    cfn="AWS::WAFv2::WebACLAssociation",
    tf="aws_wafv2_web_acl_association",
):
    """That a web ACL is tied to a user pool of Amazon Cognito."""

    pool = Column(
        str,
        "The user pool; empty or another resource where a template ties something else.",
        api=At("ListResourcesForWebACL", via=values.pool),
        cfn=At("ResourceArn", via=values.pool),
        tf=At("resource_arn", via=values.pool),
        reference=True,
    )
