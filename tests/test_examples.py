"""Every verdict on every example page, in every source that shows the resource."""

import pytest

from remit import catalog
from tests.examples import VERDICTS, Section, judge, sections, short

CHECKS = {check.id: check for check in catalog.checks()}
SHOWN = [(section, source) for section in sections() for source in section.texts]


def name_of(value: object) -> str:
    return value.where if isinstance(value, Section) else str(value)


@pytest.mark.parametrize("section", sections(), ids=name_of)
def test_a_page_speaks_of_checks_and_verdicts_that_exist(section: Section) -> None:
    assert set(section.expected) <= set(CHECKS)
    assert {v for verdicts in section.expected.values() for v in verdicts.values()} <= VERDICTS


@pytest.mark.parametrize(("section", "source"), SHOWN, ids=name_of)
def test_the_verdicts_of_the_page_are_those_of_a_scan(section: Section, source: str) -> None:
    checks = [section.set(CHECKS[check]) for check in section.expected]
    found: dict[str, dict[str, str]] = {check.id: {} for check in checks}
    for finding in judge(source, section.texts[source], checks):
        status = "-" if finding.status == "not_applicable" else str(finding.status)
        name = short(finding.subject, section.names)
        if name in section.names:
            found[finding.check.id][name] = status
    for check, verdicts in section.expected.items():
        expected = {name: verdicts[name] for name in found[check]}
        assert found[check] == expected, f"{check} in {source}"
        assert found[check], f"{source} shows nothing that {check} judges"
