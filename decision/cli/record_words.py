"""What a record's fields are called where people read them; its JSON keeps the keys."""

from __future__ import annotations

from typing import Any

from decision.language import Message, _

FIELDS: dict[str, Message] = {
    "absolute": _("regrets in units of value"),
    "analysis": _("what is analysed"),
    "budget": _("budget, mln RUB"),
    "budget_range": _("range of the budget"),
    "concentration": _("concentration of the weights"),
    "count": _("how many"),
    "criteria": _("criteria"),
    "data": _("uncertain data"),
    "effort": _("effort"),
    "every_park": _("every park"),
    "exact_seconds": _("seconds for all non-dominated portfolios"),
    "explain": _("park explained"),
    "file": _("file"),
    "fund": _("pinned in"),
    "gap": _("gap"),
    "given": _("records judged too"),
    "greatest": _("objectives, more is better"),
    "least": _("from, or objectives where less is better"),
    "letter": _("refusal letter"),
    "members": _("members' weights entered"),
    "method": _("ranking method"),
    "most": _("up to"),
    "objectives": _("objectives"),
    "of": _("plans"),
    "pair": _("pair of parks"),
    "pairs": _("pairs of parks"),
    "park": _("park"),
    "parks": _("parks"),
    "points": _("points"),
    "portfolio": _("funded set too"),
    "portfolios": _("what is compared"),
    "regret": _("regrets"),
    "regret_seconds": _("seconds for the regrets"),
    "reject": _("kept out"),
    "samples": _("samples"),
    "save": _("weights saved"),
    "scale_years": _("yearly ceilings in proportion"),
    "seed": _("seed"),
    "settings": _("settings"),
    "solver": _("solver"),
    "statements": _("statements on weights"),
    "steps": _("steps"),
    "study": _("study"),
    "time_limit": _("time limit, seconds"),
    "top": _("lines shown"),
    "totals": _("budgets, mln RUB"),
    "weights": _("weights"),
    "way": _("tried as a way out of a conflict: what gives way"),
    "withdraw": _("parks withdrawn"),
    "within": _("value given up at most"),
}
"""Arguments and options of every command, and of the interface's answers."""
ARGUMENT = _("named on the command line")
"""The role of an input that belongs to no study."""


def field(key: str) -> str:
    """What a field is called; the key itself where there is no other word for it."""
    group, dot, label = key.partition(".")
    if group == "plans" and dot:
        return str(_("plan {label}", label=label))
    return str(FIELDS.get(key, key))


def asked_fields(content: dict[str, Any]) -> list[tuple[str, Any]]:
    """Arguments and options that were given, by their keys; what the interface asked one by one."""
    given = dict(content["arguments"])
    given |= given.pop("asked", {})
    given |= {f"plans.{label}": _together(plan) for label, plan in given.pop("plans", {}).items()}
    if isinstance(given.get("regret"), dict):
        given["regret"] = _together(given["regret"])
    said = [(key, value) for key, value in sorted(given.items()) if value not in (False, [], {})]
    said += sorted((content.get("options") or {}).items())
    return [(key, value) for key, value in said if value is not None]


def _together(asked: dict[str, Any]) -> str:
    """Several fields on a line; the only study of a record needs no number."""
    return "; ".join(
        f"{field(key)}: {in_words(value)}" for key, value in asked.items() if (key, value) != ("study", 0)
    )


def in_words(value: Any) -> str:
    """A field's value on a line."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, dict):
        if "input" in value:
            return str(value["input"])
        return ", ".join(f"{key}={in_words(entry)}" for key, entry in value.items())
    return ", ".join(map(in_words, value)) if isinstance(value, list) else str(value)
