"""What follows from the messages of the pages on districts: a measure, a district, its parks."""

from __future__ import annotations

from textual import on

from decision.language import _
from tui import messages, pagemessages, windows
from tui.arrivals import EngineMessages
from tui.format import number
from tui.state import outcome
from tui.words import OUTCOMES


class PageMessages(EngineMessages, inherit_bindings=False):
    """Handlers of the page Districts."""

    @on(pagemessages.DistrictSelected)
    def _district_selected(self, event: pagemessages.DistrictSelected) -> None:
        self.show(district=event.district)

    @on(pagemessages.MeasureChosen)
    def _measure_chosen(self, event: pagemessages.MeasureChosen) -> None:
        self.show(measure=event.measure)

    @on(pagemessages.DistrictOpened)
    def _district_opened(self, event: pagemessages.DistrictOpened) -> None:
        session = self.session
        answer, study, order = session.answer, session.study, session.order
        if answer is None or answer.territory is None or study is None or order is None:
            return
        last = len(order.parks)
        parks = sorted(answer.territory.parks[event.district], key=lambda park: order.place.get(park, last))
        items = []
        for park in parks:
            glyph, word, _style = OUTCOMES[outcome(session, park).kind]
            funded = answer.funded.get(park)
            money = f" {number(funded.grant_mln_rub, 1)} · {funded.start_year}" if funded is not None else ""
            items.append(
                windows.Item(park, f"{park} {study.names.get(park, park)}", note=f"{glyph} {word}{money}")
            )

        def picked(park: str | None) -> None:
            if park is not None:
                self.post_message(messages.ParkOpened(park))

        heading = str(_("{district}: parks", district=answer.territory.names[event.district]))
        self.push_screen(windows.Picker(heading, items), picked)
