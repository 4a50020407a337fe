"""AWS CloudFormation checks."""

from remit.checks import check
from remit.conditions import Expr
from remit.content.services.cloudformation.tables import Stack

ROOT = Stack.parent == ""
"""A nested stack follows its root in what belongs to the stack as a whole."""


@check(severity="medium", duty="protect-from-deletion", where=ROOT)
def cloudformation_stack_protected_from_deletion() -> Expr:
    """Stacks have termination protection.

    One call deletes a stack with all that it made, but for what a deletion policy keeps.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-protect-stacks.html
    """
    return Stack.protected


@check(severity="medium", duty="least-privilege", where=ROOT)
def cloudformation_stack_has_role() -> Expr:
    """Stacks work with a service role of their own.

    Without one whoever updates a stack needs the permissions for everything in it, and keeps them
    for other uses.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-iam-servicerole.html
    """
    return Stack.role != ""


@check(severity="low", duty="monitor-and-alert", where=ROOT)
def cloudformation_stack_notifies() -> Expr:
    """Stacks tell a topic of their events.

    So somebody learns of a change, or of one that failed, who did not make it. Security Hub has
    given its control up (CloudFormation.1): events also reach EventBridge.

    https://docs.aws.amazon.com/securityhub/latest/userguide/cloudformation-controls.html
    """
    return Stack.topics.length() > 0


@check(severity="high", duty="protect-secrets")
def cloudformation_stack_parameters_without_secrets() -> Expr:
    """No parameter of a stack shows a secret.

    Whoever may describe the stack reads them. Mark such parameters NoEcho, or better let the
    template look the secret up by a dynamic reference.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/security-best-practices.html
    """
    return Stack.secret_parameters.is_empty()


@check(severity="high", duty="protect-secrets")
def cloudformation_stack_outputs_without_secrets() -> Expr:
    """No output of a stack shows a secret.

    Nothing masks outputs: whoever may describe the stack, or list exports, reads them.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/outputs-section-structure.html
    """
    return Stack.secret_outputs.is_empty()


@check(severity="high", duty="configure-securely", where=Stack.name == "CDKToolkit")
def cloudformation_stack_bootstrap_current(oldest: int = 21) -> Expr:
    """The CDK's bootstrap stack is recent enough.

    Roles of older ones also write to a bucket of that name in another account, should somebody
    claim it after yours was deleted. `oldest` is the first version that does not.

    https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    """
    return Stack.bootstrap >= oldest
