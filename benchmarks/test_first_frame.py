"""What the interface loads before its first frame, over Textual alone (goal: at most 1.3)."""

EMPTY_APP = (
    "from textual.app import App; from textual.widgets import Static; "
    "from textual.widget import Widget; from textual.containers import Horizontal"
)


def test_import_of_the_interface(benchmark, seconds_of) -> None:
    bare = seconds_of(EMPTY_APP)
    whole = benchmark.pedantic(seconds_of, ("import tui.app",), rounds=1)
    benchmark.extra_info["over Textual alone"] = round(whole / bare, 2)
    print(f"\nimporting the interface over importing Textual: {whole / bare:.2f}")
