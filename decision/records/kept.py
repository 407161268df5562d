"""Results from their JSON: what the JSON says in one language only is kept beside it in all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from decision.language import LANGUAGES, current_language, speaking
from decision.model.conflicts import Conflict, Relaxation
from decision.records.texts import message, pack, source, text

if TYPE_CHECKING:
    from decision.language import Message
    from decision.model.results import Portfolio, Ranking
    from decision.model.study import Study


def kept_ranking(ranking: Ranking) -> dict[str, Any]:
    """What a ranking's JSON leaves out."""
    return {
        "criteria": [{"label": pack(one.label), "unit": pack(one.unit)} for one in ranking.criteria],
        "ineligible": _reasons(ranking.ineligible),
        "merit_drives_money": ranking.merit_drives_money,
        "warnings": [pack(warning) for warning in ranking.warnings],
    }


def kept_portfolio(portfolio: Portfolio) -> dict[str, Any]:
    """What a portfolio's JSON leaves out."""
    conflict = portfolio.conflict
    return {
        "rules": [pack(rule.label) for rule in portfolio.rules],
        "rule_sources": [pack(rule.source) for rule in portfolio.rules],
        "scorecard": [
            {"label": pack(line.label), "unit": pack(line.unit), "source": pack(line.source)}
            for line in portfolio.scorecard
        ],
        "ineligible": _reasons(portfolio.ineligible),
        "warnings": [pack(warning) for warning in portfolio.warnings],
        "conflict": _kept_conflict(conflict) if conflict is not None else None,
    }


def kept_names(study: Study) -> dict[str, dict[str, str]]:
    """Language → park → name, where it is not the English one that the JSON holds."""
    with speaking("en"):
        english = study.parks.names().to_dict()
    kept = {}
    for language in LANGUAGES:
        with speaking(language):
            names = study.parks.names()
        others = {str(park): str(name) for park, name in names.items() if name != english.get(park)}
        if others:
            kept[language] = others
    return kept


def in_words(rows: Sequence[Mapping[str, Any]], kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows of parks with their names in the language spoken."""
    names = kept.get("names", {}).get(current_language(), {})
    return [{**row, "name": names.get(row["park_id"], row["name"])} for row in rows]


def _reasons(ineligible: Mapping[str, tuple[Message, ...]]) -> dict[str, Any]:
    return {park: [pack(reason) for reason in reasons] for park, reasons in ineligible.items()}


def _kept_conflict(conflict: Conflict) -> dict[str, Any]:
    return {
        "labels": [pack(label) for label in conflict.labels],
        "relaxations": [pack(relaxation.label) for relaxation in conflict.relaxations],
        "others": [[pack(label) for label in other.labels] for other in conflict.others],
    }


def ranking_from(content: Mapping[str, Any], kept: Mapping[str, Any]) -> Ranking:
    """The ranking whose ``to_dict()`` gave ``content``."""
    import pandas as pd

    from decision.model.results import Ranking, WeightedCriterion

    rows = content["ranking"]
    ids = [one["id"] for one in content["criteria"]]
    parks = pd.Index([row["park_id"] for row in rows], name="park_id", dtype=object)
    table = pd.DataFrame(
        {
            "name": [row["name"] for row in rows],
            "rank": [row["rank"] for row in rows],
            "preference": [row["preference"] for row in rows],
            "merit": [row["merit"] for row in rows],
            "value": [float("nan") if row.get("value") is None else row["value"] for row in rows],
        },
        index=parks,
    )
    contributions = pd.DataFrame(
        [[row["contributions"][name] for name in ids] for row in rows], index=parks, columns=ids, dtype=float
    )
    labels = kept.get("criteria") or [{} for _one in ids]
    return Ranking(
        method=content["method"],
        criteria=tuple(
            WeightedCriterion(
                one["id"],
                text(label.get("label"), one.get("name") or one["id"]),
                one["weight"],
                one["goal"],
                text(label["unit"], str(label["unit"])) if label.get("unit") else None,
            )
            for one, label in zip(content["criteria"], labels, strict=True)
        ),
        table=table,
        contributions=contributions,
        contributions_exact=content["contributions_exact"],
        ineligible=_reasons_from(content, kept),
        merit_of_doing_nothing=content["merit_of_doing_nothing"],
        independent_of_others=content["independent_of_others"],
        merit_drives_money=kept.get("merit_drives_money", True),
        warnings=tuple(map(message, kept.get("warnings", content["warnings"]))),
    )


def _reasons_from(content: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, tuple[Message, ...]]:
    known = kept.get("ineligible", {})
    return {
        row["park_id"]: tuple(map(message, known.get(row["park_id"], [row["reason"]])))
        for row in content["ineligible"]
    }


def portfolio_from(content: Mapping[str, Any], kept: Mapping[str, Any]) -> Portfolio:
    """The portfolio whose ``to_dict()`` gave ``content``."""
    from decision.model.proofs import PriorityReport, SolverReport
    from decision.model.results import BudgetYear, FundedPark, Portfolio

    budget = content["budget"]
    return Portfolio(
        ending=content["ending"],
        gap=content["gap"],
        asked_gap=content["asked_gap"],
        objective=content["objective"],
        maximised=content["maximised"],
        budget_total=budget["total"],
        granted=budget["granted"],
        by_year={
            int(year): BudgetYear(money["ceiling"], money["paid"], money["carried"])
            for year, money in sorted(budget["by_year"].items())
        },
        funded=tuple(
            FundedPark(**{**park, "payments": {int(year): paid for year, paid in park["payments"].items()}})
            for park in content["portfolio"]
        ),
        not_funded=tuple(content["not_funded"]),
        ineligible=_reasons_from(content, kept),
        outcomes=content["outcomes"],
        scorecard=_scorecard(content["scorecard"], kept),
        rules=_rules(content["rules"], kept),
        solver=SolverReport(**content["solver"]),
        ties=content["ties"],
        conflict=_conflict(content.get("conflict"), kept.get("conflict") or {}),
        priorities=tuple(PriorityReport(**priority) for priority in content["priorities"]),
        inputs=content["inputs"],
        notice=content["notice"],
        synthetic=content["synthetic"],
        warnings=tuple(map(message, kept.get("warnings", content["warnings"]))),
    )


def kept_plan(portfolio: Portfolio) -> dict[str, Any]:
    """A portfolio that an answer is about, whole; :func:`plan_from` reads it."""
    return {"portfolio": portfolio.to_dict(), "kept": kept_portfolio(portfolio)}


def plan_from(content: Mapping[str, Any]) -> Portfolio:
    """What :func:`kept_plan` made."""
    return portfolio_from(content["portfolio"], content["kept"])


def _scorecard(lines: list[dict[str, Any]], kept: Mapping[str, Any]) -> Any:
    from decision.model.results import ScorecardReport

    labels = kept.get("scorecard") or [{} for _line in lines]
    return tuple(
        ScorecardReport(
            text(label.get("label"), line["label"]),
            line["value"],
            line["target"],
            text(label.get("unit"), line["unit"]) if line["unit"] else None,
            line["year"],
            source(label.get("source"), line["source"]),
        )
        for line, label in zip(lines, labels, strict=True)
    )


def _rules(rules: list[dict[str, Any]], kept: Mapping[str, Any]) -> Any:
    from decision.model.results import RuleReport

    labels = kept.get("rules") or [None for _rule in rules]
    sources = kept.get("rule_sources") or [None for _rule in rules]
    return tuple(
        RuleReport(
            label=text(label, rule["name"]),
            source=source(packed, rule["source"]),
            **{key: value for key, value in rule.items() if key not in ("name", "source")},
        )
        for rule, label, packed in zip(rules, labels, sources, strict=True)
    )


def _conflict(content: Mapping[str, Any] | None, kept: Mapping[str, Any]) -> Conflict | None:
    if content is None:
        return None
    names = content["names"]
    labels = kept.get("labels") or [None for _name in names]
    ways = content.get("relaxations", [])
    way_labels = kept.get("relaxations") or [None for _way in ways]
    others = content.get("others", [])
    other_labels = kept.get("others") or [[] for _other in others]
    return Conflict(
        rules=tuple(content["rules"]),
        labels=tuple(text(label, name) for label, name in zip(labels, names, strict=True)),
        places=tuple(content["places"]),
        proven_irreducible=content["proven_irreducible"],
        relaxations=tuple(
            Relaxation(
                rule=way["rule"],
                label=text(label, way["rule"]),
                part=way["part"],
                bound=way["bound"],
                before=way["from"],
                after=way["to"],
                joint=way["joint"],
                setting=way["setting"],
                proven=way["proven"],
            )
            for way, label in zip(ways, way_labels, strict=True)
        ),
        alone=content.get("alone", {}),
        others=tuple(
            found
            for other, packed in zip(others, other_labels, strict=True)
            if (found := _conflict(other, {"labels": packed})) is not None
        ),
    )
