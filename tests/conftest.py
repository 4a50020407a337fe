"""Lets one process take all tests about a section of the example pages: they share its making."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.examples import Section


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Group by section; `pytest -n … --dist loadgroup` heeds it."""
    for item in items:
        given = item.callspec.params.values() if hasattr(item, "callspec") else ()
        for section in (one for one in given if isinstance(one, Section)):
            item.add_marker(pytest.mark.xdist_group(section.where))
