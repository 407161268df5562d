"""Rankings and portfolios as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from decision.cli.output import Head, Table
from decision.language import Message, _, percent

if TYPE_CHECKING:
    from decision.model.results import Ranking
    from decision.model.study import Study
    from decision.ranking.compare import MethodComparison


def heading(study: Study) -> list[object]:
    """What is shown, and what must be said wherever it is shown."""
    lines: list[object] = [study.title]
    if study.synthetic:
        lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    notices = [str(notice) for notice in (study.notice, study.parks.notice) if notice is not None]
    return [*lines, *dict.fromkeys(notices)]


def ranking_table(ranking: Ranking, study: Study, top: int | None = None) -> Table:
    """The ranking with the contribution of each criterion to the merit."""
    names = study.parks.names()
    shown = ranking.table if top is None else ranking.table.head(top)
    contributions = ranking.contributions.to_dict("index")
    rows = [
        {
            "rank": int(row["rank"]),
            "park_id": park,
            "name": names.get(park, row["name"]),
            "merit": row["merit"],
            "preference": row["preference"],
            **{f"contribution:{key}": value for key, value in contributions[park].items()},
        }
        for park, row in shown.to_dict("index").items()
    ]
    heads = [
        Head("rank", _("rank"), 0),
        Head("park_id", _("park")),
        Head("name", _("name")),
        Head("merit", _("merit"), 3),
        Head("preference", _("preference ({method})", method=ranking.method), 4),
        *(
            Head(
                f"contribution:{c.id}",
                _("{criterion} ({weight})", criterion=c.label, weight=percent(c.weight, 0)),
                3,
            )
            for c in ranking.criteria
        ),
    ]
    return Table("ranking", _("Ranking by {method}", method=ranking.method), heads, rows)


def ranking_remarks(ranking: Ranking) -> list[object]:
    """What a reader of the ranking should know."""
    lines: list[object] = []
    if not ranking.contributions_exact:
        lines.append(_("the method is not additive: merit is shared out by weighted normalised values"))
    if not ranking.independent_of_others:
        lines.append(_("merits depend on who else applied"))
    return [*lines, *(_("warning: {problem}", problem=warning) for warning in ranking.warnings)]


def ineligible_table(ineligible: Mapping[str, Sequence[Message]], study: Study) -> Table:
    """Parks that cannot be ranked or funded, with every reason."""
    names = study.parks.names()
    rows = [
        {"park_id": park, "name": names.get(park, ""), "reason": "; ".join(str(reason) for reason in reasons)}
        for park, reasons in ineligible.items()
    ]
    heads = [Head("park_id", _("park")), Head("name", _("name")), Head("reason", _("reason"))]
    return Table("ineligible", _("Not eligible"), heads, rows)


def comparison_tables(comparison: MethodComparison, study: Study, top: int | None = None) -> list[Table]:
    """Ranks by several methods side by side, and how far the methods agree."""
    names = study.parks.names()
    methods = list(comparison.rankings)
    shown = comparison.table if top is None else comparison.table.head(top)
    rows: list[dict[str, Any]] = [
        {
            "park_id": park,
            "name": names.get(park, row["name"]),
            **{m: row[m] for m in methods},
            "mean_rank": row["mean_rank"],
        }
        for park, row in shown.to_dict("index").items()
    ]
    heads = [
        Head("park_id", _("park")),
        Head("name", _("name")),
        *(Head(method, method, 0) for method in methods),
        Head("mean_rank", _("mean rank"), 1),
    ]
    tables = [Table("methods", _("Ranks by method"), heads, rows)]
    for name, title, matrix in (
        ("spearman", _("Spearman's rank correlation"), comparison.spearman),
        ("kendall", _("Kendall's rank correlation"), comparison.kendall),
    ):
        body = [
            {"method": method, **{other: matrix.loc[method, other] for other in methods}}
            for method in methods
        ]
        tables.append(Table(name, title, [Head("method", ""), *(Head(m, m, 2) for m in methods)], body))
    if comparison.not_applicable:
        refused = [{"method": m, "reason": str(reason)} for m, reason in comparison.not_applicable.items()]
        heads = [Head("method", _("method")), Head("reason", _("reason"))]
        tables.append(Table("not applicable", _("Methods without an answer for these parks"), heads, refused))
    return tables
