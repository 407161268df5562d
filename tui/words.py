"""Words that several panes share: outcomes, standings, pages."""

from __future__ import annotations

from decision.errors import Problem
from decision.language import Message, _, _n
from tui.bounds import BUDGET, changed_words, in_proportion
from tui.format import Line, compact, number, percent
from tui.opened import OpenStudy, Question
from tui.state import Outcome, Session

PAGES: tuple[tuple[str, str, Message, Message], ...] = (
    ("decide", "1", _("Decide"), _("Decide")),
    ("plan", "2", _("Plan"), _("Plan")),
    ("rules", "3", _("Rules"), _("Rules")),
    ("explain", "4", _("Explain"), _("Explain")),
    ("compare", "5", _("Compare"), _("Compare")),
    ("trust", "6", _("Trust"), _("Trust")),
    ("trade", "7", _("Trade-offs"), _("Trade-offs")),
    ("committee", "8", _("Committee"), _("Members")),
    ("data", "9", _("Data"), _("Data")),
    ("districts", "0", _("Districts"), _("Districts")),
)
"""Page, its digit, its name, and the name for narrow screens: ten of them fit 80 columns."""

MANY = 6
"""More parks than this are told as a number."""

OUTCOMES: dict[str, tuple[str, Message, str]] = {
    "funded": ("●", _("funded"), "good"),
    "not_funded": ("○", _("not funded"), "dim"),
    "pinned": ("■", _("pinned in"), "accent"),
    "kept_out": ("×", _("kept out"), "bad"),
    "not_eligible": ("–", _("ineligible"), "dim"),
    "barred": ("–", _("barred"), "dim"),
    "open": ("…", _("open"), "dim"),
}
"""Glyph, word and colour of each outcome; the glyph and the word carry the meaning."""

MAXIMISED: dict[str, tuple[Message, Message]] = {
    "merit": (_("merit over doing nothing"), _("merit")),
    "value": (_("additive value over doing nothing"), _("additive value")),
    "merit_count": (_("merit of the funded parks"), _("merit")),
    "merit_money": (_("merit times money"), _("merit times money")),
}
"""What a plan maximises, in full and for narrow screens; anything else is a column of the parks."""


def outcome_line(outcome: Outcome, stale: bool = False) -> Line:
    """An outcome as a piece of a line; a stale one is dim."""
    glyph, word, style = OUTCOMES[outcome.kind]
    if stale and outcome.kind in ("funded", "not_funded"):
        style = "dim"
    return [(f"{glyph} {word}", style)]


def place(problem: Problem) -> str:
    """Where a problem is: file, line, column."""
    return ":".join(str(part) for part in (problem.file, problem.line, problem.column) if part is not None)


def standing_line(session: Session, cells: int) -> Line:
    """The sentence that says what the numbers on the screen are worth."""
    previous: Line = []
    if session.answer is not None:
        previous = [("  ", ""), (" " + str(_("PREVIOUS PLAN SHOWN")) + " ", "badge")]
    standing = session.standing
    if standing == "reading":
        return [("… ", "accent"), (str(_("Reading the study {name}…", name=session.opened)), "accent")]
    if standing == "unreadable":
        return [("✗ ", "bad"), (str(_problem_sentence(session, answer=False)), "bad")]
    if standing == "computing":
        return _computing(session, cells) + previous
    if standing == "conflict":
        assert session.refused is not None
        conflict = session.refused.conflict
        count = len(conflict.rules) if conflict is not None else 0
        says = (
            _n("Proven: no plan can keep {count} rule", "Proven: no plan can keep these {count} rules", count)
            if count
            else _("Proven: no plan can keep all rules")
        )
        return [("✗ ", "bad"), (str(says), "bad"), *previous]
    if standing == "nothing":
        return [("△ ", "warn"), (str(_("Stopped before a first plan was found")), "warn"), *previous]
    if standing in ("failed", "unranked"):
        return [("✗ ", "bad"), (" ".join(str(session.failure).split()), "bad"), *previous]
    if standing == "faulty":
        return [("! ", "bad"), (str(_problem_sentence(session, answer=True)), "bad")]
    assert session.answer is not None
    portfolio = session.answer.portfolio
    if standing == "proven" and portfolio.unchanged:
        says = _("Unchanged, within {gap} of the best", gap=percent(portfolio.gap, 2))
        return [("✓ ", "good"), (str(says), "good")]
    if standing == "proven":
        says = (
            _("Plan proven optimal (within {gap})", gap=percent(portfolio.asked_gap, 1))
            if cells >= 100
            else _("Proven optimal")
        )
        return [("✓ ", "good"), (str(says), "good")]
    says = _("Best plan found, within {gap} of the optimum", gap=percent(portfolio.gap, 1))
    return [("△ ", "warn"), (str(says), "warn")]


def goal_words(session: Session) -> tuple[str, ...]:
    """What the plan on the screen maximises, in full and shorter."""
    if session.study is None or session.answer is None or session.standing not in ("proven", "best"):
        return ()
    goal = session.answer.portfolio.maximised
    named = MAXIMISED.get(goal) or (session.study.study.parks.column(goal).title,)
    return tuple(str(_("goal: {what}", what=what)) for what in named)


def _computing(session: Session, cells: int) -> Line:
    line: Line = [("◌ ", "accent"), (str(_("Computing the plan…")), "accent")]
    if session.elapsed >= 0.6:
        seconds = _("{seconds} s of {limit}", seconds=number(session.elapsed), limit=number(session.limit))
        line.append((f" {seconds}", "accent"))
        gap = session.progress.gap if session.progress is not None else None
        if gap is not None and cells >= 100 and gap < 10:
            line.append((" · " + str(_("gap {gap}", gap=percent(gap, 1))), "accent"))
    return line


def _problem_sentence(session: Session, answer: bool) -> Message:
    faults = [problem for problem in session.problems if not problem.warning]
    count = len(faults)
    where = next((place(problem) for problem in faults if problem.file), "")
    if answer:
        if where:
            return _("Error in {place}: the last good answer stays", place=where)
        return _("The files have an error: the last good answer stays")
    return _n("The study cannot be read: {count} error", "The study cannot be read: {count} errors", count)


def answer_keys(session: Session) -> Line:
    """The key that helps in this state."""
    keys = {
        "computing": ("Esc", _("stop")),
        "best": ("Enter", _("go on")),
        "nothing": ("Enter", _("go on")),
        "conflict": ("F3", _("which rules")),
        "faulty": ("9", _("show")),
        "unreadable": ("9", _("show")),
        "failed": ("Backspace", _("undo")),
    }
    found = keys.get(session.standing)
    return [] if found is None else [(found[0], "key"), (" " + str(found[1]), "dim")]


def rule_label(session: Session, rule: str, label: object) -> str:
    """A rule's name; pins, which the solver knows as options of the command line, in words."""
    option, _space, park = rule.partition(" ")
    if option not in ("--fund", "--reject") or session.study is None:
        return str(label)
    known = f"{park} {session.study.names.get(park, '')}".strip()
    return str(
        _("pinned in: {park}", park=known) if option == "--fund" else _("kept out: {park}", park=known)
    )


def barred_by_figures(study: OpenStudy, rule: str, park: str) -> str:
    """A rule that bars a park, with the park's own figures in the columns that the rule looks at."""
    known = study.rules.get(rule)
    if known is None:
        return rule
    said = []
    for column in known.where:
        value = study.value(column, park)
        shown = compact(value) if isinstance(value, (int, float)) else study.shown(column, park)
        if shown:
            said.append(f"{study.study.parks.column(column).title} {shown}")
    return f"{known.label} ({', '.join(said)})" if said else str(known.label)


def differences(old: Question, new: Question, session: Session) -> list[str]:
    """What was decided between two questions, a phrase each."""
    study = session.study
    if study is None:
        return []
    said: list[str] = []
    names = {park: f"{park} {name}" for park, name in study.names.items()}
    for node in study.nodes:
        before, after = old.weights.get(node.id, 0.0), new.weights.get(node.id, 0.0)
        if abs(before - after) >= 0.005:
            said.append(f"{node.label} {number(before, 2)} → {number(after, 2)}")
    if old.method != new.method:
        methods = dict(study.methods)
        said.append(f"{methods.get(old.method, old.method)} → {methods.get(new.method, new.method)}")
    came = [park for park in new.fund if park not in old.fund]
    if len(came) > MANY:
        said.append(str(_n("pinned in: {count} park", "pinned in: {count} parks", len(came))))
    else:
        said += [str(_("pinned in: {park}", park=names.get(park, park))) for park in came]
    went = [park for park in new.reject if park not in old.reject]
    if len(went) > MANY:
        said.append(str(_n("kept out: {count} park", "kept out: {count} parks", len(went))))
    else:
        said += [str(_("kept out: {park}", park=names.get(park, park))) for park in went]
    freed = [park for park in (*old.fund, *old.reject) if park not in new.fund and park not in new.reject]
    if len(freed) > MANY:
        said.append(str(_n("free again: {count} park", "free again: {count} parks", len(freed))))
    else:
        said += [str(_("free again: {park}", park=names.get(park, park))) for park in freed]
    for rule in {**old.rules, **new.rules}:
        if old.rules.get(rule) != new.rules.get(rule) and rule in study.rules:
            active = new.rules.get(rule, study.rules[rule].active)
            label = study.rules[rule].label
            said.append(
                str(_("rule on: {rule}", rule=label) if active else _("rule off: {rule}", rule=label))
            )
    changed = [
        key for key in {**old.settings, **new.settings} if old.settings.get(key) != new.settings.get(key)
    ]
    if in_proportion(study, old.settings, new.settings):
        changed = [key for key in changed if not key.startswith(f"{BUDGET}.by_year.")]
    said += [changed_words(study, key, old.settings, new.settings) for key in changed]
    return said
