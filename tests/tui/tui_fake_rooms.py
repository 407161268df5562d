"""The part of the fake engine for sweeps and the committee: made-up findings, the same at every call.

Everything is answered at once unless ``hold`` is set. Judgements are weighed by the real core, which is quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from decision.analysis.engine import Progress
from decision.analysis.portfolio_stability_result import (
    EndOfStability,
    FundedSetStability,
    PortfolioStability,
    Transfer,
)
from decision.analysis.robust_result import Robust, SettlingStatement
from decision.language import _
from decision.model.base import Text
from decision.model.criteria import Member
from decision.ranking.stability import stability
from tui import pagemessages
from tui.findings import OwnWeights
from tui.opened import OpenStudy, Question, Shares
from tui.rooms import Rooms, shares_of_members

MEMBERS = {
    "ivanov": Member(
        name=Text(en="Ivanov", ru="Иванов"), weights={"rnd": 70, "substitution": 20, "jobs": 10}
    ),
    "petrov": Member(
        name=Text(en="Petrov", ru="Петров"), weights={"rnd": 10, "substitution": 20, "jobs": 70}
    ),
    "sidorova": Member(
        name=Text(en="Sidorova", ru="Сидорова"), weights={"rnd": 30, "substitution": 30, "jobs": 40}
    ),
}


def with_committee(study: OpenStudy) -> OpenStudy:
    """The study with three members."""
    inner = replace(study.study, members=MEMBERS)
    return replace(study, study=inner, members=shares_of_members(inner), members_writable=True)


class FakeRooms:
    """Sweeps and the committee without a solver."""

    def __init__(self) -> None:
        super().__init__()
        self.swept: list[tuple[Question, tuple[str, ...], str]] = []
        self.sweep_turn = 0
        self.stopped: list[str] = []
        self.regret_limits: list[float] = []
        self.saved: list[dict[str, OwnWeights]] = []

    def _post(self, message: object) -> None:
        raise NotImplementedError

    def sweep(
        self, turn: int, study: OpenStudy, question: Question, statements: tuple[str, ...], spread: str
    ) -> None:
        self.swept.append((question, statements, spread))
        self.sweep_turn = turn
        for part, found in self.parts(study, question, statements):
            self._post(pagemessages.SweepAdvanced(turn, part, None))  # type: ignore[arg-type]
            if part == "robust":
                self._post(pagemessages.SweepAdvanced(turn, "robust", Progress(120, 200, 100.0)))
            self._post(pagemessages.SweepFound(turn, part, found))  # type: ignore[arg-type]
        self._post(pagemessages.SweepEnded(turn, None, False))

    def parts(
        self, study: OpenStudy, question: Question, statements: tuple[str, ...]
    ) -> list[tuple[str, object]]:
        criteria = study.study.criteria.with_weights(question.weights)
        return [
            ("stability", stability(study.study.parks, criteria)),
            ("smaa", self.ranks(study)),
            ("robust", self.robust(study, len(statements))),
            ("funded_set", self.funded_set(study)),
        ]

    def ranks(self, study: OpenStudy) -> Any:
        parks = tuple(park for park in study.names if park != "C004")
        mean = np.linspace(1.5, len(parks) - 0.5, len(parks))
        first = np.array([max(0.0, 0.4 - 0.1 * place) for place in range(len(parks))])
        return SimpleNamespace(parks=parks, mean_rank=mean, first_rank=first)

    def robust(self, study: OpenStudy, answers: int, samples: int = 200) -> Robust:
        parks = tuple(park for park in study.names if park != "C004")
        share = np.clip(
            np.array([1.3 - 0.045 * ((place * 7) % len(parks)) for place in range(len(parks))]), 0, 1
        )
        if answers:
            share = np.where((share > 0) & (share < 0.5), 0.0, share)
        return Robust(
            parks=parks,
            names=tuple(study.names[park] for park in parks),
            rank=tuple(range(1, len(parks) + 1)),
            inclusion=share,
            error=np.full(len(parks), 0.03),
            central_weights=np.full((len(parks), 3), 1 / 3),
            samples=samples,
            wanted=200,
            seed=1,
            largest_gap=0.001,
            not_proven=0,
            distinct=57,
            core_index=None,
            portfolios=None,
            why_not_exact=None,
            statements=(
                SettlingStatement("rnd", "jobs", 9, 4, 0.6),
                SettlingStatement("rnd", "substitution", 5, 2, 0.5),
            ),
            criteria=("rnd", "substitution", "jobs"),
            labels={leaf.id: leaf.label for leaf in study.study.criteria.leaves()},
            weights_text=_("weights drawn uniformly: every weighting of the criteria is equally likely"),
        )

    def funded_set(self, study: OpenStudy) -> PortfolioStability:
        nodes = tuple(
            FundedSetStability(
                leaf.id,
                leaf.label,
                0.3,
                EndOfStability(0.28, ("C001",), ("C005",), True),
                EndOfStability(0.345, ("C003",), ("C005",), True),
                True,
            )
            for leaf in study.study.criteria.leaves()
        )
        return PortfolioStability(nodes, Transfer("rnd", "jobs", 0.013, ("C001",), ("C005",)), True, 0.001)

    def stop_sweep(self) -> None:
        self.stopped.append("sweep")

    def confer(self, turn: int, study: OpenStudy, question: Question, own: Mapping[str, OwnWeights]) -> None:
        from decision.ranking.committee import agreement
        from decision.ranking.weights import weigh_matrix

        members = {**study.study.members}
        members |= {
            id: Member(name=Text(en=each.name), weights=dict(each.shares)) for id, each in own.items()
        }
        found = agreement(study.study.parks, study.study.criteria, dict(sorted(members.items())))
        means: dict[str, Shares] = {
            mean: dict(weigh_matrix(study.study.criteria, None, found.weights[mean].to_dict()).shares)
            for mean in ("arithmetic", "geometric")
        }
        self._post(pagemessages.RoomAgreed(turn, found, means))

    def regret(
        self,
        turn: int,
        study: OpenStudy,
        question: Question,
        own: object,
        answer: object,
        limit: float,
    ) -> None:
        self.regret_limits.append(limit)

        def one(most: float) -> Any:
            return SimpleNamespace(most=most)

        self._post(pagemessages.RegretAdvanced(turn, 2, 4))
        found = SimpleNamespace(
            portfolios={
                "least_regret": SimpleNamespace(
                    funded=[SimpleNamespace(park_id="C002")],
                    not_funded=tuple(park for park in study.names if park != "C002"),
                )
            },
            regrets={
                "study": {"ivanov": one(0.011), "petrov": one(0.04), "sidorova": one(0.006)},
                "least_regret": {"ivanov": one(0.021), "petrov": one(0.022), "sidorova": one(0.013)},
            },
            says=lambda: [
                _(
                    "least greatest regret {greatest}; proven: no portfolio has less than {proven}",
                    greatest="2.2 %",
                    proven="2.1 %",
                )
            ],
        )
        self._post(pagemessages.RegretEnded(turn, found, None))  # type: ignore[arg-type]

    def stop_regret(self) -> None:
        self.stopped.append("regret")

    judge = Rooms.judge

    def write_members(self, study: OpenStudy, own: Mapping[str, OwnWeights]) -> None:
        self.saved.append(dict(own))
        self._post(pagemessages.MembersWritten(tuple(own), "members/ivanov.yaml"))

    def write_members_copy(self, name: str, folder: Path, own: Mapping[str, OwnWeights]) -> None:
        self.saved.append(dict(own))
