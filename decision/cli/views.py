"""Rankings and portfolios as tables and sentences for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from decision.cli.output import Head, Table
from decision.language import Message, _, _n, percent

if TYPE_CHECKING:
    from decision.model.programme import Programme
    from decision.model.results import Ranking
    from decision.model.study import Study
    from decision.ranking.dominance import Dominated

DOMINATED_NAMED = 8


def heading(study: Study) -> list[object]:
    """What is shown, and what must be said wherever it is shown."""
    lines: list[object] = [study.title]
    if study.synthetic:
        lines.append(_("SYNTHETIC DATA: the figures of the parks are not real"))
    lines += _notices(study)
    if study.seal is not None:
        lines += study.seal.says()
    return [*lines, *(override.says for override in study.overrides)]


def study_keys(study: Study) -> dict[str, Any]:
    """What every JSON answer says about its data."""
    return {
        "synthetic": study.synthetic,
        "notice": " ".join(_notices(study)) or None,
        "inputs": study.digests,
        **procedure_keys(study),
    }


def procedure_keys(study: Study) -> dict[str, Any]:
    """Whether the seal held and what the study's decisions changed, where there is any; see design 4.6."""
    found: dict[str, Any] = {}
    if study.seal is not None:
        found["seal"] = study.seal.to_dict()
    if study.overrides:
        found["overrides"] = [override.to_dict() for override in study.overrides]
    return found


def _notices(study: Study) -> list[str]:
    notices = [str(notice) for notice in (study.notice, study.parks.notice) if notice is not None]
    return list(dict.fromkeys(notices))


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


def ranking_remarks(ranking: Ranking, dominated: Sequence[Dominated] = ()) -> list[object]:
    """What a reader of the ranking should know."""
    lines: list[object] = []
    if dominated:
        worst = [one.park_id for one in dominated]
        lines.append(
            _n(
                "{count} park is dominated (another is at least as good in every criterion and better in one): {parks}",
                "{count} parks are dominated (another is at least as good in every criterion and better in one): "
                "{parks}",
                len(worst),
                parks=", ".join(worst[:DOMINATED_NAMED]) + (", …" if len(worst) > DOMINATED_NAMED else ""),
            )
        )
        above = [one for one in dominated if one.ranks_above]
        lines += [
            _(
                "warning: {park} is dominated by {other} and nevertheless ranked above it",
                park=one.park_id,
                other=one.ranks_above[0],
            )
            for one in above[:DOMINATED_NAMED]
        ]
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


def barring_rules(programme: Programme, study: Study) -> dict[str, list[str]]:
    """Park → the active rules that shut it out whatever its merit."""
    from decision.allocation.rules import barred_by

    active = {rule.id for rule in programme.active_rules()}
    found: dict[str, list[str]] = {}
    for rule, parks in barred_by(programme, study.parks.table).items():
        for park in sorted(parks) if rule in active else ():
            found.setdefault(park, []).append(rule)
    return found
