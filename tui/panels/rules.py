"""The rules: what each asks, where the plan stands, how much room is left, and a switch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on

from decision.language import _, _n
from tui.bounds import changed_words
from tui.columns import Column
from tui.format import Line, compact, fit, number, percent, width, wrap
from tui.lines import Lines
from tui.messages import RuleOpened, RuleSelected, RuleSwitched
from tui.state import Session, active
from tui.table import Table
from tui.words import rule_label

if TYPE_CHECKING:
    from decision.model.programme import Rule
    from decision.model.results import RuleReport


def reports_by_rule(session: Session) -> dict[str, list[RuleReport]]:
    """The rows of each rule, the one with least room first."""
    found: dict[str, list[RuleReport]] = {}
    if session.answer is not None:
        for report in session.answer.portfolio.rules:
            found.setdefault(report.id, []).append(report)
    for reports in found.values():
        reports.sort(key=_room)
    return found


def _room(report: RuleReport) -> float:
    bound = max(abs(report.min or 0.0), abs(report.max or 0.0), 1e-9)
    return report.slack / bound


def _figure(report: RuleReport, value: float | None) -> str:
    return percent(value, 1) if report.share else compact(value)


def _bound(report: RuleReport) -> str:
    parts = []
    if report.min is not None:
        parts.append(f"≥ {_figure(report, report.min)}")
    if report.max is not None:
        parts.append(f"≤ {_figure(report, report.max)}")
    return " ".join(parts)


class Rules(Table):
    """Every rule of the programme, those switched off too."""

    def title(self) -> str:
        """Name of the pane."""
        return str(_("Rules of the programme"))

    def note(self) -> str:
        """How many hold."""
        session = self.session
        if session is None or session.study is None:
            return ""
        on_now = sum(active(session, rule) for rule in session.study.rules)
        return str(
            _(
                "{on} of {all} on · Space switches · Enter changes the bound",
                on=on_now,
                all=len(session.study.rules),
            )
        )

    def columns(self) -> Sequence[Column]:
        """State, rule, value, bound, slack, which part is tightest: where a rule has several."""
        session = self.session
        reports = reports_by_rule(session) if session is not None else {}
        parted = any(len(each) > 1 for each in reports.values())
        # Names come before the parts, which stand in the pane below as well.
        longest = max((width(self._label(key)) for key in self.row_keys()), default=0)
        columns = [
            Column("state", "", 12),
            Column("rule", _("Rule"), min(max(18, longest), 34), 52),
            Column("value", _("Value"), 9, 11, align="right"),
            Column("bound", _("Bound"), 10, 20, align="right"),
            Column("slack", _("Slack"), 8, 10, align="right", keep=2),
        ]
        return [*columns, Column("part", _("Tightest at"), 12, 24, keep=4)] if parted else columns

    def _label(self, key: str) -> str:
        """The name of a rule, or of what the solver reports beside them."""
        assert self.session is not None
        assert self.session.study is not None
        rule = self.session.study.rules.get(key)
        reports = reports_by_rule(self.session).get(key, []) if rule is None else []
        label = rule.label if rule is not None else reports[0].label if reports else key
        return rule_label(self.session, key, label)

    def row_keys(self) -> Sequence[str]:
        """The rules in the order of the file, then what the solver reports beside them (money, pins)."""
        session = self.session
        if session is None or session.study is None:
            return ()
        more = [rule for rule in reports_by_rule(session) if rule not in session.study.rules]
        return [*session.study.rules, *more]

    def empty(self) -> str:
        """Why there are no rows."""
        return str(_("the programme has no rules"))

    def cell(self, key: str, column: Column, cells: int) -> Line:
        """One cell."""
        session = self.session
        assert session is not None
        assert session.study is not None
        reports = reports_by_rule(session).get(key, [])
        report = reports[0] if reports else None
        on_now = active(session, key)
        if column.id == "rule":
            return [(fit(self._label(key), cells), "" if on_now else "dim")]
        if column.id == "state":
            return [_state(session, key, report, on_now)]
        if report is None or not on_now:
            return []
        style = "dim" if session.stale else ""
        match column.id:
            case "value":
                return [(_figure(report, report.value), style)]
            case "bound":
                return [(fit(_bound(report), cells).rstrip(), "dim")]
            case "slack":
                return [(_figure(report, report.slack), style or ("warn" if report.binding else ""))]
        if len(reports) > 1:
            return [(fit(str(report.part), cells), "dim")]
        return []

    @on(Table.Toggled)
    def _toggled(self, event: Table.Toggled) -> None:
        if (
            self.session is not None
            and self.session.study is not None
            and event.key in self.session.study.rules
        ):
            self.post_message(RuleSwitched(event.key))

    @on(Table.Opened)
    def _opened(self, event: Table.Opened) -> None:
        self.post_message(RuleOpened(event.key))

    def on_click(self, event: events.Click) -> None:
        """A click on the first column switches the rule; elsewhere it selects, twice it opens."""
        index = self.body_index(event.y)
        if index is not None and self.keys and self._shown and event.x <= self._shown[0][1]:
            self.go_to(self.keys[index])
            self.action_switch()
        else:
            super().on_click(event)

    @on(Table.Moved)
    def _moved(self, event: Table.Moved) -> None:
        self.post_message(RuleSelected(event.key))


def _state(session: Session, key: str, report: RuleReport | None, active: bool) -> tuple[str, str]:
    if not active:
        return (f"– {_('off')}", "dim")
    refused = session.refused
    if refused is not None and refused.conflict is not None and key in refused.conflict.rules:
        return (f"✗ {_('conflict')}", "bad")
    if report is None:
        return (f"… {_('open')}", "dim")
    if report.violation > 1e-9:
        return (f"△ {_('broken')}", "warn")
    if report.binding:
        return (f"! {_('binding')}", "warn")
    return (f"✓ {_('holds')}", "good")


def statement(session: Session, rule: Rule) -> str:
    """What a rule speaks of: its measure, and of which parks."""
    if session.study is None:
        return ""
    parks = session.study.study.parks
    names = {"count": _("parks"), "grant": _("money"), "starts": _("starts"), "payments": _("payments")}
    measure = rule.measure if isinstance(rule.measure, str) else getattr(rule.measure, "column", None)
    said = []
    if measure is not None:
        said.append(str(names.get(measure) or parks.column(measure).title))
    for column, wanted in rule.where.items():
        known = parks.column(column)
        if isinstance(wanted, (str, int, float, tuple)):
            values = wanted if isinstance(wanted, tuple) else (wanted,)
            said.append(f"{known.title}: {', '.join(known.show(value) for value in values)}")
            continue
        signs = (("≥", wanted.min), ("≤", wanted.max), (">", wanted.above), ("<", wanted.below))
        bounds = [f"{sign} {compact(value)}" for sign, value in signs if value is not None]
        bounds += [f"≠ {known.show(value)}" for value in wanted.exclude or ()]
        said.append(f"{known.title} {' '.join(bounds)}")
    if rule.each is not None:
        said.append(str(_("each by itself: {column}", column=parks.column(rule.each).title)))
    if rule.years is not None:
        said.append(", ".join(map(str, rule.years)))
    for settings in (rule.co_financing, rule.park_cap):
        said += [str(parks.column(settings.column).title)] if settings is not None else []
    if rule.equity is not None:
        said.append(str(_("money per head: {column}", column=parks.column(rule.equity.by).title)))
    for listed in (rule.fund, rule.reject, rule.of, rule.together, rule.excludes):
        said += [session.study.names.get(park, park) for park in listed or ()]
    return " · ".join(said)


class RuleDetail(Lines):
    """The selected rule in full: remark, source, place in the file, and its parts with least room."""

    can_focus = False

    def title(self) -> str:
        """The rule."""
        session = self.session
        rule = self._chosen()
        if session is None or session.study is None or rule is None:
            return str(_("Rule"))
        known = session.study.rules.get(rule)
        label = str(known.label) if known is not None else rule_label(session, rule, rule)
        return fit(label, max(12, self._cells() - 30)).rstrip()

    def note(self) -> str:
        """Where it is written."""
        session, rule = self.session, self._chosen()
        if session is None or session.study is None or rule is None:
            return ""
        place = session.study.study.places.get(f"rule:{rule}")
        return f"{place[0]}:{place[1]}" if place is not None else rule

    def _chosen(self) -> str | None:
        session = self.session
        if session is None or session.study is None:
            return None
        return session.rule or next(iter(session.study.rules), None)

    def lines(self, cells: int) -> list[Line]:
        """Remark, source, parts."""
        session, chosen = self.session, self._chosen()
        if session is None or session.study is None or chosen is None:
            return []
        rule = session.study.rules.get(chosen)
        lines: list[Line] = []
        settings = session.question.settings if session.question is not None else {}
        own = "budget" if chosen.startswith("budget") else f"rules.{chosen}."
        for key in settings:
            if key.startswith(own):
                said = changed_words(session.study, key, {}, settings)
                pieces = wrap(str(_("changed here: {change}", change=said)), cells - 2)
                lines += [[(" " + piece, "warn")] for piece in pieces]
        if rule is not None:
            kinds = []
            if rule.soft is not None and rule.soft.priority is not None:
                kinds.append(str(_("soft: priority {priority}", priority=rule.soft.priority)))
            elif rule.soft is not None:
                kinds.append(
                    str(_("soft: breaking it costs {penalty} a unit", penalty=number(rule.soft.penalty, 3)))
                )
            if not rule.active:
                kinds.append(str(_("off in the file")))
            for text in (
                statement(session, rule),
                *kinds,
                str(rule.note or ""),
                f"{_('source')}: {rule.source}" if rule.source else "",
            ):
                lines += [[(" " + piece, "dim")] for piece in wrap(text, cells - 2)] if text else []
        reports = reports_by_rule(session).get(chosen, [])
        if len(reports) > 1:
            says = _n("{count} part, least room first:", "{count} parts, least room first:", len(reports))
            lines.append([(" " + str(says), "")])
            room = max(width(report.part) for report in reports)
            for report in reports:
                lines.append(
                    [
                        (f"  {fit(report.part, min(room, 30))}  ", ""),
                        (
                            f"{_figure(report, report.value)} {_bound(report)}",
                            "warn" if report.binding else "dim",
                        ),
                    ]
                )
        return lines or [[(" " + str(_("no remark in the file")), "dim")]]
