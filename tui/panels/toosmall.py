"""What stands on a terminal that is too small."""

from __future__ import annotations

from decision.language import _
from tui.format import Line, wrap
from tui.lines import Lines

NEEDED = (60, 15)


class TooSmall(Lines):
    """One sentence: what is needed and what there is."""

    can_focus = False

    def lines(self, cells: int) -> list[Line]:
        """The sentence."""
        size = self.app.size
        says = _(
            "parkfund needs {need} characters; this window has {have}.",
            need=f"{NEEDED[0]}×{NEEDED[1]}",
            have=f"{size.width}×{size.height}",
        )
        return [[(text, "")] for text in wrap(str(says), max(cells, 10))]
