"""The first line: what is open, how much money, that the data are synthetic, whether anything is unsaved."""

from __future__ import annotations

from decision.language import _, _n
from tui.findings import whose, whose_name
from tui.format import Line, line_width, number
from tui.lines import Lines


class Header(Lines):
    """One line; what matters least goes first when room is short, the label of synthetic data never."""

    can_focus = False

    def lines(self, cells: int) -> list[Line]:
        """The line."""
        session = self.session
        name: Line = [(" ", ""), (str(_("parkfund")), "strong")]
        if session is None or session.study is None:
            return [name + ([(f" · {session.opened}", "dim")] if session is not None else [])]
        study = session.study.study
        badge: Line = []
        if study.synthetic:
            badge = [("  ", ""), (f" {_('SYNTHETIC DATA')} ", "badge")]
        unsaved: Line = []
        id = whose(session)
        if id:
            unsaved = [(" · ", "dim"), (str(_("weights: {name}", name=whose_name(session, id))), "accent")]
        if session.unsaved:
            unsaved += [(" · ", "dim"), (str(_("not saved")), "warn")]
        years = study.programme.years
        pieces = [
            (1, str(study.title)),
            (3, str(_n("{count} park", "{count} parks", len(study.parks)))),
            (2, str(_("{money} mln RUB", money=number(study.programme.budget.total)))),
            (4, f"{years[0]}–{years[-1]}"),
        ]
        while True:
            middle: Line = [(" · ", "dim")]
            for place, (_keep, text) in enumerate(pieces):
                middle += [(" · ", "dim")] if place else []
                middle.append((text, ""))
            if not pieces:
                middle = []
            line = [*name, *middle, *unsaved, *badge]
            if line_width(line) <= cells or not pieces:
                return [line]
            if len(pieces) == 1:
                over = line_width(line) - cells
                text = pieces[0][1]
                if len(text) - over >= 8:
                    pieces = [(1, text[: len(text) - over - 1].rstrip() + "…")]
                    continue
            pieces.remove(max(pieces))
