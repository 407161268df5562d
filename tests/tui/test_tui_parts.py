"""Parts by themselves: weights that give way, widths in both languages, colours, start and end."""

from __future__ import annotations

import codecs
import os
import re
import signal
import subprocess
import sys
import time
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.color import Color
from tui_fake_engine import FakeEngine
from tui_pilot import english, need, opened, settle

from decision.errors import ParkfundError
from decision.language import LANGUAGES, number, use_language
from tui import start
from tui.actions import ACTIONS, TWINS, bindings, twin
from tui.app import ParkfundApp
from tui.columns import Column, choose
from tui.format import GLYPHS, abbreviate, bar, cut, fit, line_width, width
from tui.opened import Question
from tui.panels.keybar import key_bar
from tui.panels.plan import Plan
from tui.panels.ranking import Ranking
from tui.panels.rules import Rules
from tui.panels.tabs import tab_line
from tui.report import write_report
from tui.themes import THEMES, VARIABLES
from tui.transitions import give_way
from tui.words import PAGES

__all__ = ["english"]

shares = st.lists(st.floats(0, 1), min_size=2, max_size=7).filter(lambda values: sum(values) > 1e-3)


@given(shares, st.floats(-0.5, 1.5), st.data())
def test_weights_give_way_in_proportion_and_the_sum_stays_one(
    values: list[float], wanted: float, data: st.DataObject
) -> None:
    before = {str(i): value / sum(values) for i, value in enumerate(values)}
    moved = data.draw(st.sampled_from(sorted(before)))
    locked = data.draw(st.sets(st.sampled_from(sorted(before))))
    after = give_way(before, moved, wanted, list(before), locked)
    assert sum(after.values()) == pytest.approx(1)
    assert all(value >= -1e-12 for value in after.values())
    others = [id for id in before if id != moved]
    assert all(after[id] == before[id] for id in others if id in locked)
    free = [id for id in others if id not in locked]
    if not free:
        assert after == before
        return
    room = 1 - sum(before[id] for id in others if id in locked)
    assert after[moved] == pytest.approx(min(max(wanted, 0), max(room, 0)), abs=1e-9)
    for a in free:
        for b in free:
            assert after[a] * before[b] == pytest.approx(after[b] * before[a], abs=1e-9)


def test_other_groups_do_not_move() -> None:
    before = {"a": 0.5, "b": 0.5, "c": 0.2, "d": 0.8}
    assert give_way(before, "c", 0.4, ["c", "d"]) == {"a": 0.5, "b": 0.5, "c": 0.4, "d": pytest.approx(0.6)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_key_bar_and_tabs_fit_80_columns(language: str) -> None:
    need(language)
    line, spots = key_bar(80)
    assert line_width(line) <= 80
    assert [action for _start, _end, action in spots] == [action.id for action in ACTIONS if action.bar]
    assert line_width(key_bar(120)[0]) <= 120
    for cells in (60, 66, 72):
        line, spots = key_bar(cells)
        assert line_width(line) <= cells
        assert {"help", "menu", "leave"} <= {action for _start, _end, action in spots}
    for page, digit, name, _short in PAGES:
        for cells in (60, 80):
            line, spots = tab_line(cells, page, faults=3)
            assert line_width(line) <= cells
            assert [id for _start, _end, id in spots] == [id for id, *_rest in PAGES]
            assert f"[{digit} {name}]" in "".join(text for text, _style in line)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("panel", [Ranking(), Plan(), Rules()], ids=lambda panel: type(panel).__name__)
def test_heads_of_columns_fit_80_columns(panel: Ranking | Plan | Rules, language: str) -> None:
    need(language)
    shown, gap = choose(panel.columns(), 79)
    assert sum(cells for _column, cells in shown) + gap * (len(shown) - 1) + 1 <= 79
    for column, cells in shown:
        assert width(str(column.head)) <= cells


def test_columns_leave_in_their_order_and_the_outcome_last() -> None:
    columns = Ranking().columns()
    left = {cells: {column.id for column, _width in choose(columns, cells)[0]} for cells in range(40, 160, 4)}
    for narrow, wide in zip(sorted(left), sorted(left)[1:], strict=False):
        assert left[narrow] <= left[wide]
    assert left[156] == {column.id for column in columns}
    assert {"rank", "park", "merit", "outcome"} <= left[56]
    for cells, there in left.items():
        assert there == {"rank", "park", "merit"} or "outcome" in there, cells


def test_a_column_grows_only_as_far_as_it_may() -> None:
    shown, _gap = choose([Column("a", "A", 5, 9), Column("b", "B", 5, 0, keep=1)], 60)
    assert [cells for _column, cells in shown] == [9, 5]


def test_text_is_cut_to_cells() -> None:
    assert fit("Дальневосточный", 6) == "Дальн…"
    assert fit("abc", 5, "right") == "  abc"
    assert abbreviate("Северо-Западный", 9) == "Сев.-Зап."
    assert abbreviate("Far Eastern", 9) == "Far East."
    assert abbreviate("Ural", 9) == "Ural"
    assert width(abbreviate("Дальневосточный", 9)) <= 9
    assert line_width(cut([("abcdef", ""), ("ghij", "dim")], 8)) == 8


@given(st.floats(0, 1), st.integers(1, 40))
def test_bars_begin_at_zero_and_have_a_fixed_width(share: float, cells: int) -> None:
    filled, track = bar(share, cells)
    assert width(filled) + width(track) == cells
    assert (share == 0) == (filled == "")
    assert abs(2 * filled.count("█") + filled.count("▌") - share * 2 * cells) <= 1


def test_every_letter_is_bound_with_its_twin_and_no_key_twice() -> None:
    keys = [binding.key for binding in bindings()]
    assert len(keys) == len(set(keys))
    for action in ACTIONS:
        for key in action.keys:
            letter = key.rpartition("+")[2]
            if letter.isalpha() and len(letter) == 1:
                assert twin(key) in keys, key
    assert len(TWINS) == len(set(TWINS.values()))


def test_every_action_has_a_method() -> None:
    for action in ACTIONS:
        assert hasattr(ParkfundApp, "action_" + action.id.split("(")[0]), action.id


def test_equal_questions_have_equal_keys() -> None:
    one = Question({"a": 0.3, "b": 0.7}, "wsm", fund=("x", "y"))
    two = Question({"b": 0.7, "a": 0.1 + 0.2}, "wsm", fund=("y", "x"), locked=frozenset("a"))
    assert one.key == two.key
    assert one.key != Question({"a": 0.3, "b": 0.7}, "wsm", fund=("x",)).key


def contrast(one: Color, other: Color) -> float:
    """WCAG 2 contrast ratio."""

    def luminance(color: Color) -> float:
        parts = [c / 255 for c in color.rgb]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(
    "theme", [each if "dark" in each else pytest.param(each, marks=pytest.mark.slow) for each in THEMES]
)
async def test_every_letter_on_every_page_can_be_read(theme: str) -> None:
    engine = FakeEngine()
    engine.committee = True
    async with opened((120, 35), engine, theme=theme) as (app, pilot, _engine):
        engine.ending = "feasible"
        for keys in (
            ["f8"],
            ["tab", "right"],
            ["2"],
            ["3"],
            ["4"],
            ["f5", "5"],
            ["7", "space"],
            ["9"],
            ["6", "t"],
            ["8"],
            ["0"],
            ["f1"],
            ["escape", "f9"],
        ):
            await pilot.press(*keys)
            await settle(pilot)
            strips = app.screen._compositor.render_strips()
            if len(app.screen_stack) > 1:  # the page under a window is dimmed on purpose
                window = app.screen.query_one(".dialog").region
                strips = [strip.crop(window.x, window.right) for strip in strips[window.y : window.bottom]]
            for strip in strips:
                for segment in strip:
                    style = segment.style
                    if not any(sign.isalnum() for sign in segment.text) or style is None:
                        continue
                    assert style.color is not None, segment
                    assert style.bgcolor is not None, segment
                    ratio = contrast(Color.from_rich_color(style.color), Color.from_rich_color(style.bgcolor))
                    assert ratio >= 4.5, (keys, segment.text, round(ratio, 2))


def test_every_theme_says_all_colours() -> None:
    for theme, _name in THEMES.values():
        assert set(VARIABLES) <= theme.variables.keys()


async def test_themes_go_round() -> None:
    async with opened() as (app, pilot, _engine):
        seen = {app.theme}
        for _ in THEMES:
            await pilot.press("f12")
            seen.add(app.theme)
        assert seen == set(THEMES)


def test_nothing_heavy_is_imported_before_the_first_frame() -> None:
    heavy = (
        "pandas",
        "numpy",
        "pymcdm",
        "pulp",
        "highspy",
        "openpyxl",
        "ruamel",
        "babel.numbers",
        "pydantic",
        "tui.pages",
        "tui.dialogs",
        "textual_plot",
    )
    code = f"import sys, tui.app; print([m for m in {heavy!r} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root()
    )
    assert found.stdout.strip() == "[]"


def root() -> Path:
    return Path(__file__).resolve().parents[2]


class _Stream:
    def __init__(self, tty: bool) -> None:
        self.tty = tty

    def isatty(self) -> bool:
        return self.tty


@pytest.mark.parametrize(
    ("stdin", "screen", "term"), [(False, True, "xterm"), (True, False, "xterm"), (True, True, "dumb")]
)
def test_without_a_terminal_one_sentence(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, screen: bool, term: str
) -> None:
    monkeypatch.setattr(sys, "__stdin__", _Stream(stdin))
    monkeypatch.setattr(sys, "__stderr__", _Stream(screen))
    monkeypatch.setenv("TERM", term)
    with pytest.raises(ParkfundError) as refused:
        start.prepare_terminal()
    assert "terminal" in str(refused.value)
    assert int(refused.value.exit_code) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="the POSIX driver")
def test_bytes_that_are_not_utf8_do_not_end_the_app(monkeypatch: pytest.MonkeyPatch) -> None:
    from textual.drivers import linux_driver

    monkeypatch.setattr(linux_driver, "getincrementaldecoder", linux_driver.getincrementaldecoder)
    start.tolerate_foreign_bytes()
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode("й".encode("cp1251") + b"x") == "\N{REPLACEMENT CHARACTER}x"


def test_a_report_holds_the_traceback_but_no_values(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    try:
        secret = "merit of a real park"
        raise ValueError(len(secret))
    except ValueError as error:
        path = write_report(error)
    text = path.read_text(encoding="utf-8")
    assert path.is_relative_to(tmp_path)
    assert "test_a_report_holds" in text
    assert "'merit of a real park'" not in text


async def test_a_defect_ends_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    said: list[object] = []
    with pytest.raises(ZeroDivisionError):  # noqa: PT012
        async with opened() as (app, pilot, _engine):
            monkeypatch.setattr(app, "_print_error_renderables", lambda: said.extend(app._exit_renderables))
            app.call_later(lambda: 1 / 0)
            await pilot.pause()
    (sentence,) = set(map(str, said))
    assert "\n" not in sentence
    assert str(tmp_path) in sentence
    assert app.return_code == 3


def catches(process: int, sent: signal.Signals) -> bool:
    """Whether a process has its own answer to a signal, as far as Linux tells."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        time.sleep(1.0)  # another system, which does not tell
        return True
    mask = re.search(r"^SigCgt:\s*(\w+)", status, re.MULTILINE)
    return mask is not None and bool(int(mask[1], 16) >> (sent - 1) & 1)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a pseudo-terminal")
@pytest.mark.parametrize(("ended_by", "code"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_signal_restores_the_terminal(ended_by: signal.Signals, code: int, tmp_path: Path) -> None:
    import pty
    import select

    environment = os.environ | {"TERM": "xterm-256color", "PYTHONPATH": str(root()), "PARKFUND_LANG": "en"}
    program = "from decision.cli import main; main(['tui', 'no-such-study'])"
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, "-c", program], environment)
    written = b""
    deadline = time.monotonic() + 300

    def read_until(sign: bytes) -> None:
        nonlocal written
        while sign not in written and time.monotonic() < deadline:
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    written += os.read(terminal, 65536)
                except OSError:
                    return

    read_until(b"parkfund")
    while not catches(child, ended_by) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(child, ended_by)
    read_until(b"\x1b[?1049l")
    _pid, status = os.waitpid(child, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == code
    assert b"\x1b[?1049l" in written, "the alternate screen was not left"
    assert b"\x1b[?1003l" in written, "mouse reports were left on"


def test_numbers_follow_the_language() -> None:
    from tui.format import compact
    from tui.format import number as remembered

    use_language("ru")
    assert remembered(1234.5, 1) == number(1234.5, 1)
    assert remembered(-3.0, 1).startswith("−")
    use_language("en")
    assert remembered(1234.5, 1) == "1,234.5"
    assert [compact(value) for value in (24318.4, 116.26, 0.4182, 7.0, None)] == [
        "24,318",
        "116.3",
        "0.42",
        "7",
        "–",
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="the POSIX driver")
def test_a_terminal_with_fewer_letters_gets_one_sign_for_one_and_its_keys_are_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from textual.drivers import linux_driver

    monkeypatch.setattr(linux_driver, "getincrementaldecoder", linux_driver.getincrementaldecoder)
    for encoding in ("koi8-r", "cp1251", "ascii"):
        written = BytesIO()
        screen = TextIOWrapper(written, encoding=encoding)
        assert start.fit_encoding(screen) == codecs.lookup(encoding).name
        signs = "".join(sorted(GLYPHS)) + "Парк"
        screen.write(signs)
        screen.flush()
        assert len(written.getvalue()) == len(signs), "one cell for one"
        shown = written.getvalue()[: len(GLYPHS)].decode(encoding)
        assert "?" not in shown, "every sign of the interface has a near one"
    start.tolerate_foreign_bytes("koi8-r")
    assert linux_driver.getincrementaldecoder("utf-8")().decode("ч".encode("koi8-r")) == "ч"
