"""What came out of a round: the curve over the earlier one, who moved what, what each did alone, and the guesses."""

from __future__ import annotations

import solara
from reacton import component

from ....experiments.statistics.paired import Difference
from ...language.formatting import format_number
from ..measures import BY_NAME
from ..room.actor_levers import ACTORS, actor_name
from ..room.round_game import RoundGame
from ..room.round_outcome import SOLVED, CityOutcome, RoundResult, TableMove
from ..room.sketch import stretch
from ..translations import Words
from .curves import Curve, Curves


@component
def RoundReveal(say: Words, game: RoundGame, *, large: bool) -> None:
    """Show the result of the present round."""
    result = game.result
    if result is None:
        return
    outcome, runs = result.outcome, len(result.outcome.finals)
    low, high = (format_number(end, 0) for end in outcome.ends)
    with solara.Div(classes=["rounds-reveal"]):
        with solara.Div(classes=["rounds-found"], attributes={"data-solved": f"{outcome.headline:.6f}"}):
            solara.Text(say("rounds.headline", n=format_number(outcome.headline, 0)), classes=["room-asked"])
            before = format_number(game.before.headline, 0)
            solara.Text(say("rounds.moved", before=before, runs=runs, low=low, high=high))
            solara.Text(say("rounds.curve"), classes=["shelf-title"])
            lines = [
                _curve(game.before, say("rounds.curve_before"), -1),
                _curve(outcome, say("rounds.curve_now", n=result.number), 0),
            ]
            Curves(lines, BY_NAME[SOLVED], say, height=300 if large else 190, large=large)
            GuessSpread(say, result)
        with solara.Div(classes=["rounds-parts"]):
            Parts(say, game, result)


def _curve(outcome: CityOutcome, name: str, style: int) -> Curve:
    curve, weeks = outcome.curve, outcome.weeks
    low, middle, high = (stretch(each, weeks) / 100.0 for each in (curve.low, curve.median, curve.high))
    return Curve(name, middle, style, band=(low, high))


@component
def Parts(say: Words, game: RoundGame, result: RoundResult) -> None:
    """Show who moved what, and what each table's change does if nobody else changes anything."""
    if not result.moves:
        solara.Text(say("rounds.nothing"), classes=["room-count"])
        return
    about = {"together": format_number(result.together.mean, 1, sign=True), **_ends(result.together)}
    if len(result.alone) > 1:
        text = say("rounds.together", sum=format_number(result.sum_of_parts, 1, sign=True), **about)
    else:
        text = say("rounds.together_one", **about)
    solara.Text(text, classes=["rounds-together"])
    solara.Text(say("rounds.alone"), classes=["shelf-title"])
    largest = max(abs(each.mean) for each in result.alone.values())
    with solara.Div(classes=["rounds-list"]):  # seven tables have room on one screen
        for actor, found in result.alone.items():
            with solara.Div(classes=["rounds-part"], attributes={"data-actor": actor}):
                solara.Text(actor_name(actor, say.language), classes=["rounds-actor"])
                solara.Text(say("rounds.alone_row", **_ends(found)), classes=["rounds-change"])
                moves = [say_move(say, game, move) for move in result.moves if move.actor == actor]
                solara.Text(" · ".join(moves), classes=["rounds-move"])
                share = 100 * abs(found.mean) / largest if largest else 0
                classes = ["room-bar", *(["rounds-fall"] if found.mean < 0 else [])]
                solara.Div(classes=classes, style={"width": f"{share:.0f}%"})
    solara.Text(say("rounds.interval", n=result.together.n), classes=["quiet"])


def say_move(say: Words, game: RoundGame, move: TableMove) -> str:
    """Return what a table changed as text."""
    lever = game.lever(move.key)
    before, after = (lever.say(value, say.language) for value in (move.before, move.after))
    return say("room.move", lever=lever.names[say.language], to=say("rounds.before", before=before, after=after))


def _ends(found: Difference) -> dict[str, str]:
    low, high = (found.mean if end is None else end for end in (found.low, found.high))
    texts = (format_number(each, 1, sign=True) for each in (found.mean, low, high))
    return dict(zip(("change", "low", "high"), texts, strict=True))


@component
def GuessSpread(say: Words, result: RoundResult) -> None:
    """Show the tables' guesses on one scale with what came out."""
    solara.Text(say("rounds.guesses"), classes=["shelf-title"])
    if not result.guesses:
        solara.Text(say("rounds.no_guesses"))
        return
    found = format_number(result.outcome.headline, 0)
    ends = (min(result.guesses.values()), max(result.guesses.values()))
    text = say("rounds.guesses_off", low=ends[0], high=ends[1], n=found)
    with solara.Div(classes=["rounds-scale"], attributes={"role": "img", "aria-label": text}):
        solara.Div(classes=["rounds-truth"], style={"left": f"{result.outcome.headline:.1f}%"})
        for guess in result.guesses.values():
            solara.Div(classes=["rounds-guess"], style={"left": f"{guess}%"})
    solara.Text(text)
    said = [
        say("rounds.guess_row", actor=actor_name(actor, say.language), guess=result.guesses[actor])
        for actor in ACTORS
        if actor in result.guesses
    ]
    solara.Text(" · ".join(said), classes=["quiet"])
