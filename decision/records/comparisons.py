"""Records of kept plans that the interface laid side by side, with the members' regrets where there is a committee.

A record of a comparison holds the plans themselves and the files of each, so that it is whole without theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.analysis.asked import Asked
from decision.errors import InputProblems, ParkfundError
from decision.language import speaking
from decision.records.copies import Inputs, study_inputs
from decision.records.kept import kept_plan, plan_from
from decision.records.read import Record
from decision.records.write import Known, procedure_of, write_answer

if TYPE_CHECKING:
    from decision.analysis.comparison import Comparison
    from decision.analysis.regret_of_plans import RegretOfPlans
    from decision.model.study import Study

COMPARE = "tui compare"


@dataclass(frozen=True, eq=False)
class PlansRegret:
    """The regrets beside a comparison: what was asked, and what came out."""

    of: tuple[str, ...]
    """Labels of the plans that they were asked of."""
    asked: Asked
    """Under whose rules, money and pins the members' best portfolios were looked for."""
    time_limit: float
    """Seconds for the members' best portfolios."""
    found: RegretOfPlans | None
    refused: str | None = None
    """Why there are none."""


def write_comparison(
    comparison: Comparison,
    asked: Mapping[str, Asked],
    regret: PlansRegret | None,
    *,
    folder: Path,
    language: str,
    known: Known | None = None,
) -> Path:
    """Write a record of a comparison of the interface.

    Args:
        comparison: of plans that were put aside.
        asked: by label: what each plan answers beside its files.
        regret: of the members; None where nobody asked.
        folder: where the records lie.
        language: in which it was computed.
        known: copies of inputs that lie in earlier records.

    Raises:
        OSError: the folder cannot be written.
        ValueError: the answer holds a figure that JSON has no word for.
    """
    studies = _different([item.study for item in comparison.items])
    numbers = [_number(studies, item.study) for item in comparison.items]
    arguments: dict[str, Any] = {
        "plans": {
            item.label: {"study": number, **asked[item.label].to_dict()}
            for item, number in zip(comparison.items, numbers, strict=True)
        }
    }
    tables = {"comparison": comparison.to_frame()}
    if regret is not None:
        arguments["regret"] = {
            "of": list(regret.of), "time_limit": regret.time_limit, **regret.asked.to_dict(),
        }  # fmt: skip
        if regret.found is not None:
            tables["regret"] = regret.found.to_frame().reset_index()
    with speaking(language):
        return write_answer(
            _answer(comparison, regret),
            folder=folder,
            command=COMPARE,
            arguments=arguments,
            studies=studies,
            inputs=Inputs(
                tuple(one for number, study in enumerate(studies) for one in study_inputs(study, number)), {}
            ),
            tables=tables,
            procedure=procedure_of(studies, ()),
            plans={item.label: kept_plan(item.portfolio) for item in comparison.items},
            known=known,
        )


def comparison_again(record: Record) -> Any:
    """The recorded comparison from the record's copies, as plain data; called inside :meth:`Record.copies`."""
    from decision.analysis.asked import plans_regret, side
    from decision.analysis.compare import compare
    from decision.decisions import rank
    from decision.model.options import SolveOptions

    arguments = record.content["arguments"]
    studies = {number: record.study(number) for number in record.studies}
    plans = {label: plan_from(plan) for label, plan in record.content["plans"].items()}
    sides = []
    for label, one in arguments["plans"].items():
        study, asked = studies[one["study"]], Asked.from_dict(one)
        ranking = rank(study, method=asked.method, weights=asked.weights)
        sides.append(side(label, study, asked, ranking, plans[label]))
    regret = None
    if "regret" in arguments:
        one = arguments["regret"]
        asked, found, refused = Asked.from_dict(one), None, None
        study = studies[arguments["plans"][one["of"][0]]["study"]]
        options = SolveOptions(time_limit=one["time_limit"], stop=Event())
        try:
            found = plans_regret(study, asked, {label: plans[label] for label in one["of"]}, options)
        except InputProblems as problems:
            refused = str(problems)
        except ParkfundError as says:
            refused = str(says.says)
        regret = PlansRegret(tuple(one["of"]), asked, one["time_limit"], found, refused)
    return _answer(compare(sides), regret)


def _answer(comparison: Comparison, regret: PlansRegret | None) -> dict[str, Any]:
    answer: dict[str, Any] = {"comparison": comparison.to_dict()}
    if regret is not None:
        answer["regret"] = None if regret.found is None else regret.found.to_dict()
        answer["regret_refused"] = regret.refused
    return answer


def _different(studies: Sequence[Study]) -> list[Study]:
    """The studies whose files differ: plans may have been put aside before and after an edit."""
    found: list[Study] = []
    for study in studies:
        if all(study.digests != other.digests for other in found):
            found.append(study)
    return found


def _number(studies: Sequence[Study], study: Study) -> int:
    return next(number for number, other in enumerate(studies) if other.digests == study.digests)
