"""What all charts share: palette, fonts, numbers in the reader's language, bytes that do not change by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from decision.language import Message, number, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Ending = Literal["png", "svg"]
ENDINGS: tuple[Ending, ...] = ("png", "svg")

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#555555")
"""Colours that people with any colour vision tell apart (Okabe & Ito 2008)."""
HATCHES = ("", "///", "...", "xxx")
"""When the palette is used up it begins again, hatched."""
INK = "#222222"
DOTS_PER_INCH = 150
LONGEST_NAME = 34


@dataclass(frozen=True, eq=False)
class Chart:
    """One chart, in the language spoken when it is drawn.

    ``draw`` fills an empty figure; it is called with the settings of :func:`drawing` in force.
    """

    name: str
    """Short name, for files inside a document."""
    title: Message
    size: tuple[float, float]
    """Width and height, inches."""
    draw: Callable[[Figure], None]

    def to_bytes(self, ending: Ending = "png", *, titled: bool = True) -> bytes:
        """The picture; the same content gives the same bytes.

        Args:
            ending: png or svg.
            titled: whether the title stands above the picture (a document has it in the caption).
        """
        with drawing():
            from matplotlib.backends.backend_agg import FigureCanvasAgg
            from matplotlib.figure import Figure

            figure = Figure(figsize=self.size, layout="constrained")
            FigureCanvasAgg(figure)
            self.draw(figure)
            if titled:
                figure.suptitle(str(self.title), fontsize=11, color=INK)
            memory = BytesIO()
            # Neither the date nor the version of matplotlib belongs into a picture.
            metadata = {"Date": None, "Creator": None} if ending == "svg" else {"Software": None}
            figure.savefig(memory, format=ending, dpi=DOTS_PER_INCH, metadata=metadata)
            return memory.getvalue()

    def _repr_png_(self) -> bytes:
        return self.to_bytes("png")


@contextmanager
def drawing() -> Iterator[None]:
    """Matplotlib's own defaults with ours on top, whatever the machine's ``matplotlibrc`` says; restored afterwards."""
    import matplotlib

    settings: dict[str, Any] = {
        key: value for key, value in matplotlib.rcParamsDefault.items() if not key.startswith("backend")
    }
    settings |= {
        "svg.hashsalt": "parkfund",
        "svg.fonttype": "path",
        "font.family": ["DejaVu Sans"],
        "font.size": 8.5,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.edgecolor": INK,
        "axes.labelcolor": INK,
        "text.color": INK,
        "xtick.color": INK,
        "ytick.color": INK,
        "legend.frameon": False,
        "hatch.linewidth": 0.5,
    }
    with matplotlib.rc_context(settings):
        yield


def colours(count: int) -> list[tuple[str, str]]:
    """So many pairs of a colour and a hatch."""
    size = len(PALETTE)
    return [(PALETTE[i % size], HATCHES[i // size % len(HATCHES)]) for i in range(count)]


def numbers_on(axis: Any, digits: int | None = None, *, share: bool = False) -> None:
    """Ticks in the reader's format.

    Args:
        axis: ``axes.xaxis`` or ``axes.yaxis``.
        digits: decimals; None: as few as tell the ticks apart.
        share: fractions are shown as percentages.
    """
    from matplotlib.ticker import FuncFormatter

    def shown(value: float, _place: int | None = None) -> str:
        if share:
            return percent(value, digits or 0)
        if digits is not None:
            return number(value, digits)
        ticks: Sequence[float] = axis.get_majorticklocs()
        step = min((b - a for a, b in pairwise(ticks)), default=1.0)
        needed = next((d for d in range(7) if abs(round(step, d) - step) < 1e-9), 6)
        return number(value, needed)

    axis.set_major_formatter(FuncFormatter(shown))


def shortened(name: str, longest: int = LONGEST_NAME) -> str:
    """A name that fits beside a bar; dollar signs stay dollar signs."""
    plain = " ".join(name.split())
    plain = plain if len(plain) <= longest else plain[: longest - 1].rstrip() + "…"
    return plain.replace("$", r"\$")


def legend_below(figure: Figure, axes: Any, columns: int = 4, title: str | None = None) -> None:
    """The legend under the picture, where it hides nothing."""
    handles, labels = axes.get_legend_handles_labels()
    if handles:
        figure.legend(
            handles, labels, loc="outside lower center", ncols=min(columns, len(handles)), title=title
        )
