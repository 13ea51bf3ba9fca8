"""Room: phones vote and draw, then the city runs (课堂互动)."""

from __future__ import annotations

import asyncio

import solara
from reacton import component, use_memo

from ..hooks import handler, use_background, use_state
from ..page import PageDeclaration
from ..panels.questions import Questions
from ..panels.room_answers import Answers
from ..panels.rounds import BeginRounds, Rounds
from ..room.hall import HALL, OpenRoom
from ..serving.addresses import local_addresses
from ..serving.presence import visitor as who_looks
from ..session import Visitor
from ..translations import Words

LOOK = 0.1
"""Seconds between two looks at what phones did; a rush of votes is drawn once."""

HERE = "127.0.0.1"


@component
def RoomPage(visitor: Visitor) -> None:
    """Show the room to whoever sits at the machine it is open on."""
    me = use_memo(who_looks, [])
    version, see = use_state(HALL.version)

    async def follow() -> None:
        seen = version
        while True:
            if me.here and HALL.version != seen:
                seen = HALL.version
                see(seen)
            await asyncio.sleep(LOOK)

    use_background(follow)
    with solara.Div(classes=["stage"]):
        present = HALL.present
        if not me.local:
            solara.Div(children=[solara.Text(visitor.words("room.elsewhere"))], classes=["sheet"])
        elif present is None:
            Opening(visitor)
        elif (playing := present.room.state.tables) is not None:
            if playing.game.phase == "seats":
                Invite(visitor, present, version)
            else:
                Strip(visitor, present, version)
            with solara.Div(classes=["sheet", "room-console"]).key("rounds"):
                Rounds(visitor, present.room, version)
        else:
            Invite(visitor, present, version)
            Console(visitor, present, version)


@component
def Opening(visitor: Visitor) -> None:
    """Say what opening a room means, and open one."""
    words = visitor.words
    found = use_memo(local_addresses, [])
    texts = {**{each: each for each in found}, words("room.trial", address=HERE): HERE}
    chosen, choose = use_state(next(iter(texts)))
    failed, fail = use_state("")

    def open_room() -> None:
        try:
            HALL.open(texts.get(chosen, HERE))
        except OSError as error:
            fail(words("room.failed", why=error.strerror or error))

    with solara.Div(classes=["sheet", "room-opening"]):
        solara.Text(words("room.about"), classes=["shelf-title"])
        solara.Text(words("room.exposure"))
        shown = chosen if chosen in texts else next(iter(texts))
        solara.Select(words("room.address"), list(texts), value=shown, on_value=choose)
        solara.Button(words("room.open"), on_click=handler(open_room), color="primary", classes=["room-open"])
        if failed:
            solara.Error(failed)


@component
def Invite(visitor: Visitor, present: OpenRoom, version: object) -> None:
    """Show how phones come in, and who is."""
    words, state = visitor.words, present.room.state
    picture = use_memo(present.invitation.draw, [present.invitation])
    with solara.Div(classes=["sheet", "room-invite"]):
        solara.Text(words("room.scan"))
        show_way_in(present, picture, words)
        if state.names:
            solara.Text("、".join(state.names) if words.language == "zh" else ", ".join(state.names), classes=["quiet"])
        show_way_out(present, words)


@component
def Strip(visitor: Visitor, present: OpenRoom, version: object) -> None:
    """Show how phones come in while the stage is taken by something else."""
    picture = use_memo(present.invitation.draw, [present.invitation])
    with solara.Div(classes=["sheet", "room-strip"]):
        show_way_in(present, picture, visitor.words)
        show_way_out(present, visitor.words)


def show_way_in(present: OpenRoom, picture: str, words: Words) -> None:
    """Show picture, address and code of a room, and how many are in."""
    invitation = present.invitation
    about = {"src": picture, "alt": words("room.picture", link=invitation.link)}
    solara.HTML(tag="img", unsafe_innerHTML="", attributes=about, classes=["room-picture"])
    solara.Text(invitation.address, classes=["room-address"])
    solara.Text(f"{words('room.code')} {invitation.code}", classes=["room-code"])
    with solara.Div(attributes={"role": "status"}, classes=["room-present"]):
        solara.Text(words("room.present", n=present.room.state.present))


def show_way_out(present: OpenRoom, words: Words) -> None:
    """Show how many were turned away, and the button that closes the room."""
    if turned_away := present.room.state.turned_away:
        solara.Text(words("room.turned_away", n=turned_away), classes=["quiet"])
    solara.Button(words("room.close"), on_click=handler(HALL.close), outlined=True)


@component
def Console(visitor: Visitor, present: OpenRoom, version: object) -> None:
    """Show what is asked and what came, or what can be asked."""
    with solara.Div(classes=["sheet", "room-console"]):
        if present.room.state.task is None:
            Questions(visitor, present.room)
            BeginRounds(visitor, present.room)
        else:
            Answers(visitor, present.room, version)


PAGE = PageDeclaration(55, {"en": "Room", "zh": "课堂互动"}, RoomPage)
