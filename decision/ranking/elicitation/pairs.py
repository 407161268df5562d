"""Pairwise judgements as written, ``a/b: 3``, read into a matrix; what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from decision.errors import Problem
from decision.language import Message, _
from decision.ranking.elicitation.naming import unknown_id
from decision.ranking.wording import Figure

Judgements = Mapping[str, float | Literal["more", "equal", "less"]]

ROUNDING = 0.05
"""Relative difference up to which a/b and b/a written both are one judgement: 8 and 0.13 are meant as 8 and 1/8."""

RANCOM_VALUES: dict[object, float] = {"more": 1.0, "equal": 0.5, "less": 0.0, 1.0: 1.0, 0.5: 0.5, 0.0: 0.0}


class Times:
    """A judgement as people write it: 3, or 1/3 for less than one."""

    __slots__ = ("value",)

    def __init__(self, value: float) -> None:
        self.value = float(value)

    def __str__(self) -> str:
        if self.value >= 1.0 or self.value <= 0.0:
            return str(Figure(float(f"{self.value:.3g}")))
        return f"1/{Figure(float(f'{1.0 / self.value:.3g}'))}"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)


@dataclass
class ReadPairs:
    """Judgements by pair of positions (i < j), and the problems met on the way."""

    values: dict[tuple[int, int], float] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def saaty_matrix(siblings: Sequence[str], judgements: Judgements) -> NDArray[np.float64]:
    """The reciprocal matrix a_ij = 1 / a_ji of judgements that have no problems."""
    matrix = np.eye(len(siblings))
    for (i, j), value in read_saaty(siblings, judgements, {}, "").values.items():
        matrix[i, j], matrix[j, i] = value, 1.0 / value
    return matrix


def rancom_matrix(siblings: Sequence[str], judgements: Judgements) -> NDArray[np.float64]:
    """The ranking comparison matrix a_ij = 1 − a_ji of judgements that have no problems."""
    matrix = np.full((len(siblings), len(siblings)), 0.5)
    for (i, j), value in read_rancom(siblings, judgements, {}, "").values.items():
        matrix[i, j], matrix[j, i] = value, 1.0 - value
    return matrix


def read_saaty(
    siblings: Sequence[str], judgements: Judgements, homes: Mapping[str, str | None], path: str
) -> ReadPairs:
    """Judgements on Saaty's scale, 1/9 to 9.

    Where a/b and b/a are both written and agree, the one of at least 1 counts, since the other is rounded.

    Args:
        siblings: ids that are compared.
        judgements: as written.
        homes: every id of the tree with the group it stands in, to tell a misplaced id from an unknown one.
        path: YAML path of ``pairwise``.
    """
    read = ReadPairs()
    written = _by_pair(siblings, judgements, homes, path, read)
    for (i, j), entries in written.items():
        values = []
        for key, flipped, value in entries:
            if (wrong := _saaty_fault(value, key, f"{path}.{key}")) is not None:
                read.problems.append(wrong)
            else:
                values.append(1.0 / float(value) if flipped else float(value))
        if len(values) == 2 and len(entries) == 2:
            if abs(values[0] / values[1] - 1.0) > ROUNDING:
                read.problems.append(_contradiction(entries, path))
            values = [values[1] if entries[1][2] >= 1.0 else values[0]]  # type: ignore[operator]
        if values:
            read.values[i, j] = values[0]
    _missing(siblings, written, path, read)
    return read


def read_rancom(
    siblings: Sequence[str], judgements: Judgements, homes: Mapping[str, str | None], path: str
) -> ReadPairs:
    """Judgements more, equal, less (or 1, 0.5, 0); arguments as in :func:`read_saaty`."""
    read = ReadPairs()
    written = _by_pair(siblings, judgements, homes, path, read)
    for (i, j), entries in written.items():
        values = []
        for key, flipped, value in entries:
            if value not in RANCOM_VALUES:
                says = _(
                    "the judgement {pair} is {value}; rancom takes more, equal, less (or 1, 0.5, 0)",
                    pair=key,
                    value=Figure(float(value)),
                )
                read.problems.append(Problem(says, field=f"{path}.{key}"))
            else:
                found = RANCOM_VALUES[value]
                values.append(1.0 - found if flipped else found)
        if len(values) == 2 and values[0] != values[1]:
            read.problems.append(_contradiction(entries, path))
        if values:
            read.values[i, j] = values[0]
    _missing(siblings, written, path, read)
    return read


_Entry = tuple[str, bool, float | str]
"""Key as written, whether it is the pair turned round, value as written."""


def _by_pair(
    siblings: Sequence[str],
    judgements: Judgements,
    homes: Mapping[str, str | None],
    path: str,
    read: ReadPairs,
) -> dict[tuple[int, int], list[_Entry]]:
    places = {identifier: place for place, identifier in enumerate(siblings)}
    written: dict[tuple[int, int], list[_Entry]] = {}
    for key, value in judgements.items():
        first, stroke, second = (part.strip() for part in key.partition("/"))
        if not stroke or not first or not second or "/" in second:
            says = _("{key} is not a pair; write two ids with a stroke between them, a/b", key=key)
            read.problems.append(Problem(says, field=f"{path}.{key}"))
            continue
        strange = [identifier for identifier in (first, second) if identifier not in places]
        read.problems += [unknown_id(name, siblings, homes, f"{path}.{key}") for name in strange]
        if strange:
            continue
        if first == second:
            says = _("{id} is compared with itself", id=first)
            read.problems.append(Problem(says, field=f"{path}.{key}", remedy=_("leave it out")))
            continue
        i, j = places[first], places[second]
        written.setdefault((min(i, j), max(i, j)), []).append((key, i > j, value))
    return written


def _saaty_fault(value: float | str, pair: str, path: str) -> Problem | None:
    says: Message
    remedy: Message | None = _("1 means equally important, 9 far more important, 1/9 far less important")
    if isinstance(value, str):
        says = _("the judgement {pair} is {value}; ahp takes a number from 1/9 to 9", pair=pair, value=value)
    elif value == 0:
        says = _("the judgement {pair} is zero; nothing is zero times as important", pair=pair)
    elif value < 0:
        says = _("the judgement {pair} is negative: {value}", pair=pair, value=Figure(value))
    elif not (1.0 / 9.0) * (1.0 - ROUNDING) <= value <= 9.0 * (1.0 + 1e-9):
        says = _(
            "the judgement {pair} is {value}, beyond the scale from 1/9 to 9", pair=pair, value=Times(value)
        )
        remedy = _("what is more than nine times as important belongs on another level: make groups")
    else:
        return None
    return Problem(says, field=path, remedy=remedy)


def _contradiction(entries: list[_Entry], path: str) -> Problem:
    (first, _turned, one), (second, _turned_too, other) = entries[0], entries[1]
    says = _(
        "the judgements {first}: {one} and {second}: {other} contradict each other",
        first=first,
        one=one if isinstance(one, str) else Times(one),
        second=second,
        other=other if isinstance(other, str) else Times(other),
    )
    return Problem(says, field=f"{path}.{second}", remedy=_("keep one of the two; the other follows from it"))


def _missing(
    siblings: Sequence[str], written: Mapping[tuple[int, int], object], path: str, read: ReadPairs
) -> None:
    for i, j in combinations(range(len(siblings)), 2):
        if (i, j) not in written:
            says = _("the judgement {pair} is missing", pair=f"{siblings[i]}/{siblings[j]}")
            read.problems.append(Problem(says, field=path))
