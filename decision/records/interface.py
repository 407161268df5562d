"""Records of what the interface shows beside plans: explanations, trade-offs, sweeps, the committee, comparisons.

Each says what was asked in plain values, so that :func:`answer_again` asks the same of the record's copies.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.analysis.asked import Asked
from decision.language import speaking
from decision.records.copies import Inputs, study_inputs
from decision.records.kept import kept_plan, plan_from
from decision.records.overrides import given_overrides
from decision.records.read import Record
from decision.records.write import Known, procedure_of, write_answer

if TYPE_CHECKING:
    import pandas as pd

    from decision.model.results import Portfolio
    from decision.model.study import Study

PLAN, WAY = "tui", "tui way"
"""The commands in the records of a plan, and of a plan that was tried as a way out of a conflict."""


def write_shown(
    command: str,
    answer: Any,
    *,
    folder: Path,
    study: Study,
    asked: Asked,
    arguments: Mapping[str, Any],
    language: str,
    plan: Portfolio | None = None,
    tables: Mapping[str, pd.DataFrame] | None = None,
    interrupted: bool = False,
    known: Known | None = None,
) -> Path:
    """Write a record of an answer of the interface.

    Args:
        command: one of :data:`ANSWERS`.
        answer: plain data, or what gives it by ``to_dict()`` in the language below.
        folder: where the records lie.
        study: as its files are.
        asked: what the session departs from them.
        arguments: what the answer hangs on beside that.
        language: in which it was computed.
        plan: the plan that the answer is about.
        tables: the answer for spreadsheets.
        interrupted: whether a person stopped it.
        known: copies of inputs that lie in earlier records.

    Raises:
        OSError: the folder cannot be written.
        ValueError: the answer holds a figure that JSON has no word for.
    """
    overrides = given_overrides(study, asked.of_decision, None, None)
    with speaking(language):
        return write_answer(
            answer.to_dict() if hasattr(answer, "to_dict") else answer,
            folder=folder,
            command=command,
            arguments={"asked": asked.to_dict(), **arguments},
            studies=[study],
            inputs=Inputs(tuple(study_inputs(study)), {}),
            tables=tables or {},
            procedure=procedure_of([study], overrides),
            interrupted=interrupted,
            plan=None if plan is None else kept_plan(plan),
            known=known,
        )


def answer_again(record: Record) -> Any:
    """What the interface would show of the record's copies now, as plain data, in the language now spoken."""
    study = record.study()
    arguments = record.content["arguments"]
    with record.copies():
        return ANSWERS[record.command](study, Asked.from_dict(arguments.get("asked", {})), arguments, record)


def _explain(study: Study, asked: Asked, arguments: Mapping[str, Any], record: Record) -> Any:
    from decision.analysis.asked import explanation
    from decision.decisions import rank

    ranking = rank(study, method=asked.method, weights=asked.weights)
    return explanation(study, asked, ranking, _plan(record), arguments["park"], _options(arguments))


def _budget(study: Study, asked: Asked, arguments: Mapping[str, Any], _record: Record) -> Any:
    from decision.analysis.asked import budgets

    return budgets(study, asked, tuple(arguments["totals"]), _options(arguments)).to_dict()


def _frontier(study: Study, asked: Asked, arguments: Mapping[str, Any], _record: Record) -> Any:
    from decision.analysis.asked import trade_off

    value, column = arguments["objectives"]
    return trade_off(study, asked, (value, column), arguments["points"], _options(arguments)).to_dict()


def _sweep(study: Study, asked: Asked, arguments: Mapping[str, Any], _record: Record) -> Any:
    from decision.analysis.asked_sweep import SweepEffort, sweep

    return {
        part: found.to_dict()
        for part, found in sweep(study, asked, SweepEffort(**arguments["effort"])).items()
    }


def _committee(study: Study, asked: Asked, _arguments: Mapping[str, Any], _record: Record) -> Any:
    from decision.analysis.asked import members_agreement

    return members_agreement(study, asked).to_dict()


def _regret(study: Study, asked: Asked, arguments: Mapping[str, Any], record: Record) -> Any:
    from decision.analysis.asked import members_regret

    return members_regret(study, asked, _plan(record), _options(arguments)).to_dict()


def _compare(_study: Study, _asked: Asked, _arguments: Mapping[str, Any], record: Record) -> Any:
    from decision.records.comparisons import comparison_again

    return comparison_again(record)


ANSWERS: Mapping[str, Callable[[Study, Asked, Mapping[str, Any], Record], Any]] = {
    "tui explain": _explain,
    "tui budget": _budget,
    "tui frontier": _frontier,
    "tui sweep": _sweep,
    "tui committee": _committee,
    "tui regret": _regret,
    "tui compare": _compare,
}
"""Commands of such records, and what computes their answers again."""


def _plan(record: Record) -> Portfolio:
    return plan_from(record.content["plan"])


def _options(arguments: Mapping[str, Any]) -> Any:
    from decision.model.options import SolveOptions

    return SolveOptions(time_limit=arguments["time_limit"], stop=Event())
