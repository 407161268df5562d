"""Why, and how far it can be trusted: conflicts, rejected parks with the solver's reasons, robustness, regret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from decision.language import Message, _
from decision.report.charts.trust import inclusion_chart
from decision.report.content import (
    Block,
    Cell,
    Column,
    Number,
    Picture,
    Said,
    Section,
    Sentence,
    Several,
    Table,
    Words,
)
from decision.report.wording import decimals, park_column

if TYPE_CHECKING:
    from decision.analysis.explanation import BarringLifted, ParkExplanation
    from decision.model.base import Text
    from decision.report.evidence import Evidence

CATEGORIES = {"core": _("core"), "borderline": _("borderline"), "exterior": _("exterior")}
SHARE_BOUNDS = ("min_share", "max_share")


def _pinned(rule: str) -> Message | None:
    """A park pinned in or kept out by hand, in words; None: it is a rule of the programme."""
    kind, _space, park = rule.partition(" ")
    if kind == "--fund":
        return _("{park} is pinned in", park=park)
    return _("{park} is kept out", park=park) if kind == "--reject" else None


def conflict(evidence: Evidence) -> Section:
    """Which rules cannot hold together, and the ways out."""
    title = _("Why there is no portfolio")
    found = evidence.portfolio.conflict
    blocks: list[Block] = []
    if evidence.portfolio.ending == "stopped":
        return Section("conflict", title, [Words(_("The search was stopped without an answer."), "notice")])
    blocks.append(Words(_("No portfolio can meet the rules; this is proven."), "notice"))
    if found is None:
        return Section("conflict", title, blocks)
    columns = (Column(_("rule"), 1.4), Column(_("name"), 3.0), Column(_("where it is written"), 1.8))
    sets = [(found, _("Rules that cannot hold together"))]
    sets += [(other, _("Apart from that, these rules cannot hold together")) for other in found.others]
    for number, (one, caption) in enumerate(sets):
        rows = [
            (rule, _pinned(rule) or str(label), place)
            for rule, label, place in zip(one.rules, one.labels, one.places, strict=True)
        ]
        blocks.append(Table(f"conflict-{number}", caption, columns, rows))
        said = (
            _("Without any one of them the others can hold.")
            if one.proven_irreducible and len(one.rules) > 1
            else _("It cannot be met by any portfolio.")
            if len(one.rules) == 1
            else _("A smaller set may be enough.")
        )
        blocks.append(Words(said))
    ways: list[tuple[Cell, ...]] = []
    shown = [each for parts in found.ways_out() for each in parts]
    for place, way in enumerate(found.relaxations):
        if way not in shown:
            continue
        share = way.bound in SHARE_BOUNDS
        at = ("portfolio", "conflict", "relaxations", place)
        digits = 1 if share else decimals(way.before, way.after)
        ways.append(
            (
                _pinned(way.rule) or str(way.label),
                way.part,
                _("take the decision back") if _pinned(way.rule) else way.setting or way.bound,
                evidence.number(*at, "from", share=share, digits=digits) if way.before is not None else None,
                evidence.number(*at, "to", share=share, digits=digits) if way.after is not None else None,
                _("all of these together") if way.joint else _("this rule alone"),
                _("yes") if way.proven else _("no"),
            )
        )
    if ways:
        heads = (
            Column(_("rule"), 2.4), Column(_("part"), 0.8), Column(_("setting"), 2.5), Column(_("from"), 0.8, True),
            Column(_("to"), 0.8, True), Column(_("how"), 1.4), Column(_("least, proven"), 1.4),
        )  # fmt: skip
        blocks.append(Table("ways-out", _("Ways out"), heads, ways))
    return Section("conflict", title, blocks)


def rejected(evidence: Evidence) -> Section:
    """Every park without money, each with its reason."""
    plan, explanation = evidence.portfolio, evidence.explanation
    told = {} if explanation is None else {one.park_id: (i, one) for i, one in enumerate(explanation.parks)}
    place = {str(park): number for number, park in enumerate(evidence.ranking.table.index)}
    rows: list[tuple[Cell, ...]] = []
    for park in plan.not_funded:
        known = place.get(park)
        rows.append(
            (
                evidence.number("ranking", "ranking", known, "rank") if known is not None else None,
                park,
                evidence.names.get(park, ""),
                evidence.number("ranking", "ranking", known, "merit", digits=3)
                if known is not None
                else None,
                reason_words(evidence, *told[park])
                if park in told
                else barred_words(evidence.barring[park])
                if park in evidence.barring
                else _("not computed"),
            )
        )
    columns = (
        Column(_("rank"), 0.6, True), park_column(evidence), Column(_("name"), 2.2), Column(_("merit"), 0.8, True),
        Column(_("reason"), 5.0),
    )  # fmt: skip
    blocks: list[Block] = []
    if rows:
        blocks.append(
            Words(
                _(
                    "The reasons are the solver's: each park was forced into the portfolio and the whole programme was "
                    "solved again."
                )
                if explanation is not None
                else _("The reasons were not computed: leave out --no-reasons.")
            )
        )
        if explanation is not None and not explanation.complete:
            blocks.append(Words(_("The computation was stopped before all of them were found."), "notice"))
        blocks.append(Table("rejected", _("Eligible parks that are not funded"), columns, rows))
    else:
        blocks.append(Words(_("Every eligible park is funded.")))
    if plan.ineligible:
        heads = (park_column(evidence), Column(_("name"), 2.4), Column(_("reason"), 5.0))
        barred = [
            (park, evidence.names.get(park, ""), Several(reasons))
            for park, reasons in plan.ineligible.items()
        ]
        blocks.append(Table("ineligible", _("Parks that are not eligible"), heads, barred))
    return Section("rejected", _("Parks that are not funded, and why"), blocks)


def barred_words(rules: Sequence[Text]) -> Message:
    """The rules that shut a park out whatever its merit."""
    return _("barred by the rule: {rules}", rules=Several(tuple(rules)))


def reason_words(evidence: Evidence, place: int, one: ParkExplanation) -> Said:
    """One park's reason in a sentence."""

    def told(*path: object, digits: int = 4) -> Number:
        return evidence.number("parks", place, *path, digits=digits, source="explanation")

    if one.reasons:
        return Several(one.reasons)
    if one.possible is False:
        barring = evidence.barring.get(one.park_id)
        if barring:
            lifted = _lifted(one.barring_lifted, told)
            return barred_words(barring) if lifted is None else Several((barred_words(barring), lifted))
        return _("no portfolio with it can meet the rules")
    if one.loss is None or one.possible is None:
        return _("not settled in the time")
    least = told("loss", 0)
    if one.loss.most is None:
        cost: Message = _("with it the plan loses at least {least} of its value", least=least)
    elif abs(one.loss.most - one.loss.least) < 5e-5:
        cost = _("with it the plan loses {least} of its value", least=least)
    else:
        cost = _("with it the plan loses {least} to {most} of its value", least=least, most=told("loss", 1))
    parts: list[object] = [_("kept out by hand"), cost] if one.pinned == "reject" else [cost]
    if one.leave:
        parks = ", ".join(f"{park} {evidence.names.get(park, '')}".strip() for park in one.leave)
        parts.append(_("it would take the place of: {parks}", parks=parks))
    if one.detailed and one.merit_to_enter is not None:
        parts.append(
            _("it would be funded with a merit of {merit}", merit=told("merit_to_enter", "enters", digits=3))
        )
    if one.detailed and one.request_to_enter is not None:
        enters = told("request_to_enter_mln_rub", "enters", digits=1)
        parts.append(_("it would be funded with a request of {request} mln RUB", request=enters))
    return Several(tuple(parts))


def _lifted(found: BarringLifted | None, told: Callable[..., Number]) -> Message | None:
    """What becomes of a park that several rules bar once all of them are off."""
    if found is None:
        return None
    if found.verdict == "enters":
        return _("without all of these rules it would be funded")
    if found.verdict == "no":
        return _("even without all of these rules no portfolio could hold it")
    if found.loss is None or found.loss.most is None:
        return _("whether it would be funded without all of these rules is not settled")
    most = told("barring_lifted", "loss", 1)
    return _(
        "without all of these rules it could be funded, and the plan would lose at most {most}", most=most
    )


def robustness(evidence: Evidence) -> Section:
    """Core, borderline and exterior parks, and what each member loses."""
    found = evidence.robust
    blocks: list[Block] = []
    if found is None:
        blocks.append(
            Words(
                _(
                    "Robustness was not computed for this document: parkfund report … --robust 200 solves the "
                    "programme for 200 weight vectors and fills in this section."
                )
            )
        )
    else:
        counts = {
            name: evidence.number("counts", name, source="robust")
            for name in ("core", "borderline", "exterior")
        }
        blocks.append(
            Words(
                _(
                    "Of the parks {core} are funded whatever the weights (core), {exterior} never (exterior), "
                    "{borderline} under some weights only (borderline).",
                    **counts,
                )
            )
        )
        if found.weights_text is not None:
            blocks.append(Words(Sentence(found.weights_text), "small"))
        if found.exact:
            all_found = evidence.number("non_dominated_portfolios", source="robust")
            blocks.append(
                Words(
                    _("Exact: all {count} non-dominated portfolios were found, with proof.", count=all_found)
                )
            )
        else:
            blocks.append(
                Words(
                    _(
                        "From {samples} sampled weight vectors, seed {seed}; not a proof.",
                        samples=evidence.number("samples", source="robust"),
                        seed=str(found.seed),
                    )
                )
            )
        rows: list[tuple[Cell, ...]] = []
        for place, park in enumerate(found.parks):
            at = ("parks", place)
            index = evidence.number(*at, "core_index", digits=3, source="robust")
            rows.append(
                (
                    evidence.number(*at, "rank", source="robust"),
                    park,
                    evidence.names.get(park, found.names[place]),
                    CATEGORIES[found.categories[place]],
                    evidence.number(*at, "inclusion_share", share=True, digits=1, source="robust"),
                    evidence.number(*at, "inclusion_error", share=True, digits=1, source="robust"),
                    *([index] if found.exact else []),
                )
            )
        columns = (
            Column(_("rank"), 0.6, True), park_column(evidence), Column(_("name"), 2.6), Column(_("category"), 1.2),
            Column(_("inclusion share"), 1.1, True), Column(_("± (95 %)"), 0.9, True),
            *([Column(_("core index"), 1.0, True)] if found.exact else []),
        )  # fmt: skip
        blocks.append(Picture(inclusion_chart(found), _("Shares of the weights that fund a park")))
        blocks.append(Table("robustness", _("How often each park is funded"), columns, rows))
    blocks += _regret(evidence)
    return Section("robustness", _("How far the answer can be trusted"), blocks)


def _regret(evidence: Evidence) -> list[Block]:
    found = evidence.regret
    if found is None:
        return []
    share = found.least.relative
    members = list(found.names)
    names: dict[str, Said] = {
        "least_regret": _("portfolio of least regret"),
        "study": _("the study's own weights"),
    }
    rows: list[tuple[Cell, ...]] = []
    for name, by_member in found.regrets.items():
        owner = name.partition(":")[2]
        label = names.get(name) or _("best for {member}", member=found.names.get(owner, owner))
        figures = (
            evidence.number(
                "regrets", name, member, "regret", share=share, digits=2 if share else 4, source="regret"
            )
            if member in by_member
            else None
            for member in members
        )
        rows.append((label, *figures))
    blocks: list[Block] = [Words(_("What each member of the committee loses"), "heading")]
    blocks += [Words(Sentence(says)) for says in found.says()]
    if rows:
        columns = (
            Column(_("portfolio"), 2.4),
            *(Column(str(found.names[one]), 1.2, True) for one in members),
        )
        caption = (
            _("Regret: share of the member's best value that is lost under a portfolio")
            if share
            else _("Regret: value that a member loses under a portfolio")
        )
        blocks.append(Table("regret", caption, columns, rows))
    return blocks
