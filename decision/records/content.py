"""What ``run.json`` says: the question, what it was asked of, and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from decision.language import current_language, speaking
from decision.records.copies import Input
from decision.records.digests import as_read, digest, versions, without_effort
from decision.records.kept import kept_names, kept_portfolio, kept_ranking

if TYPE_CHECKING:
    from decision.decisions import Decision
    from decision.model.options import SolveOptions
    from decision.model.study import Study
    from decision.records.overrides import Override

FORMAT_VERSION = 2
"""Written into every record; a reader refuses what is newer than itself (format 1 was never released)."""
DECISION, ANSWER = "decision", "answer"
RESULTS = {DECISION: ("ranking", "portfolio"), ANSWER: ("answer",)}
"""Which parts of a record are its result, by its kind."""
UNSEALED = ("digest", "parts")
"""What the digest of a record cannot cover: itself."""


@dataclass(frozen=True)
class Procedure:
    """Who asked, what was changed and why, what was fixed before (design 4.6)."""

    overrides: tuple[Override, ...] = ()
    seal: Mapping[str, Any] | None = None
    """Whether the seal held (:meth:`decision.files.seals.SealState.to_dict`); None: the study was never sealed."""
    recusals: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Member → park → why it is recused; an empty text where no reason is given."""

    def to_dict(self) -> dict[str, Any]:
        """Plain data."""
        return {
            "overrides": [override.to_dict() for override in self.overrides],
            "seal": dict(self.seal) if self.seal is not None else None,
            "recusals": {member: dict(parks) for member, parks in self.recusals.items()},
        }


def result_content(decision: Decision) -> dict[str, Any]:
    """Ranking and portfolio as a record keeps them: in English, whatever language they were computed in."""
    with speaking("en"):
        names = decision.study.parks.names()
        content = {"ranking": decision.ranking.to_dict(), "portfolio": decision.portfolio.to_dict()}
        # A result holds the notice and the names of the parks in the language spoken when it was made.
        notice = decision.study.notice
        content["portfolio"]["notice"] = None if notice is None else str(notice)
    for rows in (content["ranking"]["ranking"], content["portfolio"]["portfolio"]):
        for row in rows:
            row["name"] = names.get(row["park_id"], row["name"])
    return content


def result_digest(decision: Decision) -> str:
    """SHA-256 of ranking and portfolio, leaving out how long the solver took and which version it was."""
    return digest_of_result({"kind": DECISION, **result_content(decision)})


def digest_of_result(content: Mapping[str, Any]) -> str:
    """SHA-256 of a record's result, the same as :func:`result_digest` gives for a decision."""
    if content["kind"] == DECISION:
        portfolio = {key: value for key, value in content["portfolio"].items() if key != "solver"}
        return digest({"ranking": content["ranking"], "portfolio": portfolio})
    return digest(without_effort(content["answer"]))


def decision_content(
    decision: Decision,
    arguments: Mapping[str, Any],
    options: SolveOptions,
    inputs: Iterable[Input],
    procedure: Procedure,
    *,
    command: str,
    time: datetime,
    interrupted: bool,
) -> dict[str, Any]:
    """The content of a record of a ranking and a portfolio; its sentences are English in every language."""
    from decision.decisions import changed_programme

    study, portfolio = decision.study, decision.portfolio
    programme = changed_programme(study, budget=arguments.get("budget"), settings=arguments.get("settings"))
    with speaking("en"):
        content = _common(command, [study], inputs, procedure, time) | {
            "kind": DECISION,
            "language": "en",
            "arguments": {key: value for key, value in arguments.items() if value or value == 0.0},
            "options": {"gap": options.gap, "time_limit": options.time_limit, "solver": options.solver},
            "programme": programme.model_dump(mode="json", by_alias=True, exclude_unset=True),
            "seed": None,
            "ending": portfolio.ending,
            "gap": portfolio.gap,
            "objective": portfolio.objective,
            "interrupted": interrupted,
            **result_content(decision),
            "kept": {
                "ranking": kept_ranking(decision.ranking),
                "portfolio": kept_portfolio(portfolio),
                "names": kept_names(study),
            },
        }
    kept: dict[str, Any] = as_read(content)
    return kept | {"result_sha256": result_digest(decision)}


def answer_content(
    answer: Any,
    arguments: Mapping[str, Any],
    studies: Iterable[Study],
    inputs: Iterable[Input],
    procedure: Procedure,
    *,
    command: str,
    time: datetime,
    interrupted: bool,
    sweep: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The content of a record of any other answer, as ``--format json`` prints it in the language of the run."""
    content = _common(command, list(studies), inputs, procedure, time) | {
        "kind": ANSWER,
        "language": current_language(),
        "arguments": dict(arguments),
        "seed": arguments.get("seed"),
        "ending": first_of(answer, "ending"),
        "gap": first_of(answer, "gap"),
        "objective": first_of(answer, "objective"),
        "interrupted": interrupted,
        "answer": answer,
        "sweep": sweep,
    }
    kept: dict[str, Any] = as_read(content)
    return kept | {"result_sha256": digest_of_result(kept)}


def _common(
    command: str, studies: list[Study], inputs: Iterable[Input], procedure: Procedure, time: datetime
) -> dict[str, Any]:
    first = studies[0] if studies else None
    return {
        "format": FORMAT_VERSION,
        "command": command,
        "time": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        "title": first.title.model_dump(exclude_none=True) if first is not None else None,
        "synthetic": any(study.synthetic for study in studies),
        "notice": first.notice.model_dump(exclude_none=True) if first is not None and first.notice else None,
        "inputs": [one.to_dict() for one in inputs],
        "criteria": first.criteria.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if first
        else None,
        "programme": first.programme.model_dump(mode="json", by_alias=True, exclude_unset=True)
        if first
        else None,
        "versions": versions(),
        **procedure.to_dict(),
    }


def first_of(answer: Any, key: str) -> Any:
    """The value of a key at the top of an answer, or in the portfolio it begins with."""
    if not isinstance(answer, Mapping):
        return None
    if key in answer and not isinstance(answer[key], (Mapping, list, tuple)):
        return answer[key]
    for name in ("best", "base", "portfolio"):
        inside = answer.get(name)
        if isinstance(inside, Mapping) and key in inside and not isinstance(inside[key], (Mapping, list)):
            return inside[key]
    return None


def sealed(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with the digest of each part and of the whole, so that what was edited can be named."""
    parts = {key: digest(value) for key, value in content.items() if key not in UNSEALED}
    return {**content, "parts": parts, "digest": digest(parts)}
