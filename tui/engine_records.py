"""The part of the engine that has every answer recorded: what was asked, of what, and what came out."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from decision.language import current_language
from tui.keeping import RecordKeeper
from tui.opened import Answer, OpenStudy, Order, Question
from tui.work import Work

if TYPE_CHECKING:
    import pandas as pd

    from decision.analysis.asked import Asked
    from decision.analysis.comparison import Comparison
    from decision.model.results import Portfolio
    from decision.records.comparisons import PlansRegret
    from decision.records.write import Known
    from tui.findings import OwnWeights
    from tui.kept import Kept


class Recorder(Work):
    """Records of what is computed; without a keeper there are none but on demand."""

    keeper: RecordKeeper | None = None

    @property
    def runs(self) -> Path:
        """Where records lie."""
        from decision.records.write import runs_folder

        return self.keeper.folder if self.keeper is not None else runs_folder()

    def keep_plan(self, study: OpenStudy, order: Order, answer: Answer, *, put_aside: bool = False) -> None:
        """Have the plan on the screen recorded: unless another replaces it in a moment, or, put aside, in any case."""
        if self.keeper is None:
            return

        def write(folder: Path, known: Known) -> Path:
            return plan_record(study, order, answer, folder, known=known)

        self.keeper.leave(_key_of_plan(study, answer), write, replaces=None if put_aside else "plan")

    def keep_way(self, study: OpenStudy, order: Order, answer: Answer, way: str) -> None:
        """Have a plan recorded that was tried as a way out of a conflict; taken, it is not recorded again."""
        if self.keeper is None or answer.portfolio.ending == "stopped":
            return

        def write(folder: Path, known: Known) -> Path:
            return plan_record(study, order, answer, folder, known=known, way=way)

        self.keeper.leave(_key_of_plan(study, answer), write)

    def keep_comparison(
        self,
        kept: tuple[Kept, ...],
        comparison: Comparison,
        regret: PlansRegret | None,
        language: str,
    ) -> None:
        """Have a comparison of kept plans recorded, unless another, or it with regrets, replaces it in a moment."""
        if self.keeper is None:
            return
        asked = {each.label: asked_of(each.study, each.question) for each in kept}
        key = (
            "tui compare",
            tuple((each.label, *_key_of_plan(each.study, each.answer)) for each in kept),
            None if regret is None else (regret.of, repr(regret.asked.to_dict())),
        )

        def write(folder: Path, known: Known) -> Path:
            from decision.records.comparisons import write_comparison

            return write_comparison(comparison, asked, regret, folder=folder, language=language, known=known)

        self.keeper.leave(key, write, replaces="comparison")

    def keep_answer(
        self,
        command: str,
        found: Callable[[], Any],
        study: OpenStudy,
        asked: Asked,
        arguments: Mapping[str, Any],
        plan: Portfolio | None = None,
        tables: Callable[[], Mapping[str, pd.DataFrame]] | None = None,
        interrupted: bool = False,
        language: str = "",
    ) -> None:
        """Have another answer recorded; ``found`` and ``tables`` are called in the thread that writes."""
        if self.keeper is None:
            return
        about = None if plan is None else plan_key(plan)
        key = (command, study_key(study), repr(asked.to_dict()), repr(arguments), about, interrupted)
        language = language or current_language()

        def write(folder: Path, known: Known) -> Path:
            from decision.records.interface import write_shown

            return write_shown(
                command,
                found(),
                folder=folder,
                study=study.study,
                asked=asked,
                arguments=arguments,
                language=language,
                plan=plan,
                tables=tables() if tables is not None else None,
                interrupted=interrupted,
                known=known,
            )

        self.keeper.leave(key, write)

    def close(self) -> None:
        """Ask everything to end; records that wait are still written."""
        super().close()
        if self.keeper is not None:
            self.keeper.close()


def study_key(study: OpenStudy) -> Hashable:
    """What tells one state of the files from another."""
    return tuple(sorted(study.study.digests.items()))


def plan_key(plan: Portfolio) -> Hashable:
    """What tells one plan from another."""
    return (plan.ending, plan.objective, tuple(park.park_id for park in plan.funded))


def _key_of_plan(study: OpenStudy, answer: Answer) -> tuple[Hashable, ...]:
    """What tells one plan with its question from another."""
    return ("plan", study_key(study), answer.question.key, plan_key(answer.portfolio))


def asked_of(
    study: OpenStudy,
    question: Question,
    statements: tuple[str, ...] = (),
    own: Mapping[str, OwnWeights] | None = None,
) -> Asked:
    """What the session asks, as the core takes it."""
    from decision.analysis.asked import Asked

    return Asked(
        weights=dict(question.weights),
        method=None if question.method == study.study.criteria.method.name else question.method,
        fund=question.fund,
        reject=question.reject,
        settings=question.changes,
        statements=statements,
        members={id: (each.name, dict(each.shares)) for id, each in (own or {}).items()},
    )


def plan_record(
    study: OpenStudy,
    order: Order,
    answer: Answer,
    folder: Path,
    by: str | None = None,
    reason: str | None = None,
    known: Known | None = None,
    way: str | None = None,
) -> Path:
    """Leave a run record of a plan, with who asked for what departs from the files and why; returns its folder.

    Args:
        study: as its files are.
        order: the ranking behind the plan.
        answer: the plan and its question.
        folder: where records lie.
        by: who asked.
        reason: why.
        known: copies of inputs that lie in earlier records.
        way: of a plan that was tried as a way out of a conflict: the rule that gives way.

    Raises:
        OSError: it cannot be written.
    """
    from decision.decisions import Decision
    from decision.model.options import SolveOptions
    from decision.records import write_record
    from decision.records.interface import PLAN, WAY

    question, own = answer.question, study.study.criteria.method
    return write_record(
        Decision(study.study, order.ranking, answer.portfolio),
        folder=folder,
        arguments={
            "method": None if question.method == own.name else question.method,
            # Also where they are the file's: ranked by them, the merits are the same to the last bit.
            "weights": dict(question.weights),
            "fund": question.fund,
            "reject": question.reject,
            "settings": question.changes,
            "way": way,
        },
        options=SolveOptions(gap=answer.portfolio.asked_gap),
        command=PLAN if way is None else WAY,
        by=by,
        reason=reason,
        known=known,
    )
