"""What can go wrong and how it is told: one place, one wording, one exit code each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from decision.language import Message, _, _n


class ExitCode(IntEnum):
    """Exit codes of the command line (design, section 5)."""

    DONE = 0
    NO_FEASIBLE_PLAN = 1
    BAD_INPUT = 2
    STOPPED = 3
    REPLAY_DIFFERS = 4
    INTERRUPTED = 130


@dataclass(frozen=True)
class Problem:
    """One fault of one input: where it is, what is wrong, what would be right.

    ``line`` and ``column`` count from 1 as editors do; for a table ``line`` is the line of the file (the header is
    line 1) and ``field`` is the column's name; for YAML ``field`` is the path of the key, ``rules[2].where``.
    """

    says: Message | str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    remedy: Message | str | None = None
    warning: bool = False

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        parts = [part for part in (place, self.field) if part]
        head = ": ".join(parts)
        sentence = f"{head}: {self.says}" if head else str(self.says)
        return f"{sentence}; {self.remedy}" if self.remedy else sentence


class ParkfundError(Exception):
    """Any error that a person can do something about; its text is shown without a traceback."""

    exit_code = ExitCode.BAD_INPUT

    def __init__(self, says: Message | str) -> None:
        super().__init__(says)
        self.says = says

    def __str__(self) -> str:
        return str(self.says)


class InputProblems(ParkfundError):
    """The input is faulty; carries every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        count = len(self.problems)
        super().__init__(_n("{count} problem in the input", "{count} problems in the input", count))

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class SolverFailed(ParkfundError):
    """The solver broke or gave an answer that the audit refuses; never shown as a plan."""

    exit_code = ExitCode.STOPPED


class AuditFailed(SolverFailed):
    """A plan does not keep a rule when recomputed without the solver: a defect of the program, not of the input."""

    def __init__(self, broken: Iterable[str]) -> None:
        self.broken = tuple(broken)
        listed = "; ".join(self.broken)
        super().__init__(_("the solver's plan fails the audit and is not shown: {broken}", broken=listed))


class Interrupted(ParkfundError):
    """The person stopped the computation."""

    exit_code = ExitCode.INTERRUPTED
