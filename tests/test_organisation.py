"""An organisation as it is scanned: which accounts, with which credentials, into one snapshot."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from moto.iam.aws_managed_policies import aws_managed_policies_data

from remit import catalog, cli, responsibility
from remit.cli import UsageError, accounts_file
from remit.cli.accounts import Accounts, Chooser, Chosen
from remit.cli.diagnosis import Examined, Report, State
from remit.cli.doctor_accounts import examined, tell
from remit.cli.doctor_permissions import Need
from remit.cli.live import wanted_columns
from remit.sources.api.clients import Sharing
from remit.sources.api.collect import Target
from remit.sources.api.credentials import Mfa, Role, Source
from remit.sources.api.errors import CredentialsError, Refused
from remit.sources.api.planning import permissions, plan
from remit.sources.api.preflight import FIXED
from remit.sources.api.session_policy import AUDIT, LIMIT, TooLong, for_actions, lacking
from tests.faults import Handler
from tests.moto import ACCOUNT, REGIONS, Moto, moto_server, session

__all__ = ["moto_server"]

KEYS = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}  # fmt: skip
DENIED = (
    "<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message>"
    "</Error></ErrorResponse>"
)
GRANTED = (
    "<{operation}Response><{operation}Result><Credentials><AccessKeyId>ASIA{n:016d}</AccessKeyId>"
    "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token-{n}</SessionToken>"
    "<Expiration>{expires}</Expiration></Credentials></{operation}Result></{operation}Response>"
)


@dataclass
class Sts:
    """STS as we play it: what it was asked, which roles it refuses, how long sessions last."""

    upstream: Any = None
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    lasts: timedelta = timedelta(hours=1)
    asked: list[dict[str, str]] = field(default_factory=list)
    targets: set[str] = field(default_factory=set)
    url: str = ""

    def named(self, operation: str) -> list[dict[str, str]]:
        return [one for one in self.asked if one["Action"] == operation]


class Front(Handler):
    """Answers for STS itself, or refuses, and hands the rest on."""

    server: Any

    def do(self) -> None:
        sts = self.server.sts
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        form = {k: v[0] for k, v in parse_qs(body.decode(errors="replace")).items()}
        operation = form.get("Action", "")
        sts.targets.add(self.headers.get("x-amz-target", ""))
        if operation in ("AssumeRole", "GetSessionToken", "GetCallerIdentity"):
            sts.asked.append(form | {"key": self.headers.get("authorization", "")})
        refusal = sts.refused.get(form.get("RoleArn", operation))
        if refusal is not None:
            code, message = refusal
            text = DENIED.format(code=code, message=message)
            self.reply(403, "text/xml", text.encode())
        elif sts.upstream is not None:
            self.reply(*self.forwarded(body))
        elif operation == "GetCallerIdentity":
            arn = f"arn:aws:iam::{ACCOUNT}:user/ann"
            self.reply(200, "text/xml", (
                f"<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>{arn}</Arn>"
                f"<Account>{ACCOUNT}</Account></GetCallerIdentityResult>"
                "</GetCallerIdentityResponse>").encode())  # fmt: skip
        else:
            expires = (datetime.now(UTC) + sts.lasts).strftime("%Y-%m-%dT%H:%M:%SZ")
            text = GRANTED.format(operation=operation, n=len(sts.asked), expires=expires)
            self.reply(200, "text/xml", text.encode())

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = do  # noqa: N815


@contextmanager
def answering(sts: Sts) -> Iterator[Sts]:
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Front)
    server.daemon_threads, server.sts, server.proxy = True, sts, sts
    sts.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield sts
    finally:
        server.shutdown()
        server.server_close()


# --- an organisation over HTTP ----------------------------------------------------------------


@dataclass
class World:
    """Root ─ Workloads ─ Prod; shop in Prod, lab and closed in Workloads, ACCOUNT in the root."""

    moto: Moto
    ids: dict[str, str]
    units: dict[str, str]


def role_in(moto: Moto, account: str) -> Any:
    """A session's keys in another account."""
    sts = moto.client("sts")
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    keys = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    return {"aws_access_key_id": keys["AccessKeyId"],
            "aws_secret_access_key": keys["SecretAccessKey"],
            "aws_session_token": keys["SessionToken"]}  # fmt: skip


@pytest.fixture(scope="module")
def world(moto_server: Moto) -> World:
    moto_server.reset()
    organisations = moto_server.client("organizations", "us-east-1")
    organisations.create_organization(FeatureSet="ALL")
    root = organisations.list_roots()["Roots"][0]["Id"]

    def unit(parent: str, name: str) -> str:
        made = organisations.create_organizational_unit(ParentId=parent, Name=name)
        return str(made["OrganizationalUnit"]["Id"])

    workloads = unit(root, "Workloads")
    prod = unit(workloads, "Prod")
    ids = {}
    for name, parent in (("shop", prod), ("lab", workloads), ("closed", workloads),
                         ("locked", root)):  # fmt: skip
        made = organisations.create_account(
            AccountName=name, Email=f"{name}@example.com", Tags=[{"Key": "team", "Value": name}]
        )
        ids[name] = made["CreateAccountStatus"]["AccountId"]
        if parent != root:
            organisations.move_account(
                AccountId=ids[name], SourceParentId=root, DestinationParentId=parent
            )
    organisations.close_account(AccountId=ids["closed"])
    for name in ("shop", "lab"):
        client = moto_server.session.create_client(
            "sqs", REGIONS[0], endpoint_url=moto_server.url, **role_in(moto_server, ids[name])
        )
        client.create_queue(QueueName=f"{name}-queue", tags={"team": name, "stage": "prod"})
        volumes = moto_server.session.create_client(
            "ec2", REGIONS[0], endpoint_url=moto_server.url, **role_in(moto_server, ids[name])
        )
        tags = {"Name": f"{name}-volume", "team": name, "stage": "prod"}
        volumes.create_volume(
            AvailabilityZone=f"{REGIONS[0]}a", Size=1,
            TagSpecifications=[{"ResourceType": "volume",
                                "Tags": [{"Key": k, "Value": v} for k, v in tags.items()]}],
        )  # fmt: skip
    moto_server.client("sqs").create_queue(QueueName="own-queue")
    return World(moto_server, ids, {"root": root, "workloads": workloads, "prod": prod})


@dataclass
class Result:
    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def remit(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Run:
    monkeypatch.chdir(tmp_path)
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))

    def run(*words: str) -> Result:
        code = cli.run(list(words))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        return Result(code, out.decode(), err.decode())

    return run


def locked(world: World) -> Sts:
    """moto, but for one role that trusts somebody else."""
    arn = f"arn:aws:iam::{world.ids['locked']}:role/RemitReadOnly"
    says = (f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: sts:AssumeRole "
            f"on resource: {arn}")  # fmt: skip
    return Sts(urlsplit(world.moto.url), {arn: ("AccessDenied", says)})


def scan(remit: Run, url: str, *words: str) -> Result:
    return remit("scan", "--live", "-c", "sqs_*", "--endpoint-url", url, "--region", REGIONS[0],
                 "--progress", "none", *words)  # fmt: skip


def test_an_organisation_is_scanned_into_one_snapshot(remit: Run, world: World) -> None:
    with answering(locked(world)) as sts:
        found = scan(remit, sts.url, "--org", "--external-id", "secret-of-ours", "-f", "json")
    assert found.code in (1, 3), found.err
    asked = remit("query", "SELECT DISTINCT account FROM sqs_queue WHERE listed", "-f", "json")
    seen = {one["account"] for one in json.loads(asked.out)}
    assert seen == {ACCOUNT, world.ids["shop"], world.ids["lab"]}
    assumed = {one["RoleArn"]: one for one in sts.named("AssumeRole")}
    assert set(assumed) == {f"arn:aws:iam::{world.ids[name]}:role/RemitReadOnly"
                            for name in ("shop", "lab", "locked")}  # fmt: skip
    for form in assumed.values():
        assert form["ExternalId"] == "secret-of-ours"
        assert form["PolicyArns.member.1.arn"] == "arn:aws:iam::aws:policy/SecurityAudit"


def test_the_auditors_policy_allows_what_is_asked_of_the_organisation_and_nothing_else(
    remit: Run, world: World
) -> None:
    with answering(locked(world)) as sts:
        scan(remit, sts.url, "--org", "--external-id", "secret-of-ours", "-f", "json")
    printed = remit("policy", "print", "--for", "org", "--external-id", "secret-of-ours",
                    "--part", "1")  # fmt: skip
    lists, assumes = json.loads(printed.out)["Statement"]
    heard = {name.partition(".")[2] for name in sts.targets if "Organizations" in name}
    assert set(lists["Action"]) == {f"organizations:{name}" for name in heard}
    assert assumes["Action"] == "sts:AssumeRole"
    assert assumes["Condition"] == {"StringEquals": {"sts:ExternalId": "secret-of-ours"}}
    for form in sts.named("AssumeRole"):
        assert fnmatchcase(form["RoleArn"], assumes["Resource"])
        assert form["ExternalId"] == "secret-of-ours"


def test_an_account_that_cannot_be_read_is_named_and_the_others_go_on(
    remit: Run, world: World
) -> None:
    with answering(locked(world)) as sts:
        found = scan(remit, sts.url, "--org", "-f", "json")
    (line,) = [line for line in found.err.splitlines() if world.ids["locked"] in line]
    assert "locked was not read: the role RemitReadOnly cannot be assumed" in line
    assert "does not trust these credentials, or it asks for an --external-id" in line
    assert (
        f"account {world.ids['closed']} closed was not read: the account is SUSPENDED" in found.err
    )
    (folder,) = (Path.cwd() / ".remit" / "snapshots").iterdir()
    told = json.loads((folder / "manifest.json").read_text())["accounts"]
    reasons = {one["account"]: one["reason"] for one in told}
    assert set(reasons) == {ACCOUNT, *world.ids.values()}
    assert not reasons[world.ids["shop"]] and "SUSPENDED" in reasons[world.ids["closed"]]
    assert "--resume" not in found.err


def planned(remit: Run, url: str, *words: str) -> tuple[dict[str, Any], str]:
    """The plan of a dry run as JSON, and what it says on stderr."""
    found = scan(remit, url, "--dry-run", "-f", "json", *words)
    assert found.code == 0, found.err
    return json.loads(found.out), found.err


def test_a_dry_run_counts_the_accounts_of_the_organisation(remit: Run, world: World) -> None:
    with answering(locked(world)) as sts:
        (one, _), (all_, said) = planned(remit, sts.url), planned(remit, sts.url, "--org")
        two, _ = planned(remit, sts.url, "--org", "--ou", "/Workloads")
    assert (one["accounts"], all_["accounts"], two["accounts"]) == (1, 4, 2)
    assert all_["totals"]["at_least"] == 4 * one["totals"]["at_least"]
    assert "only the organisation was asked" in said and not sts.named("AssumeRole")
    before = [(call["service"], call["operation"]) for call in all_["before"]]
    heard = {name.partition(".")[2] for name in sts.targets if "Organizations" in name}
    assert heard < {name for _, name in before} == {*heard, "ListTagsForResource", "AssumeRole"}


def test_an_aggregator_is_asked_once_however_many_accounts_there_are(
    remit: Run, world: World
) -> None:
    words = ("--aggregator", "org", "-c", "ec2_volume*")
    with answering(locked(world)) as sts:
        one, _ = planned(remit, sts.url, *words)
        four, _ = planned(remit, sts.url, *words, "--org")
    once = one["totals"]["calls_for_all"]
    assert once > 1 and four["totals"]["calls_for_all"] == once
    each = one["totals"]["at_least"] - once
    assert each and four["totals"]["at_least"] == once + 4 * each
    (select,) = [c for c in one["operations"] if c["operation"] == "SelectAggregateResourceConfig"]
    assert select["how_often"].endswith("for all accounts")


def test_a_dry_run_that_is_not_told_the_accounts_is_per_account(remit: Run) -> None:
    answers = Sts(refused={"": ("AccessDeniedException", "You don't have permissions")})
    with answering(answers) as sts:
        found, said = planned(remit, sts.url, "--org")
    assert (found["accounts"], found["totals"]["at_least"]) == (None, None)
    assert "could not be listed" in found["accounts_why"]
    assert "calls per account (how many accounts there are is not known" in said


def test_a_dry_run_asks_nobody_for_a_code(remit: Run) -> None:
    device = f"arn:aws:iam::{ACCOUNT}:mfa/ann"
    found, _ = planned(remit, "http://127.0.0.1:1", "--org", "--mfa-serial", device)
    assert found["accounts"] is None and "MFA code" in found["accounts_why"]


def test_a_dry_run_counts_the_accounts_of_a_file_in_their_regions(
    remit: Run, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text("id,regions\n111111111111,eu-west-1 eu-north-1\n222222222222,\n")
    url = "http://127.0.0.1:1"
    one, _ = planned(remit, url)
    two, said = planned(remit, url, "--accounts-file", str(file))
    region = one["totals"]["calls_per_region"]
    assert two["accounts"] == 2 and region
    assert two["totals"]["at_least"] == 2 * one["totals"]["at_least"] + region
    assert "in 2 accounts" in said and "nothing was asked" in said


def doctor(remit: Run, url: str, *words: str) -> Result:
    return remit("doctor", "--service", "iam", "--endpoint-url", url, "--region", REGIONS[0],
                 *words)  # fmt: skip


def accounts_in(found: Result) -> list[tuple[str, str]]:
    """The state and the rest of each line about an account."""
    pairs = (line.split(None, 1) for line in found.out.splitlines() if " account " in line)
    return [(state, rest) for state, rest in pairs if rest.startswith("account ")]


def test_the_doctor_has_a_line_for_each_account_what_is_amiss_first(
    remit: Run, world: World
) -> None:
    with answering(locked(world)) as sts:
        found = doctor(remit, sts.url, "--org", "--external-id", "secret-of-ours")
    assert found.code == cli.EXIT_NOT_MET, found.out + found.err
    lines = accounts_in(found)
    assert [state for state, _ in lines] == ["missing", "note", "ok", "ok", "ok"]
    assert world.ids["locked"] in lines[0][1] and "cannot be assumed" in lines[0][1]
    assert "SUSPENDED" in lines[1][1]
    assert {form["ExternalId"] for form in sts.named("AssumeRole")} == {"secret-of-ours"}


def test_what_is_denied_in_several_accounts_is_said_once(remit: Run, world: World) -> None:
    sts = Sts(urlsplit(world.moto.url), {"ListUsers": ("AccessDenied", "not authorized")})
    with answering(sts):
        found = doctor(remit, sts.url, "--org", "--ou", "/Workloads", "-f", "json")
    record = json.loads(found.out)
    assert found.code == cli.EXIT_NOT_MET and not record["well"]
    denied = {one["name"]: list(one["denied"]) for one in record["accounts"] if one["method"]}
    assert denied == {"shop": ["iam:ListUsers"], "lab": ["iam:ListUsers"]}
    (line,) = [one for one in record["lines"] if one["what"] == "permissions"]
    (detail,) = line["details"]
    assert detail.startswith("iam:ListUsers: ") and "shop" in detail and "lab" in detail
    assert record["unknown"] and all("iam:ListUsers" in one for one in record["unknown"].values())


def test_the_accounts_that_the_doctor_looks_at_share_their_clients(world: World) -> None:
    need = Need([c for c in catalog.checks() if c.service == "sqs"], REGIONS[:1])
    sharing = Sharing({*FIXED, *((call.service, call.operation) for call in need.planned)})
    for _ in range(2):
        found = examined(Target(session, REGIONS[:1], world.moto.url, name="own"), need, sharing)
        assert (found.account, found.state) == (ACCOUNT, State.OK)
    (clients,) = sharing.found.values()
    assert {service for service, _ in clients.made} >= {"sts", "sqs"}


def test_credentials_that_lead_elsewhere_are_said(world: World) -> None:
    need, other = Need([c for c in catalog.checks() if c.service == "sqs"]), world.ids["shop"]
    target = Target(session, None, world.moto.url, account=other)
    found = examined(target, need, Sharing(FIXED))
    assert (found.account, found.state) == (other, State.MISSING)
    assert found.found == f"the credentials lead to account {ACCOUNT}"


def test_many_accounts_that_lack_nothing_are_one_line() -> None:
    accounts = [Examined(f"{n:012d}", "", State.OK, "all is allowed") for n in range(30)]
    report = Report(accounts=[*accounts, Examined("9" * 12, "bad", State.MISSING, "no role")])
    tell(report, Need(()))
    told = [(line.what, line.found) for line in report.lines]
    assert told == [("account 999999999999 bad", "no role"), ("accounts", "30 more lack nothing")]


def test_an_organisation_that_is_not_told_is_an_error_with_what_to_do(remit: Run) -> None:
    answers = Sts(refused={"": ("AccessDeniedException", "You don't have permissions")})
    with answering(answers) as sts:
        found = doctor(remit, sts.url, "--org")
    assert found.code == cli.EXIT_ERROR
    assert "could not be listed" in found.out and "remit policy print --for org" in found.out


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--account", "shop"), {"shop"}),
        (("--account", "s*", "--account", "l*", "--exclude-account", "locked"), {"shop", "lab"}),
        (("--ou", "/Workloads"), {"shop", "lab"}),
        (("--ou", "Workloads/Prod"), {"shop"}),
        (("--ou", "prod-id"), {"shop"}),
        (("--ou", "root-id"), {"shop", "lab", "locked", "own"}),
    ],
)
def test_accounts_are_chosen_by_name_pattern_and_unit(
    world: World, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], names: set[str]
) -> None:
    options = {"--account": "account", "--exclude-account": "exclude_account", "--ou": "ou"}
    given: dict[str, Any] = {"org": True}
    units = {"prod-id": world.units["prod"], "root-id": world.units["root"]}
    for option, value in zip(words[::2], words[1::2], strict=True):
        name = options[option]
        given[name] = (*given.get(name, ()), units.get(value, value))
    chosen = choose(monkeypatch, world.moto.url, **given)
    assert {t.account for t in chosen.targets} == {{**world.ids, "own": ACCOUNT}[n] for n in names}


def choose(monkeypatch: pytest.MonkeyPatch, url: str, **given: Any) -> Chosen:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return Chooser(Accounts(**given), endpoint_url=url, actions=("sqs:ListQueues",)).chosen()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"org": True, "account": ("nobody*",)}, "answers to nobody*"),
        ({"org": True, "ou": ("/Nowhere",)}, "answers to /Nowhere"),
        ({"org": True, "account": ("closed",)}, "no active account"),
        ({"account": ("shop",)}, "patterns go with --org"),
        ({"ou": ("/Workloads",)}, "--ou goes with --org"),
        ({"account": ("111111111111",), "role_name": "a b"}, "--role-name"),
        ({"account": ("111111111111",), "mfa_token": "123456"}, "--mfa-serial"),
        ({"role_name": "Other"}, "--role-name goes with"),
    ],
)
def test_a_choice_that_means_nothing_is_one_line(
    world: World, monkeypatch: pytest.MonkeyPatch, given: dict[str, Any], says: str
) -> None:
    with pytest.raises(UsageError, match=says.replace("*", r"\*")):
        choose(monkeypatch, world.moto.url, **given)


def test_what_the_organisation_says_is_kept_but_for_addresses(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = choose(monkeypatch, world.moto.url, org=True)
    rows = {(table.spec.name, row["name"]): row for table, row in chosen.rows}
    shop = rows["organizations_account", "shop"]
    assert (shop["id"], shop["parent"], shop["state"]) == (
        world.ids["shop"], world.units["prod"], "ACTIVE",
    )  # fmt: skip
    assert shop["tags"] == {"team": "shop"} and not shop["unseen"]
    assert rows["organizations_unit", "Prod"]["parent"] == world.units["workloads"]
    assert rows["organizations_account", "closed"]["state"] == "SUSPENDED"
    assert "example.com" not in json.dumps(list(rows.values()), default=str)
    assert "tags" in rows["organizations_account", "closed"]["unseen"]
    assert not chosen.problems


def test_an_account_that_is_told_nothing_says_who_is(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = Sts(refused={"": ("AccessDeniedException", "You don't have permissions")})
    with answering(answers) as sts, pytest.raises(UsageError, match="could not be listed"):
        choose(monkeypatch, sts.url, org=True)


# --- views by account, unit and tag -----------------------------------------------------------


@pytest.fixture(scope="module")
def recorded(world: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot of the organisation, made once."""
    folder = tmp_path_factory.mktemp("organisation")
    environment = {"PATH": "", "HOME": str(folder), "AWS_DEFAULT_REGION": REGIONS[0], **KEYS}
    with answering(locked(world)) as sts:
        subprocess.run(
            [sys.executable, "-c", "from remit.cli import main; main()", "scan", "--live", "--org",
             "--endpoint-url", sts.url, "--region", REGIONS[0], "-q", "-c", "sqs_*",
             "-c", "ec2_volume*"],
            cwd=folder, env=environment, check=False, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    (snapshot,) = (folder / ".remit" / "snapshots").iterdir()
    return snapshot


def named(remit: Run, snapshot: Path, *words: str) -> set[str]:
    """The queues and volumes that are shown."""
    found = remit("matrix", str(snapshot), "--service", "sqs", "--service", "ec2",
                  "--duty", "encrypt-at-rest", "-f", "jsonl", *words)  # fmt: skip
    assert found.code in (0, 3), found.err
    rows = [json.loads(line) for line in found.out.splitlines()]
    names = {row["name"] or row["resource"].rpartition(":")[2] for row in rows if row["listed"]}
    return {name for name in names if name.endswith(("-queue", "-volume"))}


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ((), {"shop-queue", "shop-volume", "lab-queue", "lab-volume", "own-queue"}),
        (("--account", "shop"), {"shop-queue", "shop-volume"}),
        (("--account", ACCOUNT), {"own-queue"}),
        (("--ou", "/Workloads"), {"shop-queue", "shop-volume", "lab-queue", "lab-volume"}),
        (("--ou", "Workloads/Prod"), {"shop-queue", "shop-volume"}),
        (
            ("--ou", "/", "--service", "sqs", "--region", "eu-*"),
            {"shop-queue", "shop-volume", "lab-queue", "lab-volume", "own-queue"},
        ),
        (("--tag", "team=shop"), {"shop-queue", "shop-volume"}),
        (
            ("--tag", "team=shop", "--tag", "team=lab"),
            {"shop-queue", "shop-volume", "lab-queue", "lab-volume"},
        ),
        (("--tag", "team=lab", "--tag", "stage=dev"), set()),
        (("--tag", "stage"), {"shop-queue", "shop-volume", "lab-queue", "lab-volume"}),
        (("--tag", "account:team=l*"), {"lab-queue", "lab-volume"}),
        (("--tag", "account:team=shop", "--tag", "stage=prod"), {"shop-queue", "shop-volume"}),
    ],
)
def test_the_matrix_shows_accounts_units_and_tags(
    remit: Run, recorded: Path, words: tuple[str, ...], names: set[str]
) -> None:
    assert named(remit, recorded, *words) == names


def test_a_unit_by_its_id_shows_what_lies_below_it(
    remit: Run, recorded: Path, world: World
) -> None:
    ids = ("--ou", world.units["workloads"])
    assert named(remit, recorded, *ids) >= {"shop-queue", "lab-queue"}
    assert named(remit, recorded, "--ou", world.units["prod"]) == {"shop-queue", "shop-volume"}


def test_resources_whose_tags_nobody_read_are_told_of(remit: Run, recorded: Path) -> None:
    found = remit("matrix", str(recorded), "--tag", "team=shop", "-f", "jsonl")
    assert "the tags of" in found.err and "so --tag leaves them out" in found.err


def test_services_are_counted_in_what_is_selected(remit: Run, recorded: Path) -> None:
    found = json.loads(remit("services", str(recorded), "--ou", "/Workloads", "-f", "json").out)
    (row,) = [row for row in found if row["service"] == "sqs"]
    assert (row["resources"], row["accounts"]) == (2, 2)


def test_a_line_for_each_account_and_unit_adds_up(remit: Run, recorded: Path, world: World) -> None:
    def rows(*words: str) -> list[dict[str, Any]]:
        found = remit("matrix", str(recorded), "--service", "sqs", "-f", "json", *words)
        made: list[dict[str, Any]] = json.loads(found.out)
        return made

    by_account = {row["account"]: row for row in rows("--by", "account")}
    assert by_account[world.ids["shop"]]["name"] == "shop"
    assert by_account[world.ids["shop"]]["ou"] == "/Workloads/Prod"
    by_unit = {row["ou"]: row for row in rows("--by", "ou")}
    assert by_unit["/Workloads/Prod"]["accounts"] == 1
    whole = rows()
    for found in (by_account, by_unit):
        assert sum(row["open"] for row in found.values()) == sum(
            row["status"] == "open" for row in whole
        )
        fractions = [row["duties_yours"].split("/") for row in found.values()]
        assert sum(int(of) for _, of in fractions) == len(whole)
    text = remit("matrix", str(recorded), "--by", "ou").out.splitlines()
    assert text[0].split()[:2] == ["ou", "accounts"]
    assert remit("matrix", str(recorded), "--by", "account", "-f", "csv").out.startswith("account,")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--ou", "/Nowhere"), "no unit of the organisation answers to it"),
        (("--tag", "=x"), "expected KEY=VALUE"),
        (("--by", "ou", "-f", "html"), "written to stdout as text, json, csv"),
    ],
)
def test_a_view_that_means_nothing_is_one_line(
    remit: Run, recorded: Path, words: tuple[str, ...], says: str
) -> None:
    found = remit("matrix", str(recorded), *words)
    assert (found.code, found.out, len(found.err.splitlines())) == (2, "", 1)
    assert says in found.err


def test_without_an_organisation_no_unit_is_known(remit: Run, tmp_path: Path) -> None:
    template = tmp_path / "t.json"
    template.write_text('{"Resources": {"Q": {"Type": "AWS::SQS::Queue"}}}')
    found = remit("matrix", str(template), "--ou", "/Prod")
    assert found.code == 2 and "remit scan --live --org" in found.err


# --- session policies -------------------------------------------------------------------------

DATA = (
    "s3:GetObject", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:Query", "ssm:GetParameter",
    "secretsmanager:GetSecretValue", "kms:Decrypt", "sqs:ReceiveMessage", "logs:GetLogEvents",
    "kinesis:GetRecords", "lambda:GetFunction", "athena:GetQueryResults", "codecommit:GetFile",
    "s3:PutObject", "iam:CreateUser", "ec2:RunInstances", "sts:AssumeRole",
)  # fmt: skip


@pytest.fixture(scope="module")
def actions() -> list[str]:
    """Every IAM action that a scan with all checks takes."""
    return permissions(plan(wanted_columns(catalog.checks(), responsibility.load()), None))


def test_the_list_of_what_security_audit_allows_is_aws_own() -> None:
    statements = json.loads(aws_managed_policies_data)["SecurityAudit"]["Document"]["Statement"]
    theirs = {a for one in statements if one["Resource"] == "*" for a in one["Action"]}
    ours = set()
    for line in AUDIT.read_text().splitlines():
        prefix, _, names = line.partition(": ")
        ours |= set() if line.startswith("#") else {f"{prefix}:{name}" for name in names.split()}
    assert ours == theirs


def test_every_action_of_the_plan_is_within_the_session_policy(actions: list[str]) -> None:
    made = for_actions(actions)
    beside = json.loads(made.inline)["Statement"][0]["Action"]
    patterns = [pattern.lower() for pattern in beside]
    outside = [
        action for action in lacking(actions)
        if not any(fnmatchcase(action.lower(), pattern) for pattern in patterns)
    ]  # fmt: skip
    assert not outside and made.characters <= LIMIT


def test_a_session_reads_no_data_and_writes_nothing(actions: list[str]) -> None:
    allowed = set(DATA) - set(lacking(DATA))
    beside = json.loads(for_actions(actions).inline)["Statement"][0]["Action"]
    allowed |= {data for data in DATA for p in beside if fnmatchcase(data.lower(), p.lower())}
    assert not allowed & set(DATA) - set(actions), "only what the plan itself asks for"


def test_a_session_policy_that_would_be_too_long_is_refused_and_not_cut() -> None:
    with pytest.raises(TooLong, match="2,048"):
        for_actions(f"service{number}:GetThing" for number in range(200))
    shortened = for_actions(f"new:ListThing{number}" for number in range(200))
    assert json.loads(shortened.inline)["Statement"][0]["Action"] == ["new:List*"]


# --- credentials ------------------------------------------------------------------------------

ROLE_ARN = "arn:aws:iam::222222222222:role/remit/RemitReadOnly"
DEVICE = "arn:aws:iam::123456789012:mfa/ann"


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))


@pytest.mark.usefixtures("keys")
def test_a_code_is_asked_for_once_and_every_role_is_assumed_with_it() -> None:
    asked: list[str] = []

    def code(serial: str) -> str:
        asked.append(serial)
        return "123456"

    with answering(Sts()) as sts:
        source = Source(endpoint_url=sts.url, mfa=Mfa(DEVICE, code))
        for _ in range(2):
            source.assuming(Role(ROLE_ARN))()
    (token,) = sts.named("GetSessionToken")
    assert (token["SerialNumber"], token["TokenCode"], asked) == (DEVICE, "123456", [DEVICE])
    assert all("Credential=ASIA" in one["key"] for one in sts.named("AssumeRole"))


@pytest.mark.usefixtures("keys")
def test_what_a_role_asks_for_reaches_sts() -> None:
    with answering(Sts()) as sts:
        policy = for_actions(["eks:ListAddons"])
        Source(endpoint_url=sts.url).assuming(Role(ROLE_ARN, "x-1", "audit-7", policy))()
    (form,) = sts.named("AssumeRole")
    assert (form["RoleArn"], form["ExternalId"], form["RoleSessionName"]) == (
        ROLE_ARN, "x-1", "audit-7",
    )  # fmt: skip
    assert json.loads(form["Policy"])["Statement"][0]["Action"] == ["eks:ListAddons"]


@pytest.mark.usefixtures("keys")
def test_credentials_are_renewed_before_they_expire() -> None:
    with answering(Sts(lasts=timedelta(minutes=5))) as sts:
        session = Source(endpoint_url=sts.url).assuming(Role(ROLE_ARN))()
        first = session.get_credentials().get_frozen_credentials().token
        sts.lasts = timedelta(hours=1)
        second = session.get_credentials().get_frozen_credentials().token
        third = session.get_credentials().get_frozen_credentials().token
    assert first != second == third


@pytest.mark.usefixtures("keys")
def test_a_role_that_is_refused_names_itself_and_what_to_do() -> None:
    refusal = {ROLE_ARN: ("AccessDenied", "User is not authorized to perform: sts:AssumeRole")}
    with answering(Sts(refused=refusal)) as sts:
        source = Source(endpoint_url=sts.url)
        with pytest.raises(Refused, match=r"remit/RemitReadOnly cannot be assumed.*external-id"):
            source.assuming(Role(ROLE_ARN))()
        refusal[ROLE_ARN] = ("PackedPolicyTooLarge", "over 100 percent")
        with pytest.raises(Refused, match="--session-policy none"):
            source.assuming(Role(ROLE_ARN))()


def test_a_sign_in_that_has_expired_says_which_command_to_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config = tmp_path / "config"
    config.write_text(
        "[profile audit]\nsso_session = ours\nsso_account_id = 123456789012\n"
        "sso_role_name = Audit\nregion = eu-west-1\n\n[sso-session ours]\n"
        "sso_region = eu-west-1\nsso_start_url = https://ours.awsapps.com/start\n"
    )
    monkeypatch.setenv("AWS_CONFIG_FILE", str(config))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(CredentialsError, match="run aws sso login --profile audit"):
        Source("audit").session()


def test_a_profile_that_is_not_there_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(CredentialsError, match="list-profiles"):
        Source("nobody").session()


# --- --accounts-file --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.txt", "# ours\n222222222222\n\n333333333333\n"),
        ("a.csv", "id,role,regions\n222222222222,path/Audit,eu-west-1 eu-north-1\n333333333333\n"),
        ("a.toml", '[[account]]\nid = "222222222222"\nrole = "path/Audit"\n'
                   'regions = ["eu-west-1", "eu-north-1"]\n[[account]]\nid = "333333333333"\n'),
    ],
)  # fmt: skip
def test_accounts_are_read_from_lines_csv_and_toml(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    first, second = accounts_file.read(tmp_path / name)
    assert (first.account, second.account) == ("222222222222", "333333333333")
    if name != "a.txt":
        assert (first.role, first.regions) == ("path/Audit", ("eu-west-1", "eu-north-1"))


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.txt", "222222222222\nshop\n", "a.txt:2: shop is no account"),
        ("a.txt", "222222222222\n222222222222\n", "a.txt:2: account 222222222222 stands on line 1"),
        ("a.csv", "id,color\n222222222222,red\n", "a.csv:2: no field is called color"),
        ("a.csv", "id\n222222222222,red\n", "a.csv:2: 2 fields"),
        ("a.csv", "id,regions\n222222222222,Ireland\n", "a.csv:2: Ireland is no Region"),
        (
            "a.toml",
            '[[account]]\nid = "222222222222"\n[[account]]\nid = 3\n',
            "a.toml:3: id has to",
        ),
        ("a.toml", "[[account]\n", "a.toml:1"),
        ("a.txt", "# none\n", "names no account"),
    ],
)
def test_a_bad_line_of_accounts_is_named(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=re.escape(says)):
        accounts_file.read(tmp_path / name)


def test_a_run_keeps_the_options_of_accounts_but_no_code() -> None:
    given = Accounts(account=("222222222222",), accounts_file=Path("a.txt"), mfa_serial=DEVICE,
                     mfa_token="654321")  # fmt: skip
    kept = given.record()
    assert "654321" not in json.dumps(kept)
    assert Accounts.read(json.loads(json.dumps(kept))) == replace(given, mfa_token="")
