"""What an identity policy grants by itself: administration, whole services, escalation.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from remit.analysis.policy_document import Condition, Statement, parse
from remit.analysis.policy_grants import denies_action, has_effect
from remit.analysis.policy_patterns import (
    Verdict,
    every,
    has_hole,
    has_wildcard,
    is_all,
    matches,
    negate,
    some,
    why,
)
from remit.values import Unknown

_ESCALATIONS = """
    iam:CreatePolicyVersion
    iam:SetDefaultPolicyVersion
    iam:CreateAccessKey
    iam:CreateLoginProfile
    iam:UpdateLoginProfile
    iam:AttachUserPolicy
    iam:AttachGroupPolicy
    iam:AttachRolePolicy
    iam:PutUserPolicy
    iam:PutGroupPolicy
    iam:PutRolePolicy
    iam:AddUserToGroup
    iam:UpdateAssumeRolePolicy sts:AssumeRole
    iam:PassRole ec2:RunInstances
    iam:PassRole lambda:CreateFunction lambda:InvokeFunction
    iam:PassRole lambda:CreateFunction lambda:AddPermission
    iam:PassRole lambda:CreateFunction lambda:CreateEventSourceMapping
    lambda:UpdateFunctionCode
    lambda:UpdateFunctionConfiguration
    iam:PassRole glue:CreateDevEndpoint
    glue:UpdateDevEndpoint
    iam:PassRole glue:CreateJob glue:StartJobRun
    iam:PassRole glue:UpdateJob glue:StartJobRun
    iam:PassRole cloudformation:CreateStack
    iam:PassRole datapipeline:CreatePipeline datapipeline:PutPipelineDefinition
    iam:PassRole codebuild:CreateProject codebuild:StartBuild
    iam:PassRole ecs:RegisterTaskDefinition ecs:RunTask
    iam:PassRole ecs:RegisterTaskDefinition ecs:CreateService
    iam:PassRole sagemaker:CreateNotebookInstance sagemaker:CreatePresignedNotebookInstanceUrl
    sagemaker:CreatePresignedNotebookInstanceUrl
    iam:PassRole sagemaker:CreateTrainingJob
    iam:PassRole sagemaker:CreateProcessingJob
    iam:PassRole autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup
    ssm:SendCommand
    ssm:StartSession
    ec2-instance-connect:SendSSHPublicKey
"""


def grants_admin(policy: Any) -> bool | Unknown:
    """Whether an identity policy allows every action on every resource without a condition.

    A Deny takes that back only if it denies everything to everything without a condition.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_job-functions.html
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return every(
        [
            some(
                every([_plain_allow(s), some(is_all(a) for a in s.actions), _on_all(s)])
                for s in parsed
            ),
            negate(_denied(parsed, "*")),
        ]
    )


def allows_not_action(policy: Any) -> bool | Unknown:
    """Whether an identity policy allows all but some actions (NotAction) on every resource."""
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return some(
        every([has_effect(s, "Allow"), some(_seen(a) for a in s.not_actions), _on_all(s)])
        for s in parsed
    )


def wildcard_services(policy: Any) -> list[str] | Unknown:
    """The services of which an identity policy allows every action on every resource, sorted.

    `*` stands for all of them. Conditions and Deny as in `grants_admin`. The list has those that
    are certain; it is `Unknown` when none is certain and some may be.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    verdicts: dict[str, Verdict] = {}
    for statement in parsed:
        for action in statement.actions:
            service, whole = _whole_service(action)
            granted = every([whole, _plain_allow(statement), _on_all(statement)])
            if granted is False:
                continue
            kept = negate(_denied(parsed, "*" if service == "*" else f"{service}:*"))
            verdicts[service] = some([verdicts.get(service, False), every([granted, kept])])
    return _certain(verdicts)


def allows(policy: Any, action: str, *, resource_wildcard_only: bool = True) -> bool | Unknown:
    """Whether an identity policy allows `action` (`iam:PassRole`) and does not deny it.

    By default on every resource; else on any. An Allow with a condition is `Unknown`, for whether
    it holds depends on the request; a Deny counts if it is on all resources without a condition.
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    return _allows(parsed, action, resource_wildcard_only)


def escalation_paths(policy: Any) -> list[str] | Unknown:
    """The known ways from this identity policy to more rights than it grants, sorted.

    A path is the actions that it needs, joined by `+` (`iam:PassRole+ec2:RunInstances`), each
    granted on every resource. The list has those that are certain; it is `Unknown` when none is
    certain and some may be. Published lists:
    https://rhinosecuritylabs.com/aws/aws-privilege-escalation-methods-mitigation/
    https://github.com/DataDog/pathfinding.cloud
    """
    parsed = parse(policy)
    if isinstance(parsed, Unknown):
        return parsed
    paths = [line.split() for line in _ESCALATIONS.strip().splitlines()]
    needed = {action for path in paths for action in path}
    relevant = _about(parsed, {action.partition(":")[0] for action in needed})
    granted = {action: _allows(relevant, action, True) for action in needed}
    return _certain({"+".join(path): every(granted[a] for a in path) for path in paths})


def _allows(policy: Sequence[Statement], action: str, everywhere: bool) -> Verdict:
    granted = some(
        every(
            [
                has_effect(s, "Allow"),
                _names(s, action),
                _on_all(s) if everywhere else _on_some(s),
                _unconditional(s.conditions),
            ]
        )
        for s in policy
        if has_effect(s, "Allow") is not False
    )
    return every([granted, negate(_denied(policy, action))])


def _about(policy: Sequence[Statement], services: set[str]) -> list[Statement]:
    """The policy without the actions of other services; a long one names hundreds."""
    kept: list[Statement] = []
    for statement in policy:
        actions = tuple(a for a in statement.actions if _may_be_of(a, services))
        if actions or not statement.actions:
            kept.append(replace(statement, actions=actions))
    return kept


def _may_be_of(action: str, services: set[str]) -> bool:
    service = action.partition(":")[0]
    return service in services or has_wildcard(service) or "⟦" in service


def _certain(verdicts: dict[str, Verdict]) -> list[str] | Unknown:
    certain = sorted(name for name, verdict in verdicts.items() if verdict is True)
    verdict = some(verdicts.values())
    return verdict if isinstance(verdict, Unknown) else certain


def _names(statement: Statement, action: str) -> Verdict:
    """Whether the statement's actions include one action."""
    action = action.lower()
    if statement.actions:
        return some(matches(a.lower(), action) for a in statement.actions)
    return every(
        [
            bool(statement.not_actions),
            *(negate(matches(a.lower(), action)) for a in statement.not_actions),
        ]
    )


def _on_all(statement: Statement) -> Verdict:
    """Whether the statement is about every resource."""
    if statement.not_resources:
        return Unknown("NotResource: granted on all but some resources")
    return some(is_all(r) for r in statement.resources)


def _on_some(statement: Statement) -> Verdict:
    if statement.not_resources:
        return True
    return some(_seen(r) for r in statement.resources)


def _seen(text: str) -> Verdict:
    return why(text) if re.fullmatch(r"(⟦[^⟦⟧]*⟧)+", text) else True


def _plain_allow(statement: Statement) -> Verdict:
    """Whether this is an Allow without a condition."""
    return every([has_effect(statement, "Allow"), negate(_limited(statement.conditions))])


def _limited(conditions: Sequence[Condition]) -> Verdict:
    """Whether there is a condition; one of which nothing is known may be none at all."""
    return some(why(c.operator) if "⟦" in c.operator else True for c in conditions)


def _unconditional(conditions: Sequence[Condition]) -> Verdict:
    """True without a condition, else Unknown: whether it holds depends on the request."""
    if not conditions:
        return True
    names = (why(c.operator).reason if "⟦" in c.operator else c.key for c in conditions)
    return Unknown("allowed under a condition on " + ", ".join(dict.fromkeys(names)))


def _denied(policy: Sequence[Statement], action: str) -> Verdict:
    """Whether some Deny takes `action` away from every resource without a condition."""
    return some(
        every(
            [
                has_effect(s, "Deny"),
                denies_action(s, action),
                _on_all(s),
                negate(_limited(s.conditions)),
            ]
        )
        for s in policy
        if has_effect(s, "Deny") is not False
    )


def _whole_service(action: str) -> tuple[str, Verdict]:
    """The service of an action pattern, and whether the pattern is all of it."""
    everything = is_all(action)
    if everything is True:
        return "*", True
    service, _, name = action.partition(":")
    if isinstance(everything, Unknown):
        return service, everything
    if not name.strip("*"):
        return service, why(service) if has_hole(service) else bool(name)
    return service, why(name) if re.fullmatch(r"\**(⟦[^⟦⟧]*⟧\**)+", name) else False
