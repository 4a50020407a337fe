"""One template, and the ones nested in it, with the values that they are deployed with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from remit.sources.cloudformation import sam
from remit.sources.cloudformation.decoding import InputError, Source, read_source
from remit.sources.cloudformation.evaluation import Evaluator
from remit.sources.cloudformation.loops import expand_loops
from remit.sources.cloudformation.nested import STACK, find_template
from remit.sources.cloudformation.parameters import evaluate_parameters
from remit.sources.cloudformation.pseudo import NO_VALUE, pseudo_parameters
from remit.sources.declared import ANY_ACCOUNT, ANY_REGION, Document, Problem, Resource
from remit.values import Unknown, unknown_reason

_MAX_STACKS = 200
_SECTIONS = ("Parameters", "Mappings", "Conditions", "Resources", "Outputs")

# What these transforms add changes nothing of the resources that the template declares.
_HARMLESS = re.compile(
    r"AWS::(Serverless-2016-10-31|LanguageExtensions|CodeDeployBlueGreen|ServiceCatalog"
    r"|SecretsManager-\d{4}-\d{2}-\d{2})\Z"
)
_PROCESSED = (
    "Scan the processed template: aws cloudformation get-template --template-stage Processed"
)
_KEPT = ("DeletionPolicy", "UpdateReplacePolicy")


@dataclass(slots=True)
class Scan:
    """What all stacks of one reading share."""

    document: Document
    region: str | None
    account: str | None
    stacks: int = 0
    reported: set[tuple[str, str, int | None]] = field(default_factory=set)

    def report(self, problem: Problem) -> None:
        """Add a problem, once."""
        key = (problem.message, problem.file, problem.line)
        if key not in self.reported:
            self.reported.add(key)
            self.document.problems.append(problem)


class Stack:
    """One template and the values it is deployed with."""

    def __init__(
        self,
        source: Source,
        path: Path,
        parameters: Mapping[str, Any],
        scan: Scan,
        prefix: str = "",
        trail: tuple[Path, ...] = (),
    ) -> None:
        self._source = source
        self._path = path
        self._scan = scan
        self._prefix = prefix
        self._trail = (*trail, path.resolve())
        self._line: int | None = None
        self._origins: dict[str, str] = {}
        self._children: dict[str, Stack | Unknown] = {}
        self._outputs: dict[str, Any] | None = None
        for problem in source.problems:
            scan.report(problem)
        self._sections = {name: self._section(name) for name in _SECTIONS}
        self._evaluator = Evaluator(
            parameters=evaluate_parameters(self._sections["Parameters"], parameters),
            pseudo=pseudo_parameters(scan.region, scan.account),
            mappings=self._sections["Mappings"],
            conditions={},
            resources={},
            report=self._report,
            outputs=self._outputs_of,
            prefix=prefix,
        )
        self._transforms()
        conditions = expand_loops(self._evaluator, self._sections["Conditions"])
        self._evaluator.conditions = conditions
        self._evaluator.resources = self._expanded(self._sections["Resources"])

    def read(self) -> None:
        """Add the stack's resources, and those of the stacks nested in it, to the document."""
        for name, body in self._evaluator.resources.items():
            self._line = self._line_of(name)
            try:
                self._resource(name, body)
            except RecursionError:
                self._report(f"{name} is nested too deeply to be read", "")

    def outputs(self) -> dict[str, Any]:
        """The evaluated outputs."""
        if self._outputs is None:
            self._outputs = {}
            declared = expand_loops(self._evaluator, self._sections["Outputs"])
            for name, body in declared.items():
                if isinstance(body, dict) and self._evaluator.exists(body) is not False:
                    self._outputs[name] = self._evaluator.value(body.get("Value"))
        return self._outputs

    def _section(self, name: str) -> dict[str, Any]:
        data = self._source.data.get(name)
        if isinstance(data, dict):
            if not data and name == "Resources":
                self._problem("Resources is empty", name)
            return data
        if name == "Resources":
            words = "there is no Resources section" if data is None else "Resources is no mapping"
            fatal = not self._prefix
            problem = Problem(words, self._source.file, self._source.line(name), fatal=fatal)
            raise InputError(problem)
        if data is not None:
            self._problem(f"{name} is no mapping", name)
        return {}

    def _transforms(self) -> None:
        declared = self._source.data.get("Transform")
        for item in declared if isinstance(declared, list) else [declared]:
            name = item.get("Name") if isinstance(item, dict) else item
            if name is not None and not _HARMLESS.match(str(name)):
                message = f"what the macro {name} does to the template is not read"
                self._problem(message, "Transform", hint=_PROCESSED)

    def _expanded(self, declared: dict[str, Any]) -> dict[str, Any]:
        """The raw resources, with loops and SAM's resources expanded."""
        looped: dict[str, Any] = {}
        for key, body in declared.items():
            self._line = self._source.line("Resources", key)
            if key == "Fn::Transform":
                self._evaluator.value({key: body})
                continue
            items = expand_loops(self._evaluator, {key: body}) if key[:4] == "Fn::" else {key: body}
            for name, item in items.items():
                looped.setdefault(name, item)
                self._origins.setdefault(name, key)
        if not any(_is_serverless(body) for body in looped.values()):
            return looped
        out: dict[str, Any] = {}
        for name, body in {**looped, **sam.implicit_apis(looped)}.items():
            out.update(self._serverless(name, body) if _is_serverless(body) else {name: body})
        return {**out, **{name: body for name, body in looped.items() if name not in out}}

    def _serverless(self, name: str, body: dict[str, Any]) -> dict[str, Any]:
        self._line = self._line_of(name)
        shared = self._source.data.get("Globals")
        made = sam.expand_resource(name, body, shared, self._report)
        for each in made:
            self._origins.setdefault(each, self._origins.get(name, name))
        return made

    def _resource(self, name: str, body: Any) -> None:
        kind = body.get("Type") if isinstance(body, dict) else None
        if not isinstance(body, dict):
            return self._report(f"resource {name} is no mapping", "")
        if not isinstance(kind, str) or not kind:
            return self._report(f"resource {name} has no Type", "")
        exists = self._evaluator.exists(body)
        if exists is False:
            return None
        address = self._prefix + name
        if isinstance(exists, Unknown):
            name_of = body["Condition"]
            condition = name_of if isinstance(name_of, str) else "its condition"
            self._scan.document.assumptions.append(
                f"{address} exists only if {condition}, which is not decided: {exists.reason}"
            )
        values = self._values(name, body)
        if values is not None:
            self._add(kind, address, values)
        if kind == STACK:
            self._nested(name, body)
        elif kind.endswith("::MODULE"):
            self._report(f"what the module {kind} ({name}) declares is not read", _PROCESSED)
        elif kind == "AWS::CloudFormation::StackSet":
            hint = "Scan its template too"
            self._report(f"what the stack set {name} deploys elsewhere is not read", hint)
        return None

    def _values(self, name: str, body: dict[str, Any]) -> dict[str, Any] | None:
        properties = body.get("Properties")
        if properties is None:
            properties = {}
        if not isinstance(properties, dict):
            self._report(f"Properties of {name} is no mapping", "")
            return None
        values = self._evaluator.value(properties)
        if not isinstance(values, dict):
            reason = unknown_reason(values) or "they are no mapping"
            self._report(f"{name} is left out, its properties are not known: {reason}", "")
            return None
        for attribute in _KEPT:
            if attribute in body:
                value = self._evaluator.value(body[attribute])
                if value is not NO_VALUE:
                    values[attribute] = value
        return values

    def _add(self, kind: str, address: str, values: dict[str, Any]) -> None:
        self._scan.document.resources.append(
            Resource(
                kind,
                address,
                values,
                self._source.file,
                self._line,
                self._scan.region or ANY_REGION,
                self._scan.account or ANY_ACCOUNT,
            )
        )

    def _outputs_of(self, name: str) -> Mapping[str, Any] | Unknown | None:
        body = self._evaluator.resources.get(name)
        if not isinstance(body, dict) or body.get("Type") != STACK:
            return None
        child = self._child(name, body)
        return child if isinstance(child, Unknown) else child.outputs()

    def _nested(self, name: str, body: dict[str, Any]) -> None:
        child = self._child(name, body)
        if isinstance(child, Unknown):
            hint = "Scan its template too" if "in the same tree" in child.reason else ""
            self._report(f"the nested stack {name} is not read: {child.reason}", hint)
        else:
            child.read()

    def _child(self, name: str, body: dict[str, Any]) -> Stack | Unknown:
        if name not in self._children:
            # Asked for again while its own parameters are evaluated, it is a cycle.
            self._children[name] = Unknown(f"{name} depends on itself")
            self._children[name] = self._open(name, body)
        return self._children[name]

    def _open(self, name: str, body: dict[str, Any]) -> Stack | Unknown:
        properties = body.get("Properties")
        values = self._evaluator.value(properties) if isinstance(properties, dict) else None
        if not isinstance(values, dict):
            return Unknown("its properties are not known")
        place = find_template(
            values.get("TemplateURL"), body.get("Metadata"), self._path.parent, self._trail
        )
        if isinstance(place, Unknown):
            return place
        if place.path in self._trail:
            return Unknown(f"{place.path.name} is nested in itself")
        self._scan.stacks += 1
        if self._scan.stacks > _MAX_STACKS:
            return Unknown(f"more than {_MAX_STACKS} nested stacks")
        given = values.get("Parameters")
        try:
            path = _beside(place.path)
            child = Stack(
                read_source(path),
                path,
                given if isinstance(given, dict) else {},
                self._scan,
                f"{self._prefix}{name}.",
                self._trail,
            )
        except InputError as error:
            return Unknown(str(error))
        if place.guessed:
            address = self._prefix + name
            assumption = f"{address} is read from {path}, found by the name in its TemplateURL"
            self._scan.document.assumptions.append(assumption)
        return child

    def _line_of(self, name: str) -> int | None:
        return self._source.line("Resources", self._origins.get(name, name))

    def _problem(self, message: str, section: str, *, hint: str = "") -> None:
        line = self._source.line(section)
        self._scan.report(Problem(message, self._source.file, line, hint))

    def _report(self, message: str, hint: str) -> None:
        self._scan.report(Problem(message, self._source.file, self._line, hint))


def _is_serverless(body: Any) -> bool:
    kind = body.get("Type") if isinstance(body, dict) else None
    return isinstance(kind, str) and kind.startswith(sam.PREFIX)


def _beside(path: Path) -> Path:
    """The path as a user would write it, from where they are."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
