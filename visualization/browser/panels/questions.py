"""What a trainer can ask her room: a vote on levers of the city played, or the curve of that city."""

from __future__ import annotations

import solara
from reacton import component, use_memo

from .. import configuration as setups
from ..configuration import Setup, Uploads
from ..hooks import handler, use_background, use_state
from ..measures import BY_NAME
from ..room.ballot import MOST_CHOICES, Ballot
from ..room.moves import list_moves, propose
from ..room.room import Room
from ..room.sketch import Sketch, sample
from ..run_cache import TooLarge, course
from ..session import Visitor
from ..translations import LANGUAGES, Language, in_both, words

INDICATOR = BY_NAME["effectiveness"]
"""What is predicted."""


@component
def Questions(visitor: Visitor, room: Room) -> None:
    """Show both questions, and ask the room one of them."""
    say, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value
    settings = use_memo(lambda: setups.scenario_played(setup, uploads).settings, [setup, len(uploads)])
    moves = use_memo(lambda: list_moves(settings), [settings.digest()])
    by_text = {move.names[say.language]: move for move in moves}
    picked, pick = use_state(propose(moves))
    chosen = tuple(move for move in picked if move in moves)[:MOST_CHOICES]
    asking, ask = use_state(False)

    def vote() -> None:
        room.ask(Ballot({each: words(each)("room.question_vote") for each in LANGUAGES}, chosen))

    async def draw() -> None:
        """Ask for the curve of the city played, beside the course of a city that everybody may see."""
        if not asking:
            return
        try:
            known_setup = known_city(setup)
            known = await course(setups.scenario_played(known_setup, uploads).settings)
            names, other = title(setup, uploads), title(known_setup, uploads)
            question: dict[Language, str] = {
                each: words(each)("room.question_draw", city=names[each]) for each in LANGUAGES
            }
            if known_setup.scenario == setup.scenario:
                other |= {each: f"{other[each]} · {words(each)('play.before')}" for each in LANGUAGES}
            room.ask(
                Sketch(question, settings.run.weeks, INDICATOR.low, INDICATOR.high,
                       sample(known.of(INDICATOR.name)), other)
            )  # fmt: skip
        except TooLarge as problem:
            visitor.told.set((in_both("shell.too_many", residents=problem.residents, most=problem.most),))
        finally:
            ask(False)

    use_background(draw, asking)
    with solara.Div(classes=["room-question"]):
        solara.Text(say("room.vote"), classes=["shelf-title"])
        solara.SelectMultiple(
            say("room.choices", least=2, most=MOST_CHOICES),
            [move.names[say.language] for move in chosen],
            list(by_text),
            on_value=lambda texts: pick(tuple(by_text[text] for text in texts)[:MOST_CHOICES]),
        )
        solara.Button(say("room.ask_vote"), on_click=handler(vote), color="primary", disabled=len(chosen) < 2)
    with solara.Div(classes=["room-question"]):
        solara.Text(say("room.draw"), classes=["shelf-title"])
        solara.Text(say("room.question_draw", city=visitor.title(setup.scenario)))
        solara.Text(say("room.known", city=visitor.title(known_city(setup).scenario)), classes=["quiet"])
        solara.Button(say("room.ask_draw"), on_click=lambda: ask(True), color="primary", disabled=asking)


def known_city(setup: Setup) -> Setup:
    """Return the city whose course everybody may see: the same before its levers were moved, else the compared one."""
    if any(key.startswith(setups.LEVERS) for key in setup.changes):
        kept = {key: value for key, value in setup.changes.items() if not key.startswith(setups.LEVERS)}
        return setup.model_copy(update={"changes": kept})
    return setup.choose(setup.against)


def title(setup: Setup, uploads: Uploads) -> dict[Language, str]:
    """Return what the scenario of a setup is called, by language."""
    scenario = setups.base(setup.scenario, uploads)
    return {each: words(each).of(scenario.title) or scenario.name for each in LANGUAGES}
