"""The questions behind an explanation: one portfolio, asked about as many parks and rules as one likes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Literal

from decision.allocation.allocate import answer
from decision.allocation.effort import Effort
from decision.allocation.question import Question
from decision.allocation.rules import barred_by
from decision.allocation.shadow import shadow_prices
from decision.allocation.variations import BRIEF_GAP, Best, Variations, loss
from decision.analysis.entering import merit_entry, request_entry, request_of
from decision.analysis.explanation import (
    BarringRule,
    BoundPrice,
    Explanation,
    Interval,
    InTheWay,
    ParkExplanation,
    RuleInTheWay,
    RulePrice,
)
from decision.analysis.lifting import lifted_together, price_of, verdict, without_pin
from decision.language import Message, _
from decision.model.options import SolveOptions
from decision.model.results import Portfolio, Ranking
from decision.model.study import Study

Told = Callable[[int, int], None]
Asking = Callable[[Message], None]


class Explainer:
    """Answers about one portfolio; built once, asked about as many parks as one likes.

    Args:
        study: for names and places.
        asked: the question that the portfolio answers.
        ranking: the ranking behind it.
        portfolio: what is explained.
        options: time limit of everything asked from now on, stop event; the gap is made finer where it is coarse.
    """

    def __init__(
        self, study: Study, asked: Question, ranking: Ranking, portfolio: Portfolio, options: SolveOptions
    ) -> None:
        self.study, self.asked, self.ranking, self.portfolio = study, asked, ranking, portfolio
        self.effort = Effort.of(options.gap, options.time_limit, options.stop)
        self.options = replace(options, progress=None)
        self.funded = frozenset(park.park_id for park in portfolio.funded)
        self._order = {str(park): place for place, park in enumerate(ranking.table.index)}
        self._questions: dict[tuple[tuple[str, ...], tuple[str, ...]], Variations] = {}
        self._barred = barred_by(asked.programme, study.parks.table)

    @property
    def variations(self) -> Variations:
        """The question itself, in variations."""
        return self._asked(self.asked.fund, self.asked.reject)

    def explanation(
        self,
        parks: Iterable[str] = (),
        every_park: bool = False,
        told: Told | None = None,
        asking: Asking | None = None,
    ) -> Explanation:
        """Parks in depth, or all parks briefly, or the rules.

        Where time runs out or it is stopped, what has been found until then, and ``complete`` is False.

        Args:
            parks: ids to explain in depth.
            every_park: all others in brief.
            told: called with the number of steps done and of all.
            asking: called before each question with what is asked now.
        """
        parks = tuple(dict.fromkeys(parks))
        if self.portfolio.objective is None:
            ineligible = tuple(self.park(park) for park in parks if park in self.asked.reasons)
            complete = self.portfolio.ending == "infeasible"
            return self._explanation(ineligible, (), (), complete, None)
        brief = tuple(park for park in self._everyone() if park not in parks) if every_park else ()
        rules = () if parks or every_park else tuple(rule.id for rule in self._active())
        jobs: list[tuple[str, Callable[[], ParkExplanation | RulePrice]]] = []
        # What the linear relaxation proves comes first: it is cheap, and all there is where time runs out.
        jobs += [(park, lambda park=park: self.proven(park)) for park in brief]  # type: ignore[misc]
        jobs += [(park, lambda park=park: self.park(park, told=asking)) for park in parks]  # type: ignore[misc]
        jobs += [(park, lambda park=park: self.park(park, detailed=False)) for park in brief]  # type: ignore[misc]
        jobs += [(f"rule:{rule}", lambda rule=rule: self.rule(rule, told=asking)) for rule in rules]  # type: ignore[misc]
        found: dict[str, ParkExplanation | RulePrice] = {}
        done = 0
        if told is not None:
            told(0, len(jobs))
        for name, job in jobs:
            if self.effort.over:
                break
            found[name] = job()
            done += 1
            if told is not None:
                told(done, len(jobs))
        best = self.variations.best
        prices: tuple[BoundPrice, ...] = ()
        if rules and best.x is not None and not self.effort.over:
            prices = tuple(
                BoundPrice(one.rule, one.part, one.price, one.unit)
                for one in shadow_prices(self.asked, best.x)
            )
        return self._explanation(
            tuple(one for one in found.values() if isinstance(one, ParkExplanation)),
            tuple(one for one in found.values() if isinstance(one, RulePrice)),
            prices,
            done == len(jobs) and not self.effort.over,
            best,
        )

    def _explanation(
        self,
        parks: tuple[ParkExplanation, ...],
        rules: tuple[RulePrice, ...],
        prices: tuple[BoundPrice, ...],
        complete: bool,
        best: Best | None,
    ) -> Explanation:
        return Explanation(
            portfolio=self.portfolio,
            best=None if best is None or best.found is None else Interval(best.found, best.bound),
            objective=self.portfolio.maximised,
            names={str(park): str(name) for park, name in self.study.parks.names().items()},
            parks=parks,
            rules=rules,
            shadow_prices=prices,
            complete=complete,
        )

    def proven(self, park: str) -> ParkExplanation:
        """What the linear relaxation alone proves: at least so much is lost."""
        told = self._known(park)
        asked = self._about(park)
        if not asked.has(park):
            return self._ineligible(told)
        ceiling = asked.bound_without(park) if told.funded else asked.bound_with(park)
        if ceiling is None:
            return replace(told, possible=False)
        found = asked.best.found
        least = None if found is None else Interval(max(found - ceiling, 0.0), None)
        return replace(told, possible=None, loss=least)

    def park(self, park: str, *, detailed: bool = True, told: Asking | None = None) -> ParkExplanation:
        """One park: what forcing it in (or, funded, out) costs; in detail also what it would take to enter.

        Args:
            park: its id.
            detailed: also the merit and the request at which it would be funded, and the rules in its way.
            told: called before each question with what is asked now.
        """
        say = told or (lambda _question: None)
        found = replace(self._known(park), detailed=detailed)
        asked = self._about(park)
        if not asked.has(park):
            return self._ineligible(found)
        say(
            _("what its absence would cost, and which parks would come in")
            if found.funded
            else _("what forcing it in would cost, and which parks would lose their money")
        )
        best = asked.best
        gap = None if detailed else max(self.effort.gap, BRIEF_GAP)
        other = asked.without_park(park, gap) if found.funded else asked.with_park(park, gap)
        lost = loss(best, other)
        if found.pinned:
            costs = loss(best, self.variations.best)
            found = replace(found, pin_costs=None if costs is None else Interval(*costs))
        found = replace(
            found,
            possible=other.possible,
            loss=None if lost is None or other.possible is False else Interval(*lost),
            leave=self._sorted(self.funded - other.funded - {park}) if other.possible else (),
            enter=self._sorted(other.funded - self.funded - {park}) if other.possible else (),
            otherwise_in_best=best.found is not None and (park in best.funded) != found.funded,
        )
        if not detailed or self.effort.over:
            return found
        if other.possible is False and not found.barred_by:
            say(_("which rules demand it") if found.funded else _("which rules shut it out"))
            found = self._shut(found, asked)
        if found.funded:
            return found
        merit = request = None
        if other.possible:
            say(_("at which merit it would be funded"))
            merit = merit_entry(asked, park, other, self.ranking.merit_of_doing_nothing or 0.0)
            say(_("at which request it would be funded"))
            request = request_entry(asked, park, other)
        rules = []
        for rule in self._active():
            say(_("without the rule {rule}", rule=rule.label))
            rules.append(self._in_the_way(asked, found, rule.id))
        if len(found.barred_by) > 1:
            say(_("without all the rules that bar it"))
        together = lifted_together(asked, park, [barring.rule for barring in found.barred_by])
        return replace(
            found,
            merit_to_enter=merit,
            request_to_enter=request,
            rules=tuple(rules),
            barring_lifted=together,
        )

    def rule(self, rule: str, *, told: Asking | None = None) -> RulePrice:
        """One rule: value gained when it alone is switched off.

        Args:
            rule: its id.
            told: called with what is asked now.
        """
        rows = [row for row in self.portfolio.rules if row.id == rule]
        label = next(one.label for one in self._active() if one.id == rule)
        tightest = min(rows, key=lambda row: row.slack) if rows else None
        if told is not None:
            told(_("without the rule {rule}", rule=label))
        price = price_of(self.variations, rule)
        return RulePrice(
            rule,
            label,
            None if price is None else Interval(*price),
            any(row.binding for row in rows),
            tightest,
        )

    def _shut(self, told: ParkExplanation, asked: Variations) -> ParkExplanation:
        """A park without which (or, funded, with which) every portfolio must do: the rules that demand it."""
        option = "reject" if told.funded else "fund"
        pinned = replace(
            asked.question,
            levels=(),
            **{option: (*getattr(asked.question, option), told.park_id)},  # type: ignore[arg-type]
        )
        shut = answer(pinned, replace(self.options, time_limit=self.effort.left, gap=1e-3))
        if shut.conflict is not None:
            return replace(told, conflict=without_pin(shut.conflict, f"--{option} {told.park_id}"))
        return replace(told, breaks_priorities=shut.objective is not None)

    def _in_the_way(self, asked: Variations, told: ParkExplanation, rule: str) -> RuleInTheWay:
        label = next(one.label for one in self._active() if one.id == rule)
        # Another rule that bars the park still stands when this one is lifted: nothing is left to solve.
        shut = any(barring.rule != rule for barring in told.barred_by)
        lifted: InTheWay = "no" if shut else verdict(asked, told.park_id, rule)
        return RuleInTheWay(rule, label, lifted, self._written(rule))

    def _written(self, rule: str) -> str:
        place = self.study.places.get(f"rule:{rule}")
        return f"{place[0]}:{place[1]}" if place else ""

    def _asked(self, fund: tuple[str, ...], reject: tuple[str, ...]) -> Variations:
        if (fund, reject) not in self._questions:
            asked = self.asked
            if (fund, reject) != (asked.fund, asked.reject):
                asked = replace(asked, fund=fund, reject=reject, levels=())
            self._questions[fund, reject] = Variations(asked, self.effort)
        return self._questions[fund, reject]

    def _about(self, park: str) -> Variations:
        """The question without a pin on this park: what would be, had nobody pinned it."""
        fund, reject = (
            tuple(one for one in pins if one != park) for pins in (self.asked.fund, self.asked.reject)
        )
        return self._asked(fund, reject)

    def _known(self, park: str) -> ParkExplanation:
        table = self.ranking.table
        ranked = park in table.index
        pin: Literal["fund", "reject", ""] = (
            "fund" if park in self.asked.fund else "reject" if park in self.asked.reject else ""
        )
        return ParkExplanation(
            park_id=park,
            name=str(self.study.parks.names().get(park, "")),
            rank=int(table["rank"].to_dict()[park]) if ranked else None,
            merit=float(table["merit"].to_dict()[park]) if ranked else None,
            requested_mln_rub=request_of(self.study.parks.table, park),
            funded=park in self.funded,
            pinned=pin,
            barred_by=tuple(self._barring(park)),
        )

    def _barring(self, park: str) -> Iterable[BarringRule]:
        for rule in self._active():
            if park in self._barred.get(rule.id, ()):
                yield BarringRule(rule.id, rule.label, self._written(rule.id))

    def _ineligible(self, told: ParkExplanation) -> ParkExplanation:
        return replace(told, reasons=self.asked.reasons.get(told.park_id, ()), possible=False)

    def _everyone(self) -> list[str]:
        """All parks in the order of the ranking, those that are not ranked last."""
        rest = sorted(set(map(str, self.study.parks.table.index)) - set(self._order))
        return [*self._order, *rest]

    def _sorted(self, parks: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(parks, key=lambda park: (self._order.get(park, len(self._order)), park)))

    def _active(self) -> tuple[Any, ...]:
        return tuple(self.asked.programme.active_rules())
