"""The canonical inventory: one table per kind of resource, whatever source the rows came from.

A table is a class; a column says where each source keeps its value, in the vendor's own words, and
what it means when the source says nothing. NULL means *not seen*, never *not set*.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, TypeAlias

from remit.calls import Calls as Calls
from remit.calls import ListsError, together
from remit.conditions import Expr, Kind, Row, World

SOURCES = ("api", "cfn", "tf", "config")
DECLARED = ("cfn", "tf")
"""Sources that say what shall be, and leave out what AWS decides by default."""

NEVER = "1970-01-01T00:00:00Z"
"""The moment that stands for *never* in a column of time."""

KINDS: Mapping[Any, Kind] = {
    str: Kind.TEXT,
    bool: Kind.BOOLEAN,
    int: Kind.INTEGER,
    float: Kind.NUMBER,
    datetime: Kind.TIME,
    list[str]: Kind.TEXTS,
    dict[str, str]: Kind.MAP,
}

SILENCE: Mapping[Kind, Any] = {
    Kind.TEXT: "",
    Kind.BOOLEAN: False,
    Kind.TEXTS: [],
    Kind.RECORDS: [],
    Kind.MAP: {},
}
"""What absence means unless a column says otherwise; numbers and times must say."""


class DeclarationError(TypeError):
    """A table or column that contradicts itself, found when it is declared."""


@dataclass(frozen=True)
class At:
    """A path whose value is converted on the way in.

    `via` takes what was found (never an `Unknown` as a whole; leaves inside may be) and gives the
    column's value, or `Unknown`. What it drops is nowhere kept: so secrets stay out of snapshots.
    """

    path: str
    via: Callable[[Any], Any]


@dataclass(frozen=True)
class All:
    """Paths whose values belong together: lists that stand in several places, as one list.

    Places that are silent add nothing; silent as a whole when all of them are.
    """

    paths: tuple[str | At, ...]

    def __init__(self, *paths: str | At) -> None:
        object.__setattr__(self, "paths", paths)


@dataclass(frozen=True)
class By:
    """A meaning of silence that differs between CloudFormation and Terraform."""

    cfn: Any
    tf: Any


@dataclass(frozen=True)
class Derived:
    """A value computed from other columns of the row.

    `function` takes their values as the source gave them (a policy may still have holes in it; a
    column that is absent comes as its meaning) and gives a value or `Unknown`. It is not asked
    when one of them is `Unknown` as a whole, unless `lenient`.
    """

    function: Callable[..., Any]
    columns: tuple[str, ...]
    lenient: bool = False


@dataclass(frozen=True)
class Records:
    """The kind of a column that is a list of small records: their fields, by name and kind."""

    fields: Mapping[str, Kind]

    def __init__(self, **fields: Any) -> None:
        object.__setattr__(self, "fields", {name: KINDS[kind] for name, kind in fields.items()})


@dataclass(frozen=True)
class Origin:
    """A resource type of a template or of AWS Config that makes rows of a table.

    `each` is the path to a list inside the resource, when the rows are its items; `explode` names
    keys whose lists make a row a value; `fixed` gives columns that the origin decides.
    """

    type: str
    each: str = ""
    explode: tuple[str, ...] = ()
    fixed: Mapping[str, Any] = field(default_factory=dict)


Path = str | At | All
Paths = Path | tuple[Path, ...] | None

UNSET: Any = object()
AnyTable: TypeAlias = "type[Table]"


class Column(Expr):
    """One attribute of a resource, and where each source keeps it.

    Paths are `remit.paths`; a tuple names alternatives, the first that is not silent counts. An
    API path starts with its operation (`GetBucketVersioning.Status`); a Terraform or
    CloudFormation path may start with the type of a satellite resource that names this one
    (`aws_s3_bucket_versioning.versioning_configuration.status`). A source without a path leaves
    the column unseen.

    `absent` is what silence means (default: empty, off); `default` is what it means in a template,
    where AWS's own default applies later (a value, or `By(cfn=…, tf=…)`); `within` is what it means
    where the block that would hold the value is there and only the value is missing.
    `words` translates a source's spelling of a value into the table's. `reference` marks the
    identity of another resource, which a template may know without knowing the value.
    """

    table: AnyTable

    def __init__(
        self,
        kind: Any,
        about: str,
        *,
        api: Paths = None,
        cfn: Paths = None,
        tf: Paths = None,
        config: Paths = None,
        absent: Any = UNSET,
        default: Any = UNSET,
        within: Any = UNSET,
        words: Mapping[Any, Any] | None = None,
        reference: bool = False,
        derived: Derived | None = None,
    ) -> None:
        self.fields = kind.fields if isinstance(kind, Records) else None
        self.kind = Kind.RECORDS if isinstance(kind, Records) else KINDS[kind]
        self.about = about
        self.paths = {
            source: paths if isinstance(paths, tuple) else (paths,)
            for source, paths in (("api", api), ("cfn", cfn), ("tf", tf), ("config", config))
            if paths is not None
        }
        self.absent = SILENCE.get(self.kind, UNSET) if absent is UNSET else absent
        self.default = self.absent if default is UNSET else default
        self.within = self.default if within is UNSET else within
        self.words = words or {}
        self.reference = reference
        self.derived = derived
        self.name = ""

    def __set_name__(self, owner: AnyTable, name: str) -> None:
        self.table, self.name = owner, name

    def bound(self, table: AnyTable) -> Column:
        """This column as a column of a table that inherits it."""
        copy = object.__new__(Column)
        copy.__dict__.update(self.__dict__)
        copy.table = table
        return copy

    def silence(self, source: str, block: bool) -> Any:
        """What it means that a source says nothing, as a whole (`block`) or of this value alone."""
        if source not in DECLARED:
            return self.absent
        meaning = self.default if block else self.within
        return getattr(meaning, source) if isinstance(meaning, By) else meaning

    def evaluate(self, row: Row, world: World | None = None) -> Any:
        """The row's value; in a test over two tables the other stands under its name and a dot.

        The dot tells it from a column of that name (a `kms_key` beside the table of keys).
        """
        other = row.get(f"{self.table.spec.name}.")
        return (other if isinstance(other, Mapping) else row)[self.name]

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Computed:
    """How the rows of a table come from those of others, once all sources are read.

    `function` takes rows by table name, with the columns that `inputs` names of each table, and
    gives rows. Without rows of `needs`, which checks on this table read too, it is not asked.
    """

    function: Callable[[Mapping[str, Sequence[Row]]], Iterable[Row]]
    inputs: Mapping[AnyTable, tuple[str, ...]]
    needs: AnyTable


@dataclass(frozen=True)
class Spec:
    """What a table is made from; see `Table`."""

    name: str
    service: str
    calls: Calls | None
    origins: Mapping[str, tuple[Origin, ...]]
    key: str
    arn: str
    of: AnyTable | None
    link: str
    satellites: Mapping[str, str]
    computed: Computed | None
    tagged: str = ""


class Table:
    """Subclass it, name its sources, and list its columns.

    `key` names the column that identifies a row to other resources (the columns marked
    `reference` hold it), `arn` is a pattern over columns for what the source does not spell out,
    `of` the table whose rows these belong to, and `link` the column that identifies that row:
    checks on such rows are reported on the resource that declares them.
    `satellites` maps the types of satellite resources to their property that names this one.
    `tagged` is the resource type (`rds:pg`, or a service alone) by which the Resource Groups
    Tagging API is asked for the tags of what really runs, where no answer of the table's own brings
    them; `content/tagging.toml` has the page that says so.
    """

    spec: ClassVar[Spec]

    account = Column(str, "The account's 12 digits.", absent=None)
    region = Column(str, "The Region, or `global`.", absent=None)
    partition = Column(str, "aws, aws-us-gov, aws-cn …", absent=None)
    scope = Column(
        str, "What an account-wide setting covers: the account, or the document bound for one."
    )
    arn = Column(str, "The ARN, empty where AWS gives none or it is not known yet.")
    id = Column(str, "What other resources call this one; its address where it has no id yet.")
    address = Column(str, "The address in its template; empty for what really runs.")
    type = Column(str, "The resource type in the source's words.")
    resource = Column(str, "The ARN, or the address in a template: what findings name.")
    name = Column(str, "The name that people know it by, if it has one.")
    tags = Column(dict[str, str], "The tags.")
    item = Column(str, "The part of the resource that this row is; empty for the whole of it.")
    source = Column(str, "api, cfn, tf or config.")
    document = Column(str, "The template, plan or export that this came from; empty for the API.")
    file = Column(str, "The file, for what was declared in one.")
    line = Column(int, "Its line there, from 1; 0 where there is none.", absent=0)
    listed = Column(bool, "False for the row that stands for a list nobody could read.")
    captured = Column(
        datetime, "When AWS Config captured it; NULL for what was read itself.", absent=None
    )

    def __init_subclass__(
        cls,
        *,
        name: str,
        service: str = "",
        api: Calls | tuple[Calls, ...] | None = None,
        cfn: str | tuple[str | Origin, ...] | Origin = (),
        tf: str | tuple[str | Origin, ...] | Origin = (),
        config: str | tuple[str | Origin, ...] | Origin = (),
        key: str = "",
        arn: str = "",
        of: AnyTable | None = None,
        link: str = "",
        satellites: Mapping[str, str] | None = None,
        computed: Computed | None = None,
        tagged: str = "",
    ) -> None:
        try:
            calls = together(api) if isinstance(api, tuple) else api
        except ListsError as error:
            raise DeclarationError(f"{name}: {error}") from None
        cls.spec = Spec(
            name=name,
            service=service or (calls.service if calls else ""),
            calls=calls,
            origins={"cfn": _origins(cfn), "tf": _origins(tf), "config": _origins(config)},
            key=key,
            arn=arn,
            of=of,
            link=link,
            satellites=satellites or {},
            computed=computed,
            tagged=tagged,
        )
        for base, inherited in vars(Table).items():
            if isinstance(inherited, Column) and base not in vars(cls):
                setattr(cls, base, inherited.bound(cls))
        if not cls.spec.service:
            raise DeclarationError(f"{name}: say which service it belongs to")
        for column in (key, link):
            if column and not isinstance(vars(cls).get(column), Column):
                raise DeclarationError(f"{name}: {column} is not a column")
        if (of is None) != (not link):
            raise DeclarationError(f"{name}: `of` and `link` go together")
        if tagged and (api is None or "api" in vars(cls)["tags"].paths):
            raise DeclarationError(f"{name}: `tagged` is for tags that the API tells nowhere else")

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """All columns by name: those of every row first, then the table's own."""
        mine = {k: v for k, v in vars(cls).items() if isinstance(v, Column)}
        return {name: mine[name] for name in BASE} | mine

    @classmethod
    def own_columns(cls) -> dict[str, Column]:
        """The columns that this table declares itself."""
        return {
            name: column
            for name, column in cls.columns().items()
            if column.paths
            or column.derived
            or name not in BASE
            or (name == "tags" and cls.spec.tagged)
        }

    @classmethod
    def reads(cls, source: str) -> Iterator[tuple[Column, str]]:
        """Every path that the table follows in a source."""
        for column in cls.columns().values():
            for path in column.paths.get(source, ()):
                for one in path.paths if isinstance(path, All) else (path,):
                    yield column, one.path if isinstance(one, At) else one


BASE = tuple(name for name, value in vars(Table).items() if isinstance(value, Column))
"""The columns of every row; `unseen`, a map of column → reason, stands beside them."""


def _origins(declared: str | Origin | tuple[str | Origin, ...]) -> tuple[Origin, ...]:
    many = declared if isinstance(declared, tuple) else (declared,)
    return tuple(Origin(one) if isinstance(one, str) else one for one in many)
