"""The interface's first frame over that of an empty Textual app (goal: at most 1.3), each in a fresh process.

A process ends as soon as the first frame is painted: what is opened, the pages there are, "Reading the study …", the
keys. The pages and the libraries behind them come after it, while it is seen, and do not count; a test pilot's pause
would wait for them too. Both programs are one thread that never waits, so processor time is what a quiet machine
takes; they take turns, so that a neighbour slows both.
"""

import subprocess
import sys
from resource import RUSAGE_CHILDREN, getrusage
from statistics import median

FRAME = """
import os
{imports}
{app}.{after} = lambda app: {painted}
{app}({arguments}).run(headless=True, size=(120, 35))
raise SystemExit("no frame was painted")
"""
EMPTY = FRAME.format(
    imports=(
        "from textual.app import App\nfrom textual.widgets import Input, Static\n"
        "class Empty(App):\n    def compose(self):\n        yield Input()\n        yield Static('x')"
    ),
    app="Empty",
    after="on_mount",
    painted="app.call_after_refresh(os._exit, 0)",
    arguments="",
)
OURS = FRAME.format(
    imports="from tui.app import ParkfundApp",
    app="ParkfundApp",
    after="_bring_pages",  # the app calls it after its first refresh
    painted="os._exit(0)",
    arguments="'illustrative-2025'",
)


def processor_seconds(program: str) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.DEVNULL)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def both() -> float:
    bare = processor_seconds(EMPTY)
    return processor_seconds(OURS) / bare


def test_first_frame(benchmark, told) -> None:
    both()  # compiles what has no bytecode yet
    ratios = benchmark.pedantic(lambda: [both() for _pair in range(11)], rounds=1)
    work = "first frame of the interface over that of an empty Textual app (processor time)"
    told.add("Start", work, median(ratios), "≤ 1.3")
