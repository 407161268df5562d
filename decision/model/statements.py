"""Statements on weights that are not agreed exactly: ``rnd >= jobs``, ``0.2 <= jobs <= 0.5``, ``a + b <= 60%``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from decision.errors import ParkfundError
from decision.language import Message, _

MAX_LENGTH = 500

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<relation><=|>=|==|[<>=≤≥])
      | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(?P<percent>\s*%)?(?![\w.])
      | (?P<sign>[+*−-])
      | (?P<id>[^\s<>=≤≥+*()%0-9−-][^\s<>=≤≥+*()%]*)
    )""",
    re.VERBOSE,
)
_RELATIONS: Mapping[str, Literal["<=", ">=", "=="]] = {
    "<=": "<=", "<": "<=", "≤": "<=", ">=": ">=", ">": ">=", "≥": ">=", "=": "==", "==": "==",
}  # fmt: skip


class BadStatement(ParkfundError):
    """The text is no linear statement on weights."""


@dataclass(frozen=True)
class Relation:
    """Σ coefficient · weight  relation  bound, for the weights of criteria and groups by id."""

    coefficients: Mapping[str, float]
    relation: Literal["<=", ">=", "=="]
    bound: float


@dataclass(frozen=True)
class Statement:
    """One statement: its text, and the relation between each two neighbouring sides."""

    text: str
    relations: tuple[Relation, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The criteria and groups that it names, in order of appearance."""
        return tuple(dict.fromkeys(name for one in self.relations for name in one.coefficients))


def parse_statement(text: str) -> Statement:
    """The linear relations that a text states.

    Sides are sums of weights, each by the id of a criterion or a group, with a factor where wanted (``2*jobs``), and
    numbers (``0.2``, ``20%``); ``<`` counts as ``<=``, since the border has no volume. A minus sign stands apart
    (``a - b``), since ids may hold hyphens.

    Raises:
        BadStatement: the text is something else.
    """
    if len(text) > MAX_LENGTH:
        raise BadStatement(_("a statement has at most {most} characters", most=MAX_LENGTH))
    sides: list[_Side] = [_Side(text)]
    relations: list[Literal["<=", ">=", "=="]] = []
    place = 0
    stripped = text.rstrip()
    while place < len(stripped):
        found = _TOKEN.match(stripped, place)
        if found is None:
            raise _bad(text)
        place = found.end()
        if found["relation"]:
            relations.append(_RELATIONS[found["relation"]])
            sides.append(_Side(text))
        elif found["number"]:
            sides[-1].number(float(found["number"]) / (100.0 if found["percent"] else 1.0))
        elif found["sign"]:
            sides[-1].sign("-" if found["sign"] in "-−" else found["sign"])
        else:
            sides[-1].name(found["id"])
    if not relations:
        raise BadStatement(_("{text} states no relation: <=, >= or = is missing", text=text))
    ended = [side.end() for side in sides]
    result = []
    for (left, constant), relation, (right, other) in zip(ended, relations, ended[1:], strict=False):
        names = dict.fromkeys([*left, *right])
        coefficients = {name: left.get(name, 0.0) - right.get(name, 0.0) for name in names}
        coefficients = {name: value for name, value in coefficients.items() if value}
        if not coefficients:
            raise BadStatement(_("{text} says nothing about a weight", text=text))
        result.append(Relation(coefficients, relation, other - constant))
    return Statement(text, tuple(result))


class _Side:
    """One side of a relation while it is read: a sum of weights and a number."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.weights: dict[str, float] = {}
        self.constant = 0.0
        self._factor = 1.0
        self._term: tuple[float, str | None] | None = None
        self._expects = True
        self._times = False

    def number(self, value: float) -> None:
        self._operand(value, None)

    def name(self, identifier: str) -> None:
        self._operand(1.0, identifier)

    def _operand(self, value: float, identifier: str | None) -> None:
        if not self._expects:
            raise _bad(self.text)
        if self._times and self._term is not None:
            before, name = self._term
            if name is not None and identifier is not None:
                says = _("{text}: a weight times a weight is not linear", text=self.text)
                raise BadStatement(says)
            self._term = (before * value, name or identifier)
        else:
            self._term = (value, identifier)
        self._expects = self._times = False

    def sign(self, sign: str) -> None:
        if sign == "*":
            if self._term is None or self._expects:
                raise _bad(self.text)
            self._expects = self._times = True
            return
        if self._expects and (self._times or self._term is not None or self._factor < 0):
            raise _bad(self.text)
        self._close()
        self._factor = -1.0 if sign == "-" else 1.0
        self._expects = True

    def _close(self) -> None:
        if self._term is not None:
            value, name = self._term
            if name is None:
                self.constant += self._factor * value
            else:
                self.weights[name] = self.weights.get(name, 0.0) + self._factor * value
        self._term = None

    def end(self) -> tuple[dict[str, float], float]:
        if self._expects:
            raise _bad(self.text)
        self._close()
        return self.weights, self.constant


def _bad(text: str) -> BadStatement:
    says: Message = _(
        "{text} is no statement on weights; write a >= b, 0.2 <= a <= 0.5, a >= 2*b or a + b <= 0.6",
        text=text,
    )
    return BadStatement(says)


def _checked(text: str) -> str:
    from decision.model.base import fault

    try:
        parse_statement(text)
    except BadStatement as bad:
        refused = bad.says
    else:
        return text
    assert isinstance(refused, Message)
    raise fault(refused)


StatementText = Annotated[str, AfterValidator(_checked), Field(min_length=1)]
"""A statement as people write it in a criteria file."""
