"""Amazon WorkSpaces checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.keys import customers
from remit.content.services.workspaces.tables import Directory, IpGroup, Workspace


@check(severity="medium", duty="encrypt-at-rest")
def workspaces_workspace_user_volume_encrypted() -> Expr:
    """The volume with the user's files is encrypted.

    It cannot be encrypted later: the WorkSpace must be made anew.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
    """
    return Workspace.user_encrypted


@check(severity="medium", duty="encrypt-at-rest")
def workspaces_workspace_root_volume_encrypted() -> Expr:
    """The volume with the operating system is encrypted.

    Programs leave caches and passwords there. It cannot be encrypted later.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
    """
    return Workspace.root_encrypted


@check(
    severity="low", duty="manage-keys", where=Workspace.user_encrypted | Workspace.root_encrypted
)
def workspaces_workspace_encrypted_with_own_key() -> Expr:
    """Encrypted volumes use a KMS key of the customer's.

    A key of your own has a policy and a log. A key serves some hundreds of WorkSpaces.

    In AWS Config it is unknown whose a key of this account is, unless Config recorded that key.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/encrypt-workspaces.html
    """
    return customers(Workspace.kms_key, Workspace.key_named)


@check(severity="low", duty="remove-unused-access")
def workspaces_workspace_used(days: int = 90) -> Expr:
    """Somebody was connected to the WorkSpace within ninety days.

    A desktop that nobody uses costs, ages without updates, and still reaches the network. One
    that was made just now fails until its user first connects.

    https://docs.aws.amazon.com/workspaces/latest/api/API_WorkspaceConnectionStatus.html
    """
    return ~Workspace.last_used.older_than(days)


@check(severity="medium", duty="patch-guest-os")
def workspaces_directory_maintenance_mode_on() -> Expr:
    """WorkSpaces that stop by themselves are started once a month to install updates.

    Without it they get updates only while their users work, or by a tool of your own: then except
    the directory.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/workspace-maintenance.html
    """
    return Directory.maintenance_mode


@check(severity="medium", duty="least-privilege")
def workspaces_directory_users_not_local_admins() -> Expr:
    """Users are no administrators of their WorkSpaces.

    An administrator can switch off protection and install anything; so can what they open. Users
    are administrators unless the directory says otherwise; it holds for new WorkSpaces.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/local-admin-setting.html
    """
    return ~Directory.local_admin


@check(severity="medium", duty="restrict-network-access")
def workspaces_directory_without_public_addresses() -> Expr:
    """New WorkSpaces get no public address of their own.

    Through a NAT gateway or a proxy their traffic can be limited and recorded in one place.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-internet-access.html
    """
    return ~Directory.internet_access


@check(severity="low", duty="restrict-network-access")
def workspaces_directory_limits_addresses() -> Expr:
    """WorkSpaces can be reached only from addresses that were named.

    Without a group any device on the internet may try a stolen password.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-ip-access-control-groups.html
    """
    return Directory.ip_groups.length() > 0


@check(severity="low", duty="recover-data")
def workspaces_directory_users_cannot_rebuild() -> Expr:
    """Users cannot rebuild their WorkSpaces by themselves.

    A rebuild takes the system back to its image and the files back to a copy that is up to twelve
    hours old.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/enable-user-self-service-workspace-management.html
    """
    return ~Directory.users_rebuild


@check(severity="medium", duty="restrict-network-access")
def workspaces_ip_group_not_open() -> Expr:
    """The group does not hold all addresses there are.

    It would look like a limit and be none.

    https://docs.aws.amazon.com/workspaces/latest/adminguide/amazon-workspaces-ip-access-control-groups.html
    """
    return ~IpGroup.addresses.any(lambda address: address.ends_with("/0"))
