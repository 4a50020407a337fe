"""Amazon EKS checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.eks.tables import Cluster
from remit.content.services.eks.tables_nodes import Addon, NodeGroup


@check(severity="high", duty="upgrade-engine")
def eks_cluster_version_supported(days_ahead: int = 0) -> Expr:
    """The Kubernetes version of clusters is in standard support.

    After it AWS patches the control plane for another year at a higher price, unless the
    policy says upgrade. An upgrade needs a test of what runs there, so ask some days ahead.

    https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
    """
    return ~Cluster.supported_until.within_days(days_ahead)


@check(severity="high", duty="upgrade-engine")
def eks_cluster_not_near_forced_upgrade(days_ahead: int = 60) -> Expr:
    """Clusters are not about to be upgraded because paid support ends too.

    When extended support ends AWS upgrades the control plane at a moment of its own choosing; the
    nodes stay behind. Better do both yourself, in time.

    https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
    """
    return ~Cluster.extended_until.within_days(days_ahead)


@check(severity="low", duty="upgrade-engine")
def eks_cluster_upgraded_at_end_of_standard_support() -> Expr:
    """Clusters are upgraded when standard support ends, instead of paying for more of it.

    EXTENDED is the default and costs more per hour from then on; STANDARD has AWS upgrade the
    control plane then, ready or not.

    https://docs.aws.amazon.com/eks/latest/userguide/view-upgrade-policy.html
    """
    return Cluster.support_policy == "STANDARD"


@check(severity="high", duty="block-public-access")
def eks_cluster_endpoint_not_public() -> Expr:
    """The Kubernetes API cannot be reached from the internet.

    The public endpoint is on by default. A private one is reached from the VPC, a VPN or a
    connected network.

    https://docs.aws.amazon.com/securityhub/latest/userguide/eks-controls.html#eks-1
    """
    return ~Cluster.endpoint_public


@check(severity="high", duty="restrict-network-access")
def eks_cluster_public_endpoint_limited() -> Expr:
    """The Kubernetes API, where it is public, can be reached from named networks only.

    Where no networks are named the whole internet may try. IAM still asks who it is.

    https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html
    """
    return ~Cluster.endpoint_public | Cluster.open_cidrs.is_empty()


@check(severity="medium", duty="manage-keys")
def eks_cluster_secrets_encrypted_with_own_key() -> Expr:
    """Kubernetes secrets are encrypted with a KMS key of the customer's.

    From Kubernetes 1.28 on EKS encrypts all that it keeps with a key that AWS owns; a key of your
    own has a policy, a log and an off switch. Once set it cannot be taken back.

    https://docs.aws.amazon.com/eks/latest/userguide/enable-kms.html
    """
    return Cluster.secrets_key != ""


@check(severity="medium", duty="log-activity")
def eks_cluster_audit_logged() -> Expr:
    """The audit log of the Kubernetes API is kept.

    It says who did what in the cluster. No log of the control plane is kept unless asked for.

    https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
    """
    return Cluster.logs.has("audit")


@check(severity="low", duty="log-activity")
def eks_cluster_control_plane_logged() -> Expr:
    """All five logs of the control plane are kept.

    Beside the audit log: who signed in by which role (authenticator), the API server, and the two
    controllers. Their volume is billed.

    https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html
    """
    return (
        Cluster.logs.has("api")
        & Cluster.logs.has("audit")
        & Cluster.logs.has("authenticator")
        & Cluster.logs.has("controllerManager")
        & Cluster.logs.has("scheduler")
    )


@check(severity="low", duty="least-privilege")
def eks_cluster_uses_access_entries() -> Expr:
    """Access entries say which IAM identities come in, not only a map inside the cluster.

    The map aws-auth is edited inside the cluster, unseen by IAM and easily broken; an access entry
    is an AWS resource with a policy.

    https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
    """
    return Cluster.authentication_mode != "CONFIG_MAP"


@check(severity="low", duty="survive-failure")
def eks_cluster_zonal_shift() -> Expr:
    """Traffic inside clusters can be shifted away from a zone in trouble.

    It is off by default. The pods must be spread over zones for it to help.

    https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html
    """
    return Cluster.zonal_shift


@check(severity="low", duty="protect-from-deletion")
def eks_cluster_deletion_protected() -> Expr:
    """Clusters cannot be deleted by one call.

    Protection must be switched off first. It is off by default.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_Cluster.html
    """
    return Cluster.deletion_protection


@check(severity="high", duty="restrict-network-access")
def eks_node_group_ssh_limited() -> Expr:
    """Nodes are not open to the internet over SSH.

    A key pair without security groups to come from opens port 22 of every node to everyone.

    https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html
    """
    return (NodeGroup.ssh_key == "") | ~NodeGroup.ssh_sources.is_empty()


@check(severity="high", duty="patch-guest-os")
def eks_node_group_image_maintained(
    retired: tuple[str, ...] = ("AL2_x86_64", "AL2_x86_64_GPU", "AL2_ARM_64"),
) -> Expr:
    """Nodes use a kind of image that AWS still publishes patches for.

    EKS has published no images of Amazon Linux 2 since 26 November 2025. Move to Amazon Linux 2023
    or Bottlerocket.

    https://docs.aws.amazon.com/eks/latest/userguide/eks-ami-deprecation-faqs.html
    """
    return ~NodeGroup.ami_type.is_in(*retired)


@check(severity="medium", duty="patch-guest-os", where=NodeGroup.ami_type != "CUSTOM")
def eks_node_group_release_recent(max_age_days: int = 90) -> Expr:
    """Nodes were moved to a release of the image of the last months.

    EKS publishes releases with patches but moves no node group to them by itself; each is one call
    that replaces the nodes in turn. Bottlerocket's releases name no day and are unknown.

    https://docs.aws.amazon.com/eks/latest/userguide/update-managed-node-group.html
    """
    return ~NodeGroup.released.older_than(max_age_days)


@check(severity="medium", duty="upgrade-engine")
def eks_node_group_version_supported(days_ahead: int = 0) -> Expr:
    """The Kubernetes version of nodes is in standard support.

    An upgrade of the control plane, also a forced one, leaves managed node groups behind.

    https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html
    """
    return ~NodeGroup.supported_until.within_days(days_ahead)


@check(severity="low", duty="survive-failure")
def eks_node_group_repaired() -> Expr:
    """EKS replaces nodes that it finds unhealthy.

    Node auto repair is off by default; without it somebody must notice.

    https://docs.aws.amazon.com/eks/latest/userguide/node-health.html
    """
    return NodeGroup.node_repair


@check(severity="medium", duty="patch-managed-software")
def eks_addon_healthy(
    sick: tuple[str, ...] = ("DEGRADED", "CREATE_FAILED", "UPDATE_FAILED", "DELETE_FAILED"),
) -> Expr:
    """Add-ons work, and their last update went through.

    An update that failed leaves the old version, with its flaws, in place.

    https://docs.aws.amazon.com/eks/latest/APIReference/API_Addon.html
    """
    return ~Addon.status.is_in(*sick)
