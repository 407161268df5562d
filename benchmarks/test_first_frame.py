"""The interface's first frame over that of an empty Textual app (goal: at most 1.3), each in a fresh process.

A process ends as soon as the first frame is painted. What is read and loaded after it, while the frame is seen, does
not count; a test pilot's pause would wait for that too.
"""

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
    after="_begin",  # the app calls it after its first refresh
    painted="os._exit(0)",
    arguments="'illustrative-2025'",
)


def test_first_frame(benchmark, told, seconds_of) -> None:
    bare = seconds_of(EMPTY)
    whole = benchmark.pedantic(seconds_of, (OURS,), rounds=1)
    told.add("Start", "first frame of the interface over that of an empty Textual app", whole / bare, "≤ 1.3")
