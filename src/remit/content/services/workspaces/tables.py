"""Amazon WorkSpaces tables: desktops, the directories they are made in, and who reaches them."""

from datetime import datetime

from remit.content.keys import named_key
from remit.content.services.workspaces.values import enabled, own_key
from remit.tables import NEVER, At, By, Calls, Column, Table
from remit.values import Unknown

BY_AWS = Unknown("the template leaves the running mode to AWS")


class Workspace(
    Table,
    name="workspaces_workspace",
    api=Calls(
        "workspaces",
        lists="DescribeWorkspaces",
        items="Workspaces",
        key="WorkspaceId",
        join={"DescribeWorkspacesConnectionStatus": ("WorkspacesConnectionStatus", "WorkspaceId")},
    ),
    cfn="AWS::WorkSpaces::Workspace",
    tf="aws_workspaces_workspace",
    config="AWS::WorkSpaces::Workspace",
    key="workspace_id",
    arn="arn:{partition}:workspaces:{region}:{account}:workspace/{workspace_id}",
    tagged="workspaces:workspace",
):
    """A personal WorkSpace: one user's desktop."""

    workspace_id = Column(
        str, "Its id.", api="DescribeWorkspaces.WorkspaceId", config="configuration.Id"
    )
    user = Column(
        str,
        "Whose desktop it is.",
        api="DescribeWorkspaces.UserName",
        cfn="UserName",
        tf="user_name",
        config="configuration.UserName",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all", config="tags")
    directory = Column(
        str,
        "The directory it was made in.",
        api="DescribeWorkspaces.DirectoryId",
        cfn="DirectoryId",
        tf="directory_id",
        config="configuration.DirectoryId",
        reference=True,
    )
    root_encrypted = Column(
        bool,
        "The volume with the operating system is encrypted.",
        api="DescribeWorkspaces.RootVolumeEncryptionEnabled",
        cfn="RootVolumeEncryptionEnabled",
        tf="root_volume_encryption_enabled",
        config="configuration.RootVolumeEncryptionEnabled",
    )
    user_encrypted = Column(
        bool,
        "The volume with the user's files is encrypted.",
        api="DescribeWorkspaces.UserVolumeEncryptionEnabled",
        cfn="UserVolumeEncryptionEnabled",
        tf="user_volume_encryption_enabled",
        config="configuration.UserVolumeEncryptionEnabled",
    )
    kms_key = Column(
        str,
        "The customer's KMS key of the volumes; empty for none or AWS's own.",
        api=At("DescribeWorkspaces.VolumeEncryptionKey", via=own_key),
        cfn=At("VolumeEncryptionKey", via=own_key),
        tf=At("volume_encryption_key", via=own_key),
        config=At("configuration.VolumeEncryptionKey", via=own_key),
        reference=True,
    )
    key_named = named_key()
    running_mode = Column(
        str,
        "ALWAYS_ON, AUTO_STOP, or MANUAL for WorkSpaces Core.",
        api="DescribeWorkspaces.WorkspaceProperties.RunningMode",
        cfn="WorkspaceProperties.RunningMode",
        tf="workspace_properties.running_mode",
        config="configuration.WorkspaceProperties.RunningMode",
        default=BY_AWS,
        within=By(cfn=BY_AWS, tf="ALWAYS_ON"),
    )
    last_used = Column(
        datetime,
        "When its user was last connected; never where nobody was.",
        api="DescribeWorkspacesConnectionStatus.LastKnownUserConnectionTimestamp",
        absent=NEVER,
    )


class Directory(
    Table,
    name="workspaces_directory",
    api=Calls(
        "workspaces",
        lists="DescribeWorkspaceDirectories",
        items="Directories",
        key="DirectoryId",
    ),
    cfn="AWS::WorkSpaces::Directory",
    tf="aws_workspaces_directory",
    key="directory_id",
    arn="arn:{partition}:workspaces:{region}:{account}:directory/{directory_id}",
    tagged="workspaces:directory",
):
    """A directory as WorkSpaces uses it: how desktops are made in it, and from where reached."""

    directory_id = Column(
        str,
        "The directory's id.",
        api="DescribeWorkspaceDirectories.DirectoryId",
        tf="directory_id",
    )
    name = Column(
        str,
        "The directory's name.",
        api=(
            "DescribeWorkspaceDirectories.WorkspaceDirectoryName",
            "DescribeWorkspaceDirectories.DirectoryName",
        ),
        cfn="WorkspaceDirectoryName",
        tf="workspace_directory_name",
    )
    tags = Column(dict[str, str], "The tags.", cfn="Tags", tf="tags_all")
    maintenance_mode = Column(
        bool,
        "WorkSpaces that stop by themselves are started once a month to install updates.",
        api="DescribeWorkspaceDirectories.WorkspaceCreationProperties.EnableMaintenanceMode",
        cfn="WorkspaceCreationProperties.EnableMaintenanceMode",
        tf="workspace_creation_properties.enable_maintenance_mode",
        default=True,
        within=By(cfn=True, tf=False),
    )
    local_admin = Column(
        bool,
        "Users are administrators of their WorkSpaces.",
        api="DescribeWorkspaceDirectories.WorkspaceCreationProperties"
        ".UserEnabledAsLocalAdministrator",
        cfn="WorkspaceCreationProperties.UserEnabledAsLocalAdministrator",
        tf="workspace_creation_properties.user_enabled_as_local_administrator",
        default=True,
        within=By(cfn=True, tf=False),
    )
    internet_access = Column(
        bool,
        "New WorkSpaces get a public address of their own.",
        api="DescribeWorkspaceDirectories.WorkspaceCreationProperties.EnableInternetAccess",
        cfn="WorkspaceCreationProperties.EnableInternetAccess",
        tf="workspace_creation_properties.enable_internet_access",
    )
    ip_groups = Column(
        list[str],
        "The groups of addresses from which its WorkSpaces can be reached; none for anywhere.",
        api="DescribeWorkspaceDirectories.ipGroupIds",
        cfn="IpGroupIds",
        tf="ip_group_ids",
        reference=True,
    )
    users_rebuild = Column(
        bool,
        "Users may rebuild their WorkSpaces, which takes the user's files back to the last copy.",
        api=At("DescribeWorkspaceDirectories.SelfservicePermissions.RebuildWorkspace", via=enabled),
        cfn=At("SelfservicePermissions.RebuildWorkspace", via=enabled),
        tf="self_service_permissions.rebuild_workspace",
    )


class IpGroup(
    Table,
    name="workspaces_ip_group",
    api=Calls("workspaces", lists="DescribeIpGroups", items="Result", key="groupId"),
    cfn="AWS::WorkSpaces::WorkspaceIpGroup",
    tf="aws_workspaces_ip_group",
    key="group_id",
    arn="arn:{partition}:workspaces:{region}:{account}:workspaceipgroup/{group_id}",
    tagged="workspaces:workspaceipgroup",
):
    """A group of addresses from which WorkSpaces can be reached."""

    group_id = Column(str, "The group's id.", api="DescribeIpGroups.groupId")
    name = Column(
        str, "The group's name.", api="DescribeIpGroups.groupName", cfn="GroupName", tf="name"
    )
    addresses = Column(
        list[str],
        "The addresses and networks in it.",
        api="DescribeIpGroups.userRules[].ipRule",
        cfn="UserRules[].IpRule",
        tf="rules[].source",
    )
