"""What breaks around the program: killed processes, full disks, folders that refuse, solvers that fail.

Each test says what was done, how often, and what was lost. Writers are killed in forked children at random moments,
which hits the few milliseconds of writing far oftener than killing whole commands does.
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tools.torture.readers import CRITERIA, PARKS, record

ROOT = Path(__file__).resolve().parents[2]
STUDY = {
    "study.yaml": "title: Four\nparks: parks.csv\ncriteria: criteria.yaml\nprogramme: programme.yaml\n",
    "criteria.yaml": "title: Four\nmethod: wsm\nnormalization: minmax\ncriteria:\n"
    "  - {id: share, column: share, weight: 60}  # of what the park sells\n"
    "  - {id: capex, column: capex_mln_rub, weight: 40}\n",
    "programme.yaml": "title: Four\nyears: [2025, 2026]\nbudget: {total: 250}\nterms: {funding: whole}\n",
}


@dataclass
class Fault:
    """One kind of accident: how often it was made to happen, and what was lost."""

    title: str
    done: str
    times: int = 0
    lost: list[str] = field(default_factory=list)


def small_study(folder: Path) -> Path:
    """A study of four parks on disk."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in STUDY.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "parks.csv").write_text(
        PARKS.replace("80..95", "88").replace("100/120/130", "120"), encoding="utf-8"
    )
    return folder


def parkfund(
    *arguments: str, folder: Path, before: tuple[str, ...] = (), **options: object
) -> subprocess.CompletedProcess[str]:
    """Run the program as a process."""
    return subprocess.run(
        [*before, sys.executable, "-m", "decision", *arguments],
        cwd=folder, env=environment(), capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=300,
        check=False, **options,
    )  # type: ignore[call-overload,no-any-return]  # fmt: skip


def environment() -> dict[str, str]:
    """English, UTF-8, and this checkout."""
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PARKFUND"))
    }
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _killed(write: Callable[[int], object], longest: float, chooser: random.Random) -> None:
    """A child writes over and over until it is killed at a random moment."""
    child = os.fork()
    if child == 0:
        try:
            for turn in range(10**6):
                write(turn)
        finally:
            os._exit(1)
    time.sleep(chooser.uniform(0.0, longest))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def killed_while_saving(times: int, chooser: random.Random) -> Fault:
    """``weights --save`` and Ctrl+S of the interface: the file is the old or the new one, comments and all."""
    from decision.files.load import load_criteria
    from decision.files.save import save_weights

    fault = Fault("kill -9 while weights are written into YAML", "forked writer killed at a random moment")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "criteria.yaml"
        path.write_text(
            CRITERIA.replace("weights:\n  method: ahp\n  pairwise: {jobs/quality: 3}\n", ""), encoding="utf-8"
        )
        wholes = set()
        for weight in (10.0, 20.0):
            save_weights(path, {"jobs": weight})
            wholes.add(path.read_bytes())
        for _turn in range(times):
            _killed(lambda turn: save_weights(path, {"jobs": 10.0 * (1 + turn % 2)}), 0.08, chooser)
            fault.times += 1
            if path.read_bytes() not in wholes:
                fault.lost.append("criteria.yaml is neither the old nor the new file")
        load_criteria(path)
    return fault


def killed_while_recording(times: int, chooser: random.Random) -> Fault:
    """A run record is whole or not there."""
    from decision.records.read import read_record

    fault = Fault("kill -9 while a run record is written", "forked writer killed at a random moment")
    with tempfile.TemporaryDirectory() as folder:
        runs = Path(folder) / "runs"
        # Libraries are loaded before the first child, so that the moments fall into the writing.
        began = time.perf_counter()
        record(Path(folder) / "first")
        record(Path(folder) / "second")
        longest = time.perf_counter() - began
        for _turn in range(times):
            _killed(lambda _turn: record(runs), longest, chooser)
            fault.times += 1
        runs.mkdir(exist_ok=True)
        whole = [path for path in runs.iterdir() if not path.name.startswith(".")]
        for path in whole:
            try:
                read_record(path)
            except Exception as wrong:
                fault.lost.append(f"{path.name}: {wrong}")
        fault.done += f"; {len(whole)} whole records read back"
    return fault


def killed_sweep(times: int, chooser: random.Random) -> Fault:
    """``parkfund smaa`` killed and resumed gives the bytes of one that ran through."""
    fault = Fault(
        "kill -9 in a sweep, then --resume", "parkfund smaa, 2 000 000 samples, killed once to three times"
    )
    line = ("smaa", ".", "--samples", "2000000", "--seed", "7", "--format", "json", "--no-record")
    with tempfile.TemporaryDirectory() as folder:
        study = small_study(Path(folder) / "study")
        whole = parkfund(*line, folder=study)
        if whole.returncode != 0:
            fault.lost.append(f"the sweep itself ended with {whole.returncode}: {whole.stderr[-300:]}")
            return fault
        for _turn in range(times):
            for kill in range(chooser.randint(1, 3)):
                process = subprocess.Popen(
                    [sys.executable, "-m", "decision", *line, *(["--resume"] if kill else [])],
                    cwd=study, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                )  # fmt: skip
                time.sleep(chooser.uniform(0.5, 6.0))
                process.kill()
                process.wait()
            again = parkfund(*line, "--resume", folder=study)
            fault.times += 1
            if again.stdout != whole.stdout:
                fault.lost.append(f"another answer after resuming: {again.stderr[-300:]}")
    return fault


def disk_full(chooser: random.Random) -> Fault:
    """No room for what is to be written: the message says so, nothing half-written remains, what was there stays."""
    fault = Fault(
        "disk full", "no file may grow beyond a few bytes (RLIMIT_FSIZE); every command that writes"
    )
    lines = [
        ("allocate", ".", "--no-record", "--out", "plan.xlsx"),
        ("allocate", ".", "--no-record", "--out", "plan.csv"),
        ("allocate", ".", "--no-record", "--out", "plan.json"),
        ("allocate", ".", "--runs", "kept"),
        ("weights", ".", "--save", "equal", "--no-record"),
        ("init", "copy"),
        ("seal", "."),
    ]
    with tempfile.TemporaryDirectory() as folder:
        for line in lines:
            room = chooser.randint(0, 120)
            study = small_study(Path(folder) / f"{line[0]}-{fault.times}")
            before = _files(study)
            answer = parkfund(*line, folder=study, preexec_fn=lambda room=room: _small_disk(room))
            fault.times += 1
            after = _files(study)
            if "Traceback" in answer.stderr or "defect" in answer.stderr:
                fault.lost.append(f"{' '.join(line)}: {answer.stderr[-300:]}")
            if any(after.get(name) != content for name, content in before.items()):
                fault.lost.append(f"{' '.join(line)}: changed what was there")
            halves = [name for name in after if name not in before]
            if halves:
                fault.lost.append(f"{' '.join(line)}: left {halves}")
            if answer.returncode not in (0, 2) or (
                answer.returncode == 0 and "no run record was written" not in answer.stderr
            ):
                fault.lost.append(f"{' '.join(line)}: exit {answer.returncode}: {answer.stderr[-200:]}")
    return fault


def _small_disk(room: int) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def read_only_folder() -> Fault:
    """A folder that refuses: an answer is still given where one was computed, and the reason is said."""
    fault = Fault("read-only folder", "commands of a user who may not write there")
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        study = small_study(Path(folder) / "study")
        study.chmod(0o555)
        if os.geteuid() == 0 and shutil.which("setpriv") is None:
            fault.done += "; not run: this is root, who may write everywhere"
            return fault
        # Root without the right to overrule permissions is as anybody else.
        before = (
            ("setpriv", "--bounding-set", "-dac_override", "--inh-caps", "-dac_override")
            if os.geteuid() == 0
            else ()
        )
        for line, expected in (
            (("allocate", "."), 0),
            (("allocate", ".", "--no-record", "--out", "plan.csv"), 2),
            (("weights", ".", "--save", "equal", "--no-record"), 2),
            (("init", "copy"), 2),
        ):
            answer = parkfund(*line, folder=study, before=before)
            fault.times += 1
            if answer.returncode != expected or "Traceback" in answer.stderr or not answer.stderr.strip():
                fault.lost.append(f"{' '.join(line)}: exit {answer.returncode}: {answer.stderr[-300:]}")
        study.chmod(0o755)
    return fault


def two_in_one_folder(times: int) -> Fault:
    """Processes that record into one folder at once: every record is there and whole."""
    from decision.records.read import read_record

    fault = Fault("two processes in one runs folder", "pairs of parkfund allocate at the same time")
    with tempfile.TemporaryDirectory() as folder:
        study = small_study(Path(folder) / "study")
        for _turn in range(times):
            pair = [
                subprocess.Popen(
                    [sys.executable, "-m", "decision", "allocate", ".", "--format", "json"],
                    cwd=study, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                )
                for _one in range(2)
            ]  # fmt: skip
            answers = [process.communicate()[0] for process in pair]
            fault.times += 1
            plans = [json.loads(answer)["portfolio"] for answer in answers]
            if plans[0] != plans[1]:
                fault.lost.append("two answers to one question")
        records = [path for path in (study / "runs").iterdir() if not path.name.startswith(".")]
        for path in records:
            read_record(path)
        if len(records) != 2 * times:
            fault.lost.append(f"{len(records)} records of {2 * times}")
    return fault


def solver_in_trouble() -> Fault:
    """A solver that crashes, lies, runs out of memory or of time: a sentence, never a wrong plan."""
    fault = Fault(
        "solver crashes, lies, runs out of memory or time", "faults put into the one door to the solver"
    )
    broken = {
        "raises": "def fail(*a, **k): raise RuntimeError('segmentation')\nDoor.highs = fail\n",
        "out of memory": "def fail(*a, **k): raise MemoryError\nDoor.highs = fail\n",
        "lies about columns": (
            "true = Door.highs\ndef lie(self, *a, **k):\n    answer = true(self, *a, **k)\n"
            "    return answer if answer.values is None else replace(answer, values=np.ones_like(answer.values))\n"
            "Door.highs = lie\n"
        ),
        "lies about the objective": (
            "true = Door.highs\ndef lie(self, *a, **k):\n    answer = true(self, *a, **k)\n"
            "    return answer if answer.objective is None else replace(answer, objective=answer.objective + 1)\n"
            "Door.highs = lie\n"
        ),
    }
    with tempfile.TemporaryDirectory() as folder:
        study = small_study(Path(folder) / "study")
        for title, program in broken.items():
            begin = (
                "import sys\nfrom dataclasses import replace\nimport numpy as np\n"
                "from decision.allocation.door import Door\nfrom decision.cli import main\n"
            )
            answer = subprocess.run(
                [sys.executable, "-c", begin + program + "main(['allocate', '.', '--no-record', '--format', 'json'])"],
                cwd=study, env=environment(), capture_output=True, text=True, timeout=120, check=False,
            )  # fmt: skip
            fault.times += 1
            shown = '"portfolio": [\n    {' in answer.stdout or '"park_id"' in answer.stdout
            if answer.returncode != 3 or shown or "Traceback" in answer.stderr:
                fault.lost.append(f"{title}: exit {answer.returncode}: {answer.stderr[-300:]}")
        answer = parkfund(
            "allocate", "illustrative-2025", "--time-limit", "0.001", "--no-record", folder=study
        )
        fault.times += 1
        if answer.returncode not in (0, 3) or (answer.returncode == 0 and "gap" not in answer.stdout):
            fault.lost.append(f"time-out: exit {answer.returncode}: {answer.stderr[-300:]}")
    return fault


def run_faults(seed: int, *, thorough: bool) -> list[Fault]:
    """Every kind of accident, rarely or often."""
    chooser = random.Random(seed)
    often = 10 if thorough else 1
    return [
        killed_while_saving(30 * often, chooser),
        killed_while_recording(15 * often, chooser),
        killed_sweep(1 if not thorough else 6, chooser),
        disk_full(chooser),
        read_only_folder(),
        two_in_one_folder(1 if not thorough else 5),
        solver_in_trouble(),
    ]
