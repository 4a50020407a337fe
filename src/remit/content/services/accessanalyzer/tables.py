"""IAM Access Analyzer tables."""

from typing import Any

from remit.tables import At, Calls, Column, Table


def some_active(*kinds: str) -> Any:
    """Whether one of the analyzers is of these kinds, and active."""

    def found(analyzers: Any) -> Any:
        return any(one.get("type") in kinds and one.get("status") == "ACTIVE" for one in analyzers)

    return found


class Analyzers(
    Table,
    name="accessanalyzer_region",
    api=Calls("accessanalyzer", lists="ListAnalyzers", items=""),
):
    """What Access Analyzer looks for in a Region; templates show only what they add to that."""

    external = Column(
        bool,
        "An active analyzer looks for what is shared outside of the account or organisation.",
        api=At("ListAnalyzers.analyzers", via=some_active("ACCOUNT", "ORGANIZATION")),
    )
    unused = Column(
        bool,
        "An active analyzer looks for rights that nobody uses.",
        api=At(
            "ListAnalyzers.analyzers",
            via=some_active("ACCOUNT_UNUSED_ACCESS", "ORGANIZATION_UNUSED_ACCESS"),
        ),
    )
