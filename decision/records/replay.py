"""Computing a recorded answer again from the copies in its record, and saying what differs.

An answer that was proven within its gap is computed again and compared field by field. One that the clock or a person
stopped is not: how far a solver gets in a minute is no property of the question. Its stored plan is audited against
the rules instead, its worth recomputed, and the stored bound held against it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from decision.errors import InputProblems
from decision.language import Message, _, number, speaking
from decision.records.compare import Difference, differences, version_differences
from decision.records.content import digest_of_result, result_content
from decision.records.digests import as_read, versions, without_effort
from decision.records.read import Record

if TYPE_CHECKING:
    from decision.model.options import SolveOptions
    from decision.model.study import Study

Way = Literal["computed", "audited", "not_repeatable"]
STOPPED = ("feasible", "stopped")
ANEW_SECONDS = 60.0
"""For solving a plan of the interface anew before it is audited instead."""
NEAR = 1e-9
"""Relative difference between a recorded worth and one added up again in another order."""


@dataclass(frozen=True)
class Replay:
    """How a record stands up to being computed again."""

    way: Way
    """computed: again, and compared · audited: the stored plan of a stopped run · not_repeatable: a stopped run that
    left no plan to audit."""
    differences: tuple[Difference, ...]
    """Fields of the result that differ; of an audit, what the stored plan breaks."""
    versions: tuple[Difference, ...]
    """Libraries that are not those of the record."""
    result_sha256: str | None
    """Digest of what was computed now; None where nothing was."""
    remarks: tuple[Message, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing of the result differs."""
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "same": self.same,
            "way": self.way,
            "differences": [one.to_dict() for one in self.differences],
            "versions": [one.to_dict() for one in self.versions],
            "result_sha256": self.result_sha256,
            "remarks": [str(remark) for remark in self.remarks],
        }


def was_stopped(record: Record) -> bool:
    """Whether the clock or a person ended the run before its answer was what was asked for."""
    if record.content["interrupted"]:
        return True
    return record.content["ending"] in STOPPED


def was_improved(record: Record) -> bool:
    """Whether the interface computed it, which starts from the plan before: solved anew, another may be as good."""
    return record.command == "tui"


def replay_decision(record: Record, options: SolveOptions | None = None) -> Replay:
    """Compute a recorded ranking and portfolio again, or audit a stopped one.

    Args:
        record: a record of a decision.
        options: who is told of the progress and may stop it; gap, time limit and solver are the record's.

    Raises:
        InputProblems: this version cannot read the copies as they were read then.
    """
    from dataclasses import replace

    from decision.decisions import decide
    from decision.model.options import SolveOptions

    kept = record.content["options"]
    options = replace(options or SolveOptions(), **kept)
    study = record.study()
    if was_stopped(record):
        return _audited(record)
    if was_improved(record):
        return _improved(record, study, options)
    with record.copies():
        found = decide(study, options=options, **asked(record))
    content = as_read({"kind": "decision", **result_content(found)})
    return compared(record, content, ("ranking", "portfolio"))


def _improved(record: Record, study: Study, options: SolveOptions) -> Replay:
    """A plan of the interface: the same bytes where solving anew gives them, else audited.

    It went on from the plan before, so that another may be as good.
    """
    from dataclasses import replace

    from decision.decisions import decide

    with record.copies():
        found = decide(study, options=replace(options, time_limit=ANEW_SECONDS), **asked(record))
    again = compared(record, as_read({"kind": "decision", **result_content(found)}), ("ranking", "portfolio"))
    return again if again.same or record.content["ending"] == "infeasible" else _audited(record)


def asked(record: Record) -> dict[str, Any]:
    """The arguments of a recorded decision, as :func:`decision.decisions.decide` takes them."""
    from decision.model.criteria import MethodSettings

    arguments = dict(record.content["arguments"])
    if isinstance(arguments.get("method"), Mapping):
        arguments["method"] = MethodSettings.model_validate(arguments["method"])
    known = ("method", "weights", "budget", "fund", "reject", "settings")
    return {key: value for key, value in arguments.items() if key in known}


def compared(record: Record, content: Mapping[str, Any], parts: tuple[str, ...]) -> Replay:
    """What differs between a record and the same parts computed now."""
    found = []
    for part in parts:
        before, after = without_effort(record.content[part]), without_effort(content[part])
        found += list(differences(before, after, part))
    digest = digest_of_result(content)
    changed = version_differences(record.content["versions"], versions())
    remarks: tuple[Message, ...] = ()
    if not found and digest != record.content["result_sha256"]:
        found.append(Difference("result", "result_sha256", record.content["result_sha256"], digest))
    if found and any(_clock_decided(record.content[part]) for part in parts):
        remarks = (
            _(
                "a time limit ended a part of this run: how far a solver gets in that time differs from run to run"
            ),
        )
    return Replay("computed", tuple(found), tuple(changed), digest, remarks)


def _clock_decided(content: Any) -> bool:
    """Whether any solve inside an answer was ended by the clock."""
    if isinstance(content, Mapping):
        if content.get("ending") in STOPPED or content.get("not_proven"):
            return True
        return any(map(_clock_decided, content.values()))
    return isinstance(content, list) and any(map(_clock_decided, content))


def _audited(record: Record) -> Replay:
    """The stored plan of a stopped run against the rules, without solving."""
    from decision.allocation.audit import breaches, objective_value
    from decision.allocation.audited import plan_of
    from decision.allocation.problem import pairs_of
    from decision.decisions import question, rank

    changed = tuple(version_differences(record.content["versions"], versions()))
    study = record.study()
    arguments = asked(record)
    with speaking("en"):
        ranking = rank(study, method=arguments.pop("method", None), weights=arguments.pop("weights", None))
        computed = as_read(ranking.to_dict())
    found = list(differences(record.content["ranking"], computed, "ranking"))
    portfolio = record.portfolio()
    if portfolio.objective is None:
        says = _("the run was stopped without a plan: there is nothing to audit, its inputs are whole")
        return Replay("not_repeatable", tuple(found), changed, None, (says,))
    ask = question(study, ranking=ranking, **arguments)
    try:
        plan = plan_of(portfolio, ask.candidates)
    except KeyError as unknown:
        broken = str(_("it funds {park}, who is no eligible park", park=unknown.args[0]))
        return Replay("audited", (*found, Difference("result", "portfolio", "–", broken)), changed, None)
    for broken in breaches(plan, ask.rows):
        found.append(Difference("result", "portfolio", "–", broken))
    worth = objective_value(plan, ask.rows, pairs_of(ask.candidates, study.partnerships))
    if abs(worth - portfolio.objective) > NEAR * max(1.0, abs(worth)):
        found.append(Difference("result", "portfolio.objective", portfolio.objective, worth))
    bound = portfolio.solver.bound
    if bound is not None and worth > bound + NEAR * max(1.0, abs(bound)):
        found.append(Difference("result", "portfolio.solver.bound", bound, worth))
    if was_improved(record) and not was_stopped(record):
        remark = _(
            "the interface goes on from the plan before, so it is not solved again: the plan was audited against "
            "{rows} rows of rules, its worth is {worth}, its bound {bound}",
            rows=number(len(ask.rows), 0),
            worth=number(worth, 6),
            bound=number(bound, 6),
        )
        return Replay("audited", tuple(found), changed, None, (remark,))
    remark = _(
        "the run was stopped, so it is not solved again: its plan was audited against {rows} rows of rules, its worth "
        "is {worth}, its bound {bound}",
        rows=number(len(ask.rows), 0),
        worth=number(worth, 6),
        bound=number(bound, 6),
    )
    return Replay("audited", tuple(found), changed, None, (remark,))


def replay(record: Record, answer: Callable[[Record], Any], options: SolveOptions | None = None) -> Replay:
    """Compute a record again.

    Args:
        record: any record.
        answer: computes the answer of a record that is no decision: the shell's own commands, called with the copies.
        options: see :func:`replay_decision`.

    Raises:
        InputProblems: this version cannot read the copies as they were read then.
    """
    if record.is_decision:
        return replay_decision(record, options)
    changed = tuple(version_differences(record.content["versions"], versions()))
    if record.content["interrupted"]:
        says = _(
            "the run was stopped by a person before it was complete: it is not repeated, "
            "its record and inputs are whole"
        )
        return Replay("not_repeatable", (), changed, None, (says,))
    try:
        found = answer(record)
    except InputProblems as refused:
        problems = [Difference("result", "inputs", "–", str(problem)) for problem in refused.problems]
        return Replay("computed", tuple(problems), changed, None)
    return compared(record, {"kind": "answer", "answer": as_read(found)}, ("answer",))
