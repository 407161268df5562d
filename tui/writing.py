"""Writing what was decided into files, in workers; every write ends in WeightsWritten or WritingFailed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from decision.errors import InputProblems, ParkfundError
from decision.language import _
from tui import messages
from tui.engine_records import Recorder, plan_record
from tui.opened import Answer, OpenStudy, Order
from tui.report import write_report


class Writer(Recorder):
    """The part of the engine that writes."""

    digests_written: set[str]
    """Digests of what was written from here: its return from disk is no edit by somebody else."""

    def write_weights(self, study: OpenStudy, weights: Mapping[str, float]) -> None:
        """Write weights into the criteria file of the study; ends in WeightsWritten or WritingFailed."""
        file = next(file for file in study.study.files if file.role == "criteria")
        self._work(partial(self._write, file.path, file.shown, weights, digest=file.sha256), "write")

    def write_settings(self, study: OpenStudy, changes: Mapping[str, str]) -> None:
        """Write bounds, money and switches into the programme file; ends in WeightsWritten or WritingFailed."""
        file = next(file for file in study.study.files if file.role == "programme")
        self._work(partial(self._write_settings, file.path, file.shown, changes, file.sha256), "write")

    def _write_settings(
        self, path: Path, shown: str, changes: Mapping[str, str], digest: str | None = None
    ) -> None:
        def written() -> None:
            self._save_settings(path, changes, digest)
            self._post(messages.WeightsWritten(shown))

        self._guard_writing(written)

    def _save_settings(self, path: Path, changes: Mapping[str, str], digest: str | None = None) -> None:
        from decision.files.save_programme import save_settings
        from decision.files.textfile import sha256

        save_settings(path, changes, digest=digest)
        self.digests_written.add(sha256(path.read_bytes()))

    def write_copy(
        self, name: str, folder: Path, weights: Mapping[str, float], changes: Mapping[str, str] | None = None
    ) -> None:
        """Make an own copy of a bundled study and write the weights, and changes to the programme, there."""

        def copied() -> None:
            from decision.checks import load_study
            from decision.files.initialise import initialise

            if folder.exists():
                raise ParkfundError(_("{folder} exists already and stays as it is", folder=folder.name))
            initialise(folder, name)
            with all_or_nothing(folder):
                files = {file.role: file for file in load_study(folder).files}
                if changes:
                    self._save_settings(files["programme"].path, changes)
                criteria = files["criteria"]
                self._save_weights(criteria.path, weights)
            self._post(messages.WeightsWritten(criteria.shown, str(folder)))

        self._work(partial(self._guard_writing, copied), "write")

    def write_member(self, path: Path, name: str, weights: Mapping[str, float]) -> None:
        """Write the weights alone, as a new file that ``--weights`` reads."""

        def written() -> None:
            from decision.files.edit import write_beside_and_rename
            from decision.files.edit import written as in_yaml

            lines = [
                f"name: {in_yaml(name)}",
                "weights:",
                *(f"  {id}: {in_yaml(value)}" for id, value in weights.items()),
            ]
            if path.exists():
                raise ParkfundError(_("{file} exists already and stays as it is", file=path.name))
            write_beside_and_rename(path, ("\n".join(lines) + "\n").encode())
            self._post(messages.WeightsWritten(path.name))

        self._work(partial(self._guard_writing, written), "write")

    def write_record(self, study: OpenStudy, order: Order, answer: Answer) -> None:
        """Leave a run record of a ranking and a plan; ends in RecordWritten or WritingFailed."""

        def written() -> None:
            self._post(messages.RecordWritten(self.record_of(study, order, answer).as_posix()))

        self._work(partial(self._guard_writing, written), "write")

    def record_of(
        self, study: OpenStudy, order: Order, answer: Answer, by: str | None = None, reason: str | None = None
    ) -> Path:
        """Leave a run record, with who asked for what departs from the files and why; returns its folder.

        Raises:
            OSError: it cannot be written.
        """
        return plan_record(study, order, answer, self.runs, by, reason)

    def _write(
        self,
        path: Path,
        shown: str,
        weights: Mapping[str, float],
        digest: str | None = None,
    ) -> None:
        def written() -> None:
            self._save_weights(path, weights, digest)
            self._post(messages.WeightsWritten(shown))

        self._guard_writing(written)

    def _save_weights(self, path: Path, weights: Mapping[str, float], digest: str | None = None) -> None:
        from decision.files.save import save_weights
        from decision.files.textfile import sha256

        save_weights(path, weights, digest=digest)
        self.digests_written.add(sha256(path.read_bytes()))

    def _guard_writing(self, write: Callable[[], None]) -> None:
        try:
            write()
        except InputProblems as refused:
            self._post(messages.WritingFailed(" ".join(str(refused).split())))
        except ParkfundError as refused:
            self._post(messages.WritingFailed(refused.says))
        except OSError as refused:
            from decision.files.writing import reason_of, remedy_of

            remedy = remedy_of(refused)
            says = _("could not write: {reason}", reason=reason_of(refused))
            self._post(messages.WritingFailed(says if remedy is None else f"{says}; {remedy}"))
        except Exception as broken:
            self._post(
                messages.WritingFailed(_("something broke; a report is in {file}", file=write_report(broken)))
            )


@contextmanager
def all_or_nothing(folder: Path) -> Iterator[None]:
    """Take a new copy of a study away again where what belongs into it cannot be written."""
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
