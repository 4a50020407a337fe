"""The line, per resource: obligations from findings, moved by configuration."""

from pathlib import Path

from remit import catalog, responsibility
from remit import scan as scanning
from remit.assessment import Assessment, assess
from remit.matrix import State
from remit.responsibility import Owner
from remit.sources.inputs import Options

TEMPLATE = """
Resources:
  Zip: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Code: {}, Role: r}}
  Image:
    Type: AWS::Lambda::Function
    Properties: {PackageType: Image, Code: {ImageUri: x}, Role: r}
  Kept: {Type: AWS::S3::Bucket, Properties: {VersioningConfiguration: {Status: Enabled}}}
  Lost: {Type: AWS::S3::Bucket}
"""


def assessed(folder: Path, text: str = TEMPLATE) -> Assessment:
    path = folder / "template.yaml"
    path.write_text(text)
    remit, tables = responsibility.load(), catalog.tables()
    scan = scanning.run(
        lambda spool, found: scanning.read_files([path], Options(), tables, spool, found),
        tables,
        catalog.checks(),
        remit,
        scanning.clock(),
    )
    return assess(scan, remit)


def obligation(found: Assessment, service: str, duty: str):
    return next(o for o in found.of(service) if o.duty.id == duty)


def test_a_configuration_moves_the_line_of_its_resource_only(tmp_path):
    runtime = obligation(assessed(tmp_path), "lambda", "patch-runtime")
    assert runtime.owners == {Owner.SHARED: 1, Owner.CUSTOMER: 1}


def test_a_finding_names_the_owner_on_its_own_resource(tmp_path):
    found = assessed(tmp_path)
    owners = {
        f.subject.resource: f.owner for f in found.scan.findings if f.check.duty == "patch-runtime"
    }
    assert owners == {"Zip": "shared", "Image": "customer"}


def test_what_is_inherited_is_claimed_and_not_done(tmp_path):
    facilities = obligation(assessed(tmp_path), "s3", "secure-facilities")
    assert facilities.states == {State.CLAIMED: 2}
    assert not facilities.is_ours


def test_what_no_check_speaks_of_stays_in_the_denominator(tmp_path):
    found = assessed(tmp_path)
    classified = obligation(found, "s3", "classify-data")
    assert classified.states == {State.NOT_ASSESSED: 2}
    score = found.score([classified])
    assert (score.done, score.of) == (0, 2)


def test_the_worst_finding_of_a_duty_decides_on_a_resource(tmp_path):
    found = assessed(tmp_path)
    kept = {f.status for f in found.scan.findings
            if f.subject.resource == "Kept" and f.check.duty == "recover-data"}  # fmt: skip
    assert {"pass", "fail"} <= kept
    assert obligation(found, "s3", "recover-data").states == {State.OPEN: 2}


def test_every_duty_of_every_service_in_use_has_an_owner_and_a_state(tmp_path):
    found = assessed(tmp_path)
    assert {o.service for o in found.obligations} == {"lambda", "s3"}
    for one in found.obligations:
        assert sum(one.owners.values()) == one.resources == 2


def test_an_empty_estate_has_no_obligations(tmp_path):
    found = assessed(tmp_path, "Resources:\n  A: {Type: AWS::Made::Up}\n")
    assert found.obligations == ()
    assert str(found.score(found.obligations)) == "0/0"
