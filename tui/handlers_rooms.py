"""What follows on the page of the committee: members, their weights, agreement, regrets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from textual import on

from decision.language import _
from tui import pagemessages, windows
from tui.findings import (
    MEANS,
    OwnWeights,
    names_of,
    regret_ended_empty,
    regret_key,
    room_key,
    shares_of,
    whose,
    whose_name,
    without_written,
)
from tui.handlers_trust import TrustMessages
from tui.opened import Shares
from tui.trading import with_parks

FILE = "\0file"

SECONDS_OF_REGRET = 120.0
"""For the regrets of a committee; large studies get more, see :attr:`OpenStudy.patience`."""

LONGER = 4
"""How many times longer a search goes that is asked again after it ended without what it looked for."""


class RoomMessages(TrustMessages, inherit_bindings=False):
    """Handlers of the page Committee."""

    def confer_where_needed(self) -> None:
        """Confer anew where the page of the committee is on and something that it hangs on has changed."""
        session = self.session
        if session.page != "committee" or session.study is None or session.order is None:
            return
        if session.room.key == room_key(session) or len(names_of(session)) < 2:
            return
        room = replace(
            session.room,
            turn=session.room.turn + 1,
            key=room_key(session),
            conferring=True,
            agreement=None,
            means={},
            failure=None,
        )
        self.show(room=room)
        assert session.question is not None
        self.engine.confer(room.turn, session.study, session.question, session.own_weights)

    @on(pagemessages.RoomAgreed)
    def _room_agreed(self, event: pagemessages.RoomAgreed) -> None:
        room = self.session.room
        if event.turn == room.turn:
            self.show(room=replace(room, conferring=False, agreement=event.agreement, means=event.means))

    @on(pagemessages.RoomFailed)
    def _room_failed(self, event: pagemessages.RoomFailed) -> None:
        if event.turn == self.session.room.turn:
            self.show(room=replace(self.session.room, conferring=False, failure=event.failure))

    def action_regret(self) -> None:
        """What each member loses under which portfolio, and the portfolio of least regret."""
        session = self.session
        if session.page not in ("committee", "trust"):
            self.action_page("committee")
            session = self.session
        study, question, answer = session.study, session.question, session.answer
        if (
            study is None
            or question is None
            or answer is None
            or not answer.has_plan
            or not names_of(session)
        ):
            self.notify(str(_("regrets need a committee and a plan")), markup=False)
            return
        limit = SECONDS_OF_REGRET * study.patience
        if regret_ended_empty(session):
            limit = session.room.regret_limit * LONGER
        room = replace(
            session.room,
            regret_turn=session.room.regret_turn + 1,
            regret_key=regret_key(session),
            regretting=True,
            stopping=False,
            done=(0, 0),
            regret_limit=limit,
            regret=None,
            regret_failure=None,
        )
        self.show(room=room)
        self.engine.regret(room.regret_turn, study, question, session.own_weights, answer, limit)

    def action_adopt_regret(self) -> None:
        """Fund exactly the parks of the plan of least regret; one step back undoes it."""
        session = self.session
        found = session.room.regret
        portfolio = found.portfolios.get("least_regret") if found is not None else None
        study, question = session.study, session.question
        fresh = session.room.regret_key == regret_key(session)
        if portfolio is None or question is None or study is None or not fresh:
            self.notify(str(_("compute the regrets of this plan first: Enter on page 8")), markup=False)
            return
        self.ask(with_parks(question, study, portfolio))

    @on(pagemessages.RegretAdvanced)
    def _regret_advanced(self, event: pagemessages.RegretAdvanced) -> None:
        if event.turn == self.session.room.regret_turn:
            self.show(room=replace(self.session.room, done=(event.done, event.every)))

    @on(pagemessages.RegretEnded)
    def _regret_ended(self, event: pagemessages.RegretEnded) -> None:
        room = self.session.room
        if event.turn == room.regret_turn:
            self.show(
                room=replace(
                    room, regretting=False, stopping=False, regret=event.found, regret_failure=event.failure
                )
            )

    @on(pagemessages.MemberSelected)
    def _member_selected(self, event: pagemessages.MemberSelected) -> None:
        self.show(member=event.member)

    @on(pagemessages.MemberOpened)
    def _member_opened(self, event: pagemessages.MemberOpened) -> None:
        session, member = self.session, event.member
        shares = shares_of(session).get(member)
        if shares is None:
            return
        items = [windows.Item("use", _("Use these weights now"))]
        if member not in MEANS:
            items += [
                windows.Item("slider", _("Enter the weights with sliders")),
                windows.Item("pairs", _("Enter the weights by comparing pairs")),
            ]
            if member in session.own_weights:
                items.append(windows.Item("forget", _("Take back what was entered in this session")))

        def chosen(answer: str | None) -> None:
            if answer == "use":
                self._use(shares)
            elif answer == "forget":
                own = {id: each for id, each in self.session.own_weights.items() if id != member}
                self.show(own_weights=own)
            elif answer is not None:
                self._enter(member, names_of(session)[member], shares, by=answer)

        says = []
        if session.study is not None and (known := session.study.study.members.get(member)) is not None:
            says = [str(text) for text in (known.role, known.note) if text is not None]
        self.push_screen(windows.Choice(whose_name(session, member), says, items), chosen)

    def _use(self, shares: Shares) -> None:
        if self.session.question is not None:
            self.ask(replace(self.session.question, weights=dict(shares), locked=frozenset()))

    def _enter(self, member: str, name: str, shares: Shares, by: str, new: bool = False) -> None:
        study = self.session.study
        if study is None:
            return

        def entered(found: tuple[Shares, bool] | None) -> None:
            if found is None:
                return
            weights, use = found
            was_new = new or (member in self.session.own_weights and self.session.own_weights[member].new)
            own = {**self.session.own_weights, member: OwnWeights(name, weights, was_new)}
            self.show(own_weights=own, member=member)
            if use:
                self._use(weights)

        if by == "pairs":
            self.push_screen(windows.Pairwise(name, study, shares, self.engine.judge), entered)
        else:
            self.push_screen(windows.MemberWeights(name, self.session, shares), entered)

    def action_add_member(self) -> None:
        """A new member: a name, then weights."""
        study = self.session.study
        if study is None or self.session.question is None:
            return
        if self.session.page != "committee":
            self.action_page("committee")

        def named(name: str | None) -> None:
            if not name or self.session.question is None:
                return
            from decision.files.members import member_id

            member = member_id(name, names_of(self.session))
            self._enter(member, name, self.session.question.weights, by="slider", new=True)

        self.push_screen(windows.TypeName(str(_("A new member's name or role"))), named)

    def action_whose_weights(self) -> None:
        """Whose weights are to be on."""
        session = self.session
        if session.study is None or session.question is None:
            return
        shares = {FILE: session.study.file_weights, **shares_of(session)}
        items = [
            windows.Item(id, _("weights of the file") if id == FILE else whose_name(session, id))
            for id in shares
        ]

        def picked(id: str | None) -> None:
            if id is not None:
                self._use(shares[id])

        self.push_screen(windows.Picker(str(_("Whose weights?")), items, whose(session) or FILE), picked)

    def action_save(self) -> None:
        """F2: on the page of the committee, what was entered for its members; else the weights."""
        session = self.session
        if session.page != "committee" or not session.own_weights or session.study is None:
            super().action_save()
            return
        study, own = session.study, dict(session.own_weights)
        says = [each.name for each in own.values()]
        name = Path(session.opened).name
        folder = Path(f"{name}-own")
        if study.members_writable:
            items = [windows.Item("write", _("Write to the members' files; comments and order stay"))]
        else:
            says.append(str(_("The bundled study itself is not changed.")))
            items = [windows.Item("copy", _("Make an own copy in {folder}/ and write there", folder=folder))]

        def chosen(answer: str | None) -> None:
            if answer == "write":
                self.engine.write_members(study, own)
            elif answer == "copy":
                self.engine.write_members_copy(session.opened, folder, own)

        self.push_screen(windows.Choice(str(_("Save the members' weights")), says, items), chosen)

    @on(pagemessages.MembersWritten)
    def _members_written(self, event: pagemessages.MembersWritten) -> None:
        self.notify(str(_("weights written to {file}", file=event.files)), markup=False)
        self.session = without_written(self.session, event.members)
        if event.opened is not None:
            self.where = event.opened
            self.show(opened=event.opened)
        self.engine.read(self.where, ())
