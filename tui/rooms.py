"""The part of the engine for the committee: agreement, regrets, judgements, members' files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

from decision.errors import ParkfundError
from decision.language import Message, _, current_language
from tui import pagemessages
from tui.engine_records import asked_of
from tui.findings import OwnWeights
from tui.opened import Answer, OpenStudy, Question, Shares
from tui.sweeps import Sweeps
from tui.work import refusal
from tui.writing import all_or_nothing

if TYPE_CHECKING:
    from decision.model.study import Study
    from decision.ranking.committee import Agreement
    from decision.ranking.weighting_result import WeighingResult


class Rooms(Sweeps):
    """The committee."""

    def confer(self, turn: int, study: OpenStudy, question: Question, own: Mapping[str, OwnWeights]) -> None:
        """Every member's ranking and how far they agree, in a worker; ends in RoomAgreed or RoomFailed."""

        def work(stop: Event) -> None:
            from decision.analysis.asked import members_agreement
            from decision.ranking.weights import weigh_matrix

            self._give_way(stop)
            language = current_language()
            # The plan's pins and weights are nothing to the members' own rankings.
            asked = asked_of(study, Question({}, question.method), own=own)
            found = members_agreement(study.study, asked)
            means = {
                mean: dict(weigh_matrix(study.study.criteria, None, _leaf_weights(found, mean)).shares)
                for mean in ("arithmetic", "geometric")
                if mean in found.weights
            }
            if not stop.is_set():
                self._post(pagemessages.RoomAgreed(turn, found, means))
                self.keep_answer(
                    "tui committee", lambda: found, study, asked, {}, language=language,
                    tables=lambda: {"committee": found.to_frame().reset_index()},
                )  # fmt: skip

        self.begin_job("confer", work, lambda says: self._post(pagemessages.RoomFailed(turn, says)))

    def regret(
        self,
        turn: int,
        study: OpenStudy,
        question: Question,
        own: Mapping[str, OwnWeights],
        answer: Answer,
        limit: float,
    ) -> None:
        """What each member loses under which portfolio, within ``limit`` seconds: RegretAdvanced, then RegretEnded."""

        def compute(stop: Event) -> None:
            from decision.analysis.asked import members_regret
            from decision.model.options import SolveOptions

            def advanced(done: int, every: int) -> None:
                self._post(pagemessages.RegretAdvanced(turn, done, every))
                self._give_way(stop)

            self._give_way(stop)
            asked, language = asked_of(study, question, own=own), current_language()
            options = SolveOptions(time_limit=limit, stop=stop)
            found = members_regret(study.study, asked, answer.portfolio, options, advanced)
            self.keep_answer(
                "tui regret", lambda: found, study, asked, {"time_limit": limit},
                plan=answer.portfolio, interrupted=stop.is_set(), language=language,
                tables=lambda: {"regret": found.to_frame().reset_index()},
            )  # fmt: skip
            self._post(pagemessages.RegretEnded(turn, found, None))

        def ended(says: Message | str) -> None:
            self._post(pagemessages.RegretEnded(turn, None, says))

        stopped = _("stopped before every member's best portfolio was found")

        def work(stop: Event) -> None:
            says = refusal(lambda: compute(stop))
            if says is not None:
                ended(stopped if stop.is_set() else says)

        self.begin_job("regret", work, ended, lambda: ended(stopped))

    def stop_regret(self) -> None:
        """Ask the search for the least regret to end with what it has."""
        self.stop_job("regret")

    def judge(self, study: OpenStudy, pairwise: Mapping[str | None, Mapping[str, float]]) -> WeighingResult:
        """Weights from pairwise judgements, here and now, with their consistency and the judgement to look at again.

        Args:
            study: its criteria are judged.
            pairwise: group (None: the top level) → ``a/b`` → how many times as important as b criterion a is.

        Raises:
            ParkfundError: a judgement outside 1/9 to 9, or one that is missing.
        """
        from decision.model.weighting import GroupWeighting, Weighting
        from decision.ranking.weighting import weigh

        def ahp(judged: Mapping[str, float] | None) -> dict[str, Any]:
            return {"method": "ahp", "pairwise": dict(judged)} if judged else {"method": "direct"}

        groups = {
            group: GroupWeighting(**ahp(judged)) for group, judged in pairwise.items() if group is not None
        }
        return weigh(study.study.criteria, None, Weighting(**ahp(pairwise.get(None)), groups=groups))

    def write_members(self, study: OpenStudy, own: Mapping[str, OwnWeights]) -> None:
        """Write members' weights into their files; ends in MembersWritten or WritingFailed."""

        def written() -> None:
            self._post(pagemessages.MembersWritten(tuple(own), self._save(study.study, own)))

        self._work(lambda: self._guard_writing(written), "write")

    def write_members_copy(self, name: str, folder: Path, own: Mapping[str, OwnWeights]) -> None:
        """Make an own copy of a bundled study and write the members' weights there."""

        def copied() -> None:
            from decision.checks import load_study
            from decision.files.initialise import initialise

            if folder.exists():
                raise ParkfundError(_("{folder} exists already and stays as it is", folder=folder.name))
            initialise(folder, name)
            with all_or_nothing(folder):
                files = self._save(load_study(folder), own)
            self._post(pagemessages.MembersWritten(tuple(own), files, str(folder)))

        self._work(lambda: self._guard_writing(copied), "write")

    def _save(self, study: Study, own: Mapping[str, OwnWeights]) -> str:
        """Write each member's file; what they are called."""
        from decision.files.members import save_member
        from decision.files.textfile import sha256

        written = []
        for id, each in own.items():
            files = save_member(study, id, each.shares, each.name)
            self.digests_written |= {sha256(path.read_bytes()) for path in files}
            written.append(files[-1].name)
        return ", ".join(written)


def _leaf_weights(found: Agreement, mean: str) -> dict[str, float]:
    return {str(id): float(weight) for id, weight in found.weights[mean].items()}


def shares_of_members(study: Study) -> dict[str, Shares]:
    """Every member's shares among siblings, for all criteria and groups; without those whose weights are unusable."""
    from decision.ranking.weights import weigh_matrix

    found: dict[str, Shares] = {}
    for id, member in study.members.items():
        try:
            found[id] = dict(weigh_matrix(study.criteria, None, member.weights).shares)
        except ParkfundError:
            continue
    return found
