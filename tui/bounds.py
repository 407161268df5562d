"""The figures of the programme that a person may set in a session: bounds of rules and money, with their words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from decision.language import Message, _
from tui.format import compact, percent
from tui.opened import OpenStudy

if TYPE_CHECKING:
    from decision.model.rules import Rule

BUDGET = "budget"
SIGNS = {
    "min": "≥",
    "min_share": "≥",
    "at_least": "≥",
    "min_ratio": "≥",
    "min_rub_per_head": "≥",
    "exactly": "=",
}


@dataclass(frozen=True)
class Bound:
    """One figure: where it is set, what it is called, what it is in the file."""

    key: str
    """As ``--set`` takes it: ``rules.ten.min``."""
    says: Message | str
    value: float
    share: bool = False
    """Whether it is a share, typed and shown as a percentage."""
    whole: bool = False
    """Whether only whole numbers make sense."""

    def shown(self, value: float | None = None) -> str:
        """The figure as people write it."""
        value = self.value if value is None else value
        return percent(value, 1).replace(",0 %", " %").replace(".0 %", " %") if self.share else compact(value)


def bounds_of(study: OpenStudy, rule: str) -> tuple[Bound, ...]:
    """Every figure of a rule, or of the money (``budget``, ``budget:2026``), as written in the file."""
    if rule.startswith(BUDGET):
        return _money(study, rule.partition(":")[2])
    known = study.rules.get(rule)
    return _of_rule(known) if known is not None else ()


def _money(study: OpenStudy, year: str) -> tuple[Bound, ...]:
    budget = study.study.programme.budget
    total = Bound("budget.total", _("all the money, mln RUB"), budget.total)
    years = tuple(
        Bound(f"budget.by_year.{each}", _("ceiling of {year}, mln RUB", year=each), ceiling)
        for each, ceiling in sorted((budget.by_year or {}).items())
    )
    if year:
        return tuple(bound for bound in years if bound.key.endswith(year))
    return (total, *years)


def _of_rule(rule: Rule) -> tuple[Bound, ...]:
    found: list[Bound] = []
    counted = rule.measure in ("count", "starts")
    for name in ("min", "max"):
        value = getattr(rule, name)
        for year, figure in value.items() if isinstance(value, Mapping) else [("", value)]:
            if figure is None:
                continue
            key = f"rules.{rule.id}.{name}" + (f".{year}" if year else "")
            says = _said(name)
            found.append(Bound(key, f"{says} {year}".strip(), float(figure), whole=counted))
    for name in ("min_share", "max_share"):
        if (share := getattr(rule, name)) is not None:
            found.append(Bound(f"rules.{rule.id}.{name}", _said(name), float(share), share=True))
    for name in ("at_most", "at_least", "exactly"):
        if (count := getattr(rule, name)) is not None:
            found.append(Bound(f"rules.{rule.id}.{name}", _said(name), float(count), whole=True))
    if rule.co_financing is not None:
        key = f"rules.{rule.id}.co_financing.min_share"
        found.append(Bound(key, _("at least"), rule.co_financing.min_share, share=True))
    if rule.park_cap is not None:
        key = f"rules.{rule.id}.park_cap.times"
        found.append(
            Bound(
                key, _("mln RUB for each unit of {column}", column=rule.park_cap.column), rule.park_cap.times
            )
        )
    if rule.equity is not None:
        for name, says, share in (
            ("min_rub_per_head", _("least RUB a head"), False),
            ("min_ratio", _("least share of the mean a head"), True),
            ("max_gini", _("greatest Gini index"), False),
        ):
            figure = getattr(rule.equity, name)
            if figure is not None:
                found.append(Bound(f"rules.{rule.id}.equity.{name}", says, float(figure), share=share))
    return tuple(found)


def _said(name: str) -> Message:
    if name == "exactly":
        return _("exactly")
    return _("at least") if SIGNS.get(name) == "≥" else _("at most")


def bound_of(study: OpenStudy, key: str) -> Bound | None:
    """The figure that a setting changes."""
    rule = key.split(".")[1] if key.startswith("rules.") else BUDGET
    return next((bound for bound in bounds_of(study, rule) if bound.key == key), None)


def figure_now(bound: Bound, settings: Mapping[str, str]) -> float:
    """The figure as the session has it."""
    return float(settings.get(bound.key, bound.value))


def without_file_values(study: OpenStudy, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings without those that say what the file says, or that the file has no longer a place for."""
    kept = {}
    for key, text in settings.items():
        bound = bound_of(study, key)
        if bound is not None and abs(float(text) - bound.value) > 1e-9 * max(1.0, abs(bound.value)):
            kept[key] = text
    return kept


def changed_words(study: OpenStudy, key: str, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """A bound that was changed, in words: what, from, to."""
    bound = bound_of(study, key)
    if bound is None:
        return f"{key} = {new.get(key, '')}"
    rule = study.rules.get(key.split(".")[1])
    label = f"{rule.label}, {bound.says}" if rule is not None else str(bound.says)
    return f"{label}: {bound.shown(figure_now(bound, old))} → {bound.shown(figure_now(bound, new))}"


def in_proportion(study: OpenStudy, old: Mapping[str, str], new: Mapping[str, str]) -> bool:
    """Whether all the money changed, and every yearly ceiling with it, in proportion: one decision, not seven."""
    total, *years = bounds_of(study, BUDGET)
    before = figure_now(total, old)
    times = figure_now(total, new) / before if before else 1.0
    return times != 1.0 and all(
        abs(figure_now(year, new) - times * figure_now(year, old)) <= 1e-6 * max(1.0, year.value)
        for year in years
    )


def read_figure(text: str, bound: Bound) -> float | None:
    """A figure typed by a person: 12, 12,5, 1 200, 30 %; None when it is none."""
    cleaned = "".join(text.split()).replace("\u00a0", "").replace("\u202f", "")
    percent_sign = cleaned.endswith("%")
    cleaned = cleaned.rstrip("%").replace(",", ".")
    try:
        value = float(cleaned)
    except ValueError:
        return None
    if bound.share and (percent_sign or value > 1):
        value /= 100
    if value < 0 or value != value or value == float("inf") or (bound.whole and value != int(value)):
        return None
    return None if bound.share and value > 1 else value


def setting_text(value: float) -> str:
    """A figure as ``--set`` takes it."""
    return f"{value:.6f}".rstrip("0").rstrip(".") or "0"
