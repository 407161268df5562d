"""From a key to the frame that shows its effect, over a bare Textual table of the same size (goal: at most 1.5).

Both run on terminals of their own in fresh processes, each with a solver beside it; they are pressed in turns of ten
keys while the other has no processor, so that what else the machine does falls on both alike.
"""

import sys
from pathlib import Path
from statistics import median

import pytest
import rounds

from decision import load_study, rank

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

from pressed import DOWN, ESCAPE, Pressed

PARKS, PRESSES, TURN = 5000, 120, 10
BARE = str(Path(__file__).with_name("bare_table.py"))


def seconds_in_turns(*pressed: tuple[Pressed, list[str]]) -> list[list[float]]:
    """Seconds of each key down of each program; its table shows these names below the first row."""
    seconds: list[list[float]] = [[] for _ in pressed]
    for begin in range(0, PRESSES, TURN):
        for (program, names), taken in zip(pressed, seconds, strict=True):
            program.go_on()
            taken += [program.press(DOWN, name.encode()) for name in names[begin : begin + TURN]]
            program.pause()
    for program, _names in pressed:
        program.go_on()
    return seconds


def late(seconds: list[float]) -> float:
    """Their 95th percentile."""
    return sorted(seconds)[int(0.95 * len(seconds))]


def test_repaint(told, tmp_path) -> None:
    rounds.write_round(PARKS, tmp_path)
    (tmp_path / "parkfund").mkdir()
    (tmp_path / "parkfund/tour-seen").touch()
    names = [str(name) for name in rank(load_study(tmp_path)).table["name"]]
    rows = [f"Park {row:05d}" for row in range(PARKS)]
    home = {f"XDG_{name}_HOME": str(tmp_path) for name in ("STATE", "CONFIG")}
    ours = Pressed(["-m", "decision", "--lang", "en", "tui", str(tmp_path), "--no-record"], home)
    solving, still = Pressed([BARE, str(PARKS), "solving"]), Pressed([BARE, str(PARKS)])
    try:
        for bare in (solving, still):
            bare.shows(b"Park 00009")
            bare.pause()
        ours.shows(names[9].encode())
        ours.shows(b"Computing")
        for programs, bare, first in (
            ("while a plan is solved", solving, 1),
            ("at rest", still, 1 + PRESSES),
        ):
            if bare is still:
                ours.press(ESCAPE, b"Proven|Best plan|Stopped")
            mine, theirs = seconds_in_turns((ours, names[first:]), (bare, rows[1:]))
            if bare is solving:
                answered = any(b"roven" in written or b"Best plan" in written for written in ours.log)
                assert not answered, "the plan was solved before the last key: take more parks"
            heading = f"From a key to its frame, {PARKS:,} parks"
            told.add(
                heading,
                f"median over that of a bare table, {programs}",
                median(mine) / median(theirs),
                "≤ 1.5",
            )
            told.add(heading, f"95th percentile over its own, {programs}", late(mine) / late(theirs))
            told.add(heading, f"95th percentile, {programs}", f"{1000 * late(mine):.0f} ms")
    finally:
        for program in (ours, solving, still):
            program.go_on()
            program.end()
