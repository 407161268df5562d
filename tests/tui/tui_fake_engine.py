"""An engine without a solver: a made-up study, merit as a weighted mean, money handed out in the order of
merit.

Snapshots must not depend on the clock or on which of two equal plans a solver finds first. Everything is
answered at once unless ``hold`` is set; then the answers wait until the test releases them.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
from tui_fake_pages import FakePages, with_ways
from tui_fake_rooms import FakeRooms, with_committee

from decision.analysis.territory import territory
from decision.errors import ParkfundError, Problem
from decision.language import _
from decision.model.base import Text
from decision.model.criteria import CriteriaModel
from decision.model.parks import Column, Parks
from decision.model.programme import Programme
from decision.model.results import (
    BudgetYear,
    Conflict,
    FundedPark,
    Portfolio,
    Ranking,
    RuleReport,
    ScorecardReport,
    SolverReport,
    WeightedCriterion,
)
from decision.model.study import InputFile, Study
from tui import messages
from tui.opened import Answer, OpenStudy, Order, Question
from tui.protocoldialog import ProtocolOrder

TOWNS = (
    ("Volga", "Волга", "PFO"),
    ("Ural", "Урал", "UFO"),
    ("Amur", "Амур", "DFO"),
    ("Neva", "Нева", "SZFO"),
    ("Don", "Дон", "YFO"),
    ("Oka", "Ока", "CFO"),
    ("Terek", "Терек", "SKFO"),
    ("Yenisei", "Енисей", "SFO"),
)
TRADES = (
    ("machine tools", "станки"),
    ("chemistry", "химия"),
    ("shipbuilding", "судостроение"),
    ("electronics", "электроника"),
    ("pharmaceuticals", "фармацевтика"),
)
DISTRICTS = {
    "PFO": ("Volga", "ПФО"),
    "UFO": ("Ural", "УФО"),
    "DFO": ("Far East", "ДФО"),
    "SZFO": ("North-West", "СЗФО"),
    "YFO": ("South", "ЮФО"),
    "CFO": ("Central", "ЦФО"),
    "SKFO": ("Caucasus", "СКФО"),
    "SFO": ("Siberia", "СФО"),
}
YEARS = (2025, 2026, 2027)
CRITERIA = ("rnd", "substitution", "jobs")


def make_study(count: int = 40, jobs_weight: float = 25) -> Study:
    """A study of ``count`` made-up parks, the same at every call."""
    rows = []
    for i in range(count):
        town, trade = TOWNS[i % 8], TRADES[(i * 3) % 5]
        rows.append(
            {
                "park_id": f"C{i + 1:03}",
                "name": f"{town[0]} {trade[0]}",
                "name_ru": f"{town[1]}: {trade[1]}",
                "district": town[2],
                "requested_mln_rub": 80.0 + (i * 37) % 300,
                "rnd": ((i * 29) % 97) / 97,
                "substitution": ((i * 53) % 89) / 89,
                "jobs": ((i * 71) % 83) / 83,
                "new_jobs": 40.0 + (i * 31) % 400,
            }
        )
    table = pd.DataFrame(rows).set_index("park_id")
    districts = {code: Text(en=en, ru=ru) for code, (en, ru) in DISTRICTS.items()}
    columns = {
        "district": Column("district", Text(en="District", ru="Округ"), categories=districts),
        "new_jobs": Column("new_jobs", Text(en="New jobs", ru="Рабочие места")),
        "rnd": Column("rnd", Text(en="R&D share", ru="Доля НИОКР"), provenance="synthetic"),
    }
    criteria = CriteriaModel.model_validate(
        {
            "title": "Three criteria",
            "method": "wsm",
            "criteria": [
                {
                    "id": "rnd",
                    "name": {"en": "R&D intensity", "ru": "Наукоёмкость"},
                    "column": "rnd",
                    "weight": 40,
                },
                {
                    "id": "substitution",
                    "name": {"en": "Import substitution", "ru": "Импортозамещение"},
                    "column": "substitution",
                    "weight": 35,
                },
                {
                    "id": "jobs",
                    "name": {"en": "Job creation", "ru": "Рабочие места"},
                    "column": "jobs",
                    "weight": jobs_weight,
                },
            ],
        }
    )
    programme = Programme.model_validate(
        {
            "title": "Made-up programme",
            "years": list(YEARS),
            "budget": {"total": 3000, "by_year": {2025: 900, 2026: 1500, 2027: 900}},
            "rules": [
                {
                    "id": "ten",
                    "name": {"en": "At least ten parks", "ru": "Не менее десяти парков"},
                    "measure": "count",
                    "min": 10,
                    "source": "Order 1604",
                },
                {
                    "id": "east",
                    "name": {"en": "Far East floor", "ru": "Доля Дальнего Востока"},
                    "measure": "grant",
                    "where": {"district": ["DFO"]},
                    "min_share": 0.1,
                },
                {
                    "id": "south",
                    "name": {"en": "South cap", "ru": "Потолок Юга"},
                    "measure": "count",
                    "where": {"district": ["YFO"]},
                    "max": 3,
                    "active": False,
                    "note": "kept for discussion",
                },
            ],
            "scorecard": [
                {"measure": "new_jobs", "name": {"en": "New jobs", "ru": "Рабочие места"}, "target": 6000}
            ],
        }
    )
    parks = Parks(
        table, "parks.csv", columns, lines={park: i + 2 for i, park in enumerate(table.index)}, synthetic=True
    )
    return Study(
        Text(en="Made-up round", ru="Выдуманный конкурс"),
        parks,
        criteria,
        programme,
        notice=Text(en="Nothing here is real.", ru="Здесь нет ничего настоящего."),
        path=Path("study.yaml"),
        files=(InputFile("criteria", Path("criteria.yaml"), "criteria.yaml", "0123456789abcdef", b""),),
        places={"rule:ten": ("programme.yaml", 7)},
    )


class FakeEngine(FakeRooms, FakePages):
    """Answers like the real engine, without libraries, threads or files."""

    def __init__(self, count: int = 40) -> None:
        self.recorded: list[Answer] = []
        super().__init__()
        self.app = None
        self.committee = False
        self.hold = False
        self.held: list[object] = []
        self.asked: list[Question] = []
        self.stops = 0
        self.digests_written: set[str] = set()
        self.written: list[tuple[str, dict[str, float]]] = []
        self.count = count
        self.ending = "optimal"
        self.slow = False
        self.protocols: list[tuple[Answer, ProtocolOrder]] = []
        self.forbidden: frozenset[str] = frozenset()
        self.problems: tuple[Problem, ...] = ()

    @property
    def ranks_at_once(self) -> bool:
        return not self.slow

    def _post(self, message: object) -> None:
        if self.hold:
            self.held.append(message)
        else:
            self.app.post_message(message)

    def release(self) -> None:
        """Send what was held back."""
        held, self.held = self.held, []
        for message in held:
            self.app.post_message(message)

    def read(self, where: object, changed: tuple[str, ...] = ()) -> None:
        if self.problems:
            self.app.post_message(messages.StudyRefused(self.problems))
            return
        study = OpenStudy(
            make_study(self.count),
            criteria_file="criteria.yaml",
            programme_file="programme.yaml",
            methods=(("wsm", "WSM"), ("topsis", "TOPSIS"), ("vikor", "VIKOR")),
        )
        if self.committee:
            study = with_committee(study)
        self.app.post_message(messages.StudyRead(study, changed))
        self.app.post_message(messages.ParksRanked(0, self.rank(study, study.question), base=True))

    def watch(self) -> None: ...

    def close(self) -> None: ...

    def stop(self) -> None:
        self.stops += 1

    def known(self, study: OpenStudy, question: Question) -> Answer | None:
        return None

    def rank(self, study: OpenStudy, question: Question) -> Order:
        if question.method in self.forbidden:
            raise ParkfundError(_("no such method"))
        table = study.study.parks.table
        parts = pd.DataFrame({id: table[id] * question.weights[id] for id in CRITERIA})
        if question.method == "vikor":
            parts = parts.pow(2)
        merit = parts.sum(axis=1)
        reject = {"C004": (_("import substitution below the least acceptable"),)}
        merit = merit.drop(index=[park for park in reject if park in merit.index])
        order = sorted(merit.index, key=lambda park: (-merit[park], park))
        ranks = merit.rank(ascending=False, method="min").astype(int)
        result = pd.DataFrame(
            {
                "name": table["name"][order],
                "rank": ranks[order],
                "preference": merit[order],
                "merit": merit[order],
                "value": float("nan"),
            }
        )
        criteria = tuple(
            WeightedCriterion(c.id, c.label, question.weights[c.id], "max")
            for c in study.study.criteria.leaves()
        )
        ranking = Ranking(question.method, criteria, result, parts.loc[order], True, reject)
        return Order(ranking, question.ranking_key)

    def rank_later(self, turn: int, study: OpenStudy, question: Question, base: bool = False) -> None:
        self._post(messages.ParksRanked(turn, self.rank(study, question), base))

    def solve(self, turn: int, study: OpenStudy, question: Question, order: Order, limit: float) -> None:
        self.asked.append(question)
        portfolio = self.portfolio(study, question, order)
        self._post(messages.PlanSolved(turn, Answer(question, portfolio, territory(study.study, portfolio))))

    def portfolio(self, study: OpenStudy, question: Question, order: Order) -> Portfolio:
        """Money in the order of merit, pinned parks first."""
        table, programme = study.study.parks.table, study.study.programme
        ranked = [park for park in order.parks if park in order.rank]
        queue = [*question.fund, *(p for p in ranked if p not in question.fund and p not in question.reject)]
        budget = float(question.settings.get("budget.total", programme.budget.total))
        left, funded = budget, []
        by_year = dict.fromkeys(YEARS, 0.0)
        for park in queue:
            request = float(table.loc[park, "requested_mln_rub"])
            if request > left:
                continue
            left -= request
            year = YEARS[len(funded) % 2]
            payments = {year: request * 0.4, year + 1: request * 0.6}
            for paid_year, amount in payments.items():
                by_year[paid_year] += amount
            funded.append(
                FundedPark(
                    park,
                    str(table.loc[park, "name"]),
                    order.rank[park],
                    order.merit[park],
                    request,
                    request,
                    1.0,
                    year,
                    payments,
                )
            )
        refused = self.ending in ("infeasible", "stopped")
        granted = budget - left
        chosen = {park.park_id for park in funded}
        jobs = float(table.loc[sorted(chosen), "new_jobs"].sum())
        ceilings = programme.budget.by_year or {}
        east = sum(p.grant_mln_rub for p in funded if table.loc[p.park_id, "district"] == "DFO") / granted
        rules = tuple(
            report
            for report in (
                RuleReport(
                    "ten",
                    study.rules["ten"].label,
                    len(funded),
                    10,
                    None,
                    len(funded) - 10,
                    False,
                    False,
                    0,
                    "",
                ),
                RuleReport(
                    "east",
                    study.rules["east"].label,
                    east,
                    0.1,
                    None,
                    east - 0.1,
                    abs(east - 0.1) < 0.03,
                    False,
                    0,
                    "",
                    share=True,
                ),
            )
            if question.rules.get(report.id, True)
        )
        return Portfolio(
            ending=self.ending,
            gap=None if refused else 0.013 if self.ending == "feasible" else 0.0004,
            asked_gap=0.001,
            objective=None if refused else sum(park.merit or 0 for park in funded),
            maximised="merit",
            budget_total=budget,
            granted=0.0 if refused else granted,
            by_year={}
            if refused
            else {year: BudgetYear(ceilings[year], paid, 0.0) for year, paid in by_year.items()},
            funded=() if refused else tuple(funded),
            not_funded=tuple(park for park in ranked if park not in chosen),
            ineligible=order.ranking.ineligible,
            outcomes={"new_jobs": jobs},
            scorecard=()
            if refused
            else (ScorecardReport(Text(en="New jobs", ru="Рабочие места"), jobs, 6000, None, 2030, None),),
            rules=() if refused else rules,
            solver=SolverReport("HiGHS", "1.13", 0.4, None),
            conflict=with_ways(
                Conflict(
                    ("ten", "east"),
                    (study.rules["ten"].label, study.rules["east"].label),
                    ("programme.yaml:7", "programme.yaml:9"),
                )
            )
            if self.ending == "infeasible"
            else None,
            synthetic=True,
        )

    def write_weights(self, study: OpenStudy, weights: dict[str, float]) -> None:
        self.written.append(("criteria.yaml", dict(weights)))
        self.app.post_message(messages.WeightsWritten("criteria.yaml"))

    def write_settings(self, study: OpenStudy, changes: dict[str, str]) -> None:
        self.written.append(("programme.yaml", dict(changes)))
        self.app.post_message(messages.WeightsWritten("programme.yaml"))

    def write_copy(
        self, name: str, folder: Path, weights: dict[str, float], changes: dict[str, str] | None = None
    ) -> None:
        self.written.append((str(folder), dict(weights)))

    def write_member(self, path: Path, name: str, weights: dict[str, float]) -> None:
        self.written.append((str(path), dict(weights)))

    runs = Path("runs")

    def keep_plan(self, study: OpenStudy, order: Order, answer: Answer, *, put_aside: bool = False) -> None:
        self.recorded.append(answer)

    def write_protocol(self, study: OpenStudy, order: Order, answer: Answer, wanted: ProtocolOrder) -> None:
        self.protocols.append((answer, wanted))


def with_problems(study: OpenStudy, problems: tuple[Problem, ...]) -> OpenStudy:
    """The same study with remarks."""
    return replace(study, study=replace(study.study, warnings=problems))
