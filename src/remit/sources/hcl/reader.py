"""A directory of Terraform configuration becomes a document of declared resources."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from remit.sources.declared import Document, Problem, Resource
from remit.sources.hcl.configuration import Loader, configuration_files
from remit.sources.hcl.files import Files
from remit.sources.hcl.instances import Instance
from remit.sources.hcl.module_sources import ModuleSources
from remit.sources.hcl.modules import ModuleInstance, Runtime
from remit.sources.hcl.providers import known_text
from remit.sources.hcl.syntax import HclError
from remit.sources.hcl.variables import automatic_files, root_inputs
from remit.values import Unknown


def read(
    path: Path,
    variables: Mapping[str, Any],
    var_files: Sequence[Path],
    workspace: str,
) -> Document:
    """The document of a directory, or of a single file. Never raises for bad input."""
    document = Document(name=str(path), source="tf")
    loader = Loader()
    single = path.is_file()
    directory = path.parent if single else path
    if single:
        configuration = loader.files(os.fspath(directory), [path])
    else:
        configuration = loader.directory(os.fspath(directory))
    if not configuration.files:
        message = "there are no Terraform files here"
        document.problems.append(Problem(message, file=str(path), fatal=True))
        return document
    files = [*([] if single else automatic_files(directory)), *var_files]
    inputs = root_inputs(loader, configuration, files, variables, document.problems)
    runtime = Runtime(loader, ModuleSources(directory), Files(directory), workspace)
    root = ModuleInstance(runtime, configuration, inputs)
    document.resources += _resources(root, runtime)
    document.problems[:0] = loader.problems
    document.problems += runtime.problems
    return document


def is_directory(path: Path) -> bool:
    """Does Terraform configuration lie in this directory itself?"""
    return path.is_dir() and bool(configuration_files(path))


def _resources(root: ModuleInstance, runtime: Runtime) -> Iterator[Resource]:
    pending = [root]
    while pending:
        module = pending.pop()
        for type, name in module.configuration.resources:
            if not type.startswith("aws_"):
                continue
            try:
                for instance in module.instances("resource", type, name):
                    yield _resource(instance)
            except HclError as error:
                _failed(module, runtime, f"{type}.{name}", error.reason)
            except RecursionError:
                _failed(module, runtime, f"{type}.{name}", "it is nested too deeply")
        called: list[ModuleInstance] = []
        for name in module.configuration.modules:
            try:
                items = module.calls(name)[1]
                called += [item for item in items if isinstance(item, ModuleInstance)]
            except HclError as error:
                _failed(module, runtime, f"module.{name}", error.reason)
            except RecursionError:
                _failed(module, runtime, f"module.{name}", "it is nested too deeply")
        pending += reversed(called)


def _failed(module: ModuleInstance, runtime: Runtime, name: str, reason: str) -> None:
    message = f"{module.prefix}{name} cannot be evaluated: {reason}"
    runtime.report(Problem(message, file=module.configuration.shown))


def _resource(instance: Instance) -> Resource:
    provider = instance.provider
    values = instance.values()
    region = values.get("region")
    return Resource(
        type=instance.type,
        address=instance.address,
        values=values,
        file=instance.block.file,
        line=instance.block.line,
        region=provider.region if region is None else known_text(region, Unknown("")),
        account=provider.account,
    )
