"""An explanation in sentences, in any language: what is proven, and how exactly."""

from __future__ import annotations

import math
from collections.abc import Iterable

from decision.analysis.explanation import Entry, Explanation, Interval, ParkExplanation
from decision.language import Message, _, _n, money, number, percent

DIGITS = 4
"""Decimals of a value, a loss and a merit."""
NAMED = 12
"""How many parks a sentence names."""


def between(figure: Interval, digits: int = DIGITS) -> Message | str:
    """A figure between its proven ends, both rounded outward to the digits shown."""
    step = 10.0**digits
    least = number(math.floor(figure.least * step + 1e-6) / step, digits)
    if figure.most is None:
        return _("at least {least}", least=least)
    most = number(math.ceil(figure.most * step - 1e-6) / step, digits)
    return least if least == most else _("{least} to {most}", least=least, most=most)


def share_of(figure: Interval, whole: float) -> Message | str:
    """The same as a share of a whole."""
    step = 1e5
    least = percent(math.floor(figure.least / whole * step + 1e-6) / step, 3)
    if figure.most is None:
        return _("at least {least}", least=least)
    most = percent(math.ceil(figure.most / whole * step - 1e-6) / step, 3)
    return least if least == most else _("{least} to {most}", least=least, most=most)


def about(told: Explanation) -> list[Message]:
    """What is explained, and how far its value is proven."""
    lines: list[Message] = []
    if told.best is not None:
        lines.append(
            _(
                "the best value is {best} ({objective}); every figure below is certain within the interval it states",
                best=between(told.best),
                objective=told.objective,
            )
        )
    if told.better_exists:
        lines.append(
            _(
                "the portfolio explained lies {gap} below the best one found; a finer --gap shows that one",
                gap=percent(
                    1 - (told.portfolio.objective or 0.0) / (told.best.least if told.best else 1.0), 4
                ),
            )
        )
    if not told.complete:
        lines.append(_("not everything was answered: it was stopped, or time ran out"))
    return lines


def sentences(park: ParkExplanation, told: Explanation) -> list[Message]:
    """One park: why it is funded or not, and what it would take."""
    lines: list[Message] = []
    if park.reasons:
        lines += [_("not eligible: {reason}", reason=reason) for reason in park.reasons]
        return lines
    lines += _pinned(park, told)
    lines += [
        _("the rule {rule} shuts it out whatever it is worth", rule=named(str(rule.label), rule.place))
        for rule in park.barred_by
    ]
    if park.possible is False:
        lines += _impossible(park)
    elif park.breaks_priorities:
        lines.append(_("it is possible only if soft rules with a priority are broken more than they need be"))
    elif park.loss is not None:
        lines += _loss(park, told)
        lines += _moves(park, told)
    if not park.funded:
        lines += _entries(park, told)
        lines += _rules(park)
        lines += _lifted(park)
    return lines


def _pinned(park: ParkExplanation, told: Explanation) -> list[Message]:
    if not park.pinned:
        return []
    says = (
        _("it is pinned in by hand; what follows is how it would be without that")
        if park.pinned == "fund"
        else _("it is kept out by hand; what follows is how it would be without that")
    )
    lines = [says]
    if park.pin_costs is not None:
        lines.append(
            _("the pin costs {loss} of {objective}", loss=between(park.pin_costs), objective=told.objective)
        )
    return lines


def _impossible(park: ParkExplanation) -> list[Message]:
    if park.barred_by:
        return []
    lines = [
        _("no portfolio that keeps the rules can do without it: its absence costs everything (∞)")
        if park.funded
        else _("no portfolio that keeps the rules can hold it")
    ]
    if park.conflict is not None and park.conflict.rules:
        rules = zip(park.conflict.labels, park.conflict.places, strict=True)
        listed = "; ".join(named(str(label), place) for label, place in rules)
        lines.append(
            _("these rules demand it: {rules}", rules=listed)
            if park.funded
            else _("these rules shut it out: {rules}", rules=listed)
        )
        alone = [one for one in park.conflict.relaxations if not one.joint]
        if alone:
            settings = "; ".join(f"--set {one.setting}" for one in alone)
            lines.append(_("any of these would change that: {settings}", settings=settings))
    return lines


def _loss(park: ParkExplanation, told: Explanation) -> list[Message]:
    assert park.loss is not None
    whole = told.best.least if told.best is not None and told.best.least > 0 else None
    share = "–" if whole is None else share_of(park.loss, whole)
    says = (
        _(
            "without it the portfolio would be worth {loss} less ({share})",
            loss=between(park.loss),
            share=share,
        )
        if park.funded
        else _(
            "forced in, it would cost the portfolio {loss} of its value ({share})",
            loss=between(park.loss),
            share=share,
        )
    )
    lines = [says]
    if park.pinned:
        return lines
    if park.otherwise_in_best:
        lines.append(
            _("a portfolio that is better by less than the gap does without it")
            if park.funded
            else _("a portfolio that is better by less than the gap funds it")
        )
    elif park.loss.least <= 0:
        lines.append(_("at this gap it is not proven that every best portfolio decides so about it"))
    return lines


def _moves(park: ParkExplanation, told: Explanation) -> list[Message]:
    lines = []
    if park.leave:
        listed = parks(park.leave, told)
        lines.append(
            _n(
                "{count} more park would lose its money: {parks}",
                "{count} more parks would lose their money: {parks}",
                len(park.leave),
                parks=listed,
            )
            if park.funded
            else _n(
                "{count} park would lose its money to it: {parks}",
                "{count} parks would lose their money to it: {parks}",
                len(park.leave),
                parks=listed,
            )
        )
    if park.enter:
        lines.append(
            _n(
                "{count} park would come in: {parks}",
                "{count} parks would come in: {parks}",
                len(park.enter),
                parks=parks(park.enter, told),
            )
        )
    if park.possible and not park.leave and not park.enter:
        lines.append(
            _("no other park would get its money")
            if park.funded
            else _("no park would lose its money to it: the others would get less or start later")
        )
    return lines


def _entries(park: ParkExplanation, told: Explanation) -> list[Message]:
    lines: list[Message] = []
    merit, request = park.merit_to_enter, park.request_to_enter
    if merit is not None:
        lines.append(merit_sentence(merit, told.objective))
    if request is not None:
        lines.append(request_sentence(request))
    elif park.detailed and park.possible and told.complete:
        lines.append(_("no smaller request was found at which it would be funded"))
    return lines


def merit_sentence(entry: Entry, objective: str) -> Message:
    """The merit, or what else is maximised, at which a park would be funded."""
    figures = {
        "enters": number(entry.enters, DIGITS),
        "now": number(entry.now, DIGITS),
        "tolerance": number(entry.tolerance, DIGITS),
    }
    if not entry.reachable:
        return _("not even the greatest merit there is would be enough (it has {now})", now=figures["now"])
    if objective.startswith("merit"):
        return _(
            "it would be funded at a merit of {enters} (it has {now}), all others as they are; "
            "up to {tolerance} less may be enough",
            **figures,
        )
    return _(
        "it would be funded at {enters} of {objective} (it has {now}), all others as they are; "
        "up to {tolerance} less may be enough",
        objective=objective,
        **figures,
    )


def request_sentence(entry: Entry) -> Message:
    """The request at which a park would be funded."""
    return _(
        "it would be funded at a request of {enters} mln RUB (it asks for {now}), its merit as it is; "
        "up to {tolerance} mln RUB more may be possible",
        enters=money(entry.enters, 3),
        now=money(entry.now, 3),
        tolerance=money(entry.tolerance, 3),
    )


def _rules(park: ParkExplanation) -> list[Message]:
    lines: list[Message] = []
    for rule in park.rules:
        name = named(str(rule.label), rule.place)
        if rule.verdict == "enters":
            lines.append(_("without the rule {rule} alone it would be funded", rule=name))
        elif rule.verdict == "possible":
            lines.append(
                _(
                    "without the rule {rule} alone it could be funded, but others would be worth more",
                    rule=name,
                )
            )
        elif rule.verdict == "not_settled":
            lines.append(_("whether it would be funded without the rule {rule} is not settled", rule=name))
    if park.rules and all(rule.verdict == "no" for rule in park.rules):
        lines.append(_("no rule that is switched off alone would bring it in"))
    return lines


def _lifted(park: ParkExplanation) -> list[Message]:
    found = park.barring_lifted
    if found is None:
        return []
    if found.verdict == "enters":
        return [_("with all rules that shut it out switched off together it would be funded")]
    if found.verdict == "no":
        return [_("even with all rules that shut it out switched off together no portfolio could hold it")]
    if found.verdict == "possible" and found.loss is not None:
        return [
            _(
                "with all rules that shut it out switched off together it could be funded, at a loss of {loss} "
                "against the best portfolio without them",
                loss=between(found.loss),
            )
        ]
    return [_("whether it would be funded with all of them switched off together is not settled")]


def parks(ids: Iterable[str], told: Explanation) -> str:
    """Parks by id and name."""
    listed = [f"{park} {told.names.get(park, '')}".strip() for park in ids]
    return ", ".join(listed[:NAMED]) + (", …" if len(listed) > NAMED else "")


def named(label: str, place: str) -> str:
    """A rule with the file and line where it is written."""
    return f"«{label}» ({place})" if place else f"«{label}»"
