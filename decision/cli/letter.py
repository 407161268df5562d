"""``parkfund explain STUDY PARK --letter``: the refusal letter of a park, as text or as a document."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.cli.running import until_done
from decision.errors import ExitCode, InputProblems, Problem
from decision.language import _

if TYPE_CHECKING:
    from decision.model.options import SolveOptions
    from decision.report.evidence import Evidence

ENDINGS = (".docx", ".md", ".txt")


def write_refusal(
    study: str,
    parks: list[str],
    arguments: dict[str, Any],
    options: SolveOptions,
    stop: Event,
    out: Path | None,
) -> int:
    """Decide the study, ask the solver why the parks are not funded, and write it to them.

    Raises:
        InputProblems: no park is named, one is unknown or funded, or the file cannot be written.
    """
    from decision.cli.output import narrate, put
    from decision.cli.recorder import current
    from decision.cli.report import Kept, decide_anew
    from decision.report.collect import with_reasons
    from decision.report.letters import letter_text, letters, write_letter

    if out is not None and out.suffix.lower() not in ENDINGS:
        says = _("a letter is a .docx, .md or .txt file, not {ending}", ending=out.suffix or out.name)
        raise InputProblems([Problem(says, file="--out")])
    if not parks or (len(parks) > 1 and out is not None and out.suffix.lower() == ".docx"):
        says = _("name the park the letter goes to")
        remedy = _("letters to all: {command}", command=f"parkfund report {study} --letters DIR")
        raise InputProblems([Problem(says, file="--letter", remedy=remedy)])

    recorder = current()
    # The record is written before the letter, which names it.
    kept = (
        Kept(False, None, None, None)
        if recorder is None or recorder.silent
        else Kept(True, recorder.runs, recorder.by, recorder.reason)
    )

    def gathered() -> Evidence:
        evidence = decide_anew(study, arguments, options, kept)
        _refuse_funded(evidence, parks)
        return with_reasons(evidence, seconds=options.time_limit, thresholds=True, parks=parks, stop=stop)

    evidence, interrupted = until_done(gathered, stop)
    made = letters(evidence, parks)
    if interrupted:
        narrate(_("interrupted: what was found until then"))
    if out is None:
        print("\n".join(letter_text(letter) for letter in made), end="")
    elif out.suffix.lower() == ".docx":
        put(write_letter(made[0]), out)
    else:
        put("\n".join(letter_text(letter) for letter in made).encode(), out)
    return ExitCode.INTERRUPTED if interrupted else ExitCode.DONE


def _refuse_funded(evidence: Evidence, parks: list[str]) -> None:
    from decision.decisions import known_parks

    known_parks(evidence.study, parks, "PARK")
    plan = evidence.portfolio
    if plan.objective is None:
        raise InputProblems([Problem(_("there is no portfolio, so nobody is refused"), file="--letter")])
    funded = {park.park_id for park in plan.funded}
    says = [
        _("{park} is funded; a refusal letter goes to parks without money", park=park)
        for park in parks
        if park in funded
    ]
    if says:
        raise InputProblems(Problem(one, file="--letter") for one in says)
