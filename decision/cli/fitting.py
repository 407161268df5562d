"""How wide each column of a table is drawn, so that the columns that say which park it is are never lost."""

from __future__ import annotations

from collections.abc import Sequence

LEAST_TEXT = 14
"""Cells that a column of texts keeps at least, where it has so much to say; longer texts are wrapped at words."""
LONGEST_WORD = 24
"""Longer words, such as addresses, are cut."""
BETWEEN = 2
"""Cells between two columns."""


def fit(
    titles: Sequence[str], cells: Sequence[Sequence[str]], numbers: Sequence[bool], window: int
) -> list[int]:
    """Widths of the columns that fit a window, from the left; those that do not fit are left out at the right.

    Titles are wrapped at words first, then texts are narrowed, the widest first; numbers are never cut.

    Args:
        titles: one a column.
        cells: for each column its cells as shown.
        numbers: for each column whether it holds numbers.
        window: width of the window, in character cells.
    """
    from rich.cells import cell_len

    bodies = [max(map(cell_len, column), default=0) for column in cells]
    natural = [max(body, cell_len(title)) for body, title in zip(bodies, titles, strict=True)]
    words = [max(map(cell_len, title.split()), default=0) for title in titles]
    needed = [max(body, word) for body, word in zip(bodies, words, strict=True)]
    least = []
    for need, number, word, column in zip(needed, numbers, words, cells, strict=True):
        longest = max((cell_len(part) for text in column for part in text.split()), default=0)
        least.append(need if number else min(need, max(LEAST_TEXT, word, min(longest, LONGEST_WORD))))
    count = len(natural)
    while count > 1 and _total(least[:count]) > window:
        count -= 1
    if _total(natural[:count]) <= window:
        return natural[:count]
    widths = list(needed[:count])
    while _total(widths) > window:
        widest = max(range(count), key=lambda place: (widths[place] > least[place], widths[place], place))
        if widths[widest] <= least[widest]:
            break
        widths[widest] -= 1
    for place in range(count):
        spare = window - _total(widths)
        widths[place] += max(0, min(spare, natural[place] - widths[place]))
    return widths


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + BETWEEN * len(widths)
