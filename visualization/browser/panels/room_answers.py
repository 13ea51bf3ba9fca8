"""What a room answered: how many while it is asked, and what once the trainer reveals it."""

from __future__ import annotations

from typing import Any

import numpy as np
import solara
from reacton import component

from ....experiments.execution.runs import seeds, with_seed
from .. import configuration as setups
from ..hooks import handler, use_background, use_state
from ..room.ballot import Ballot, SpokenChoice
from ..room.room import Room
from ..room.room_state import RoomState
from ..room.sketch import SPREAD, CurveSpread, Sketch, distance, gather, sample, stretch
from ..run_cache import TooLarge, course
from ..session import Visitor
from ..translations import in_both
from ..use_runs import REPLICATES
from .curves import Curve, Curves
from .questions import INDICATOR


@component
def Answers(visitor: Visitor, room: Room, version: object) -> None:
    """Show what is asked, what came, and what the trainer can do with it."""
    say, state = visitor.words, room.state
    running, run = use_state(False)
    done, tell = use_state(0)
    task = state.task
    if task is None:
        return

    async def run_city() -> None:
        """Run the city played, and show everybody what came of it."""
        if not running:
            return
        settings = setups.scenario_played(visitor.setup, visitor.uploads.value).settings
        made: list[Any] = []
        try:
            for seed in seeds(settings.run.seed, REPLICATES):
                made.append((await course(with_seed(settings, seed))).of(INDICATOR.name))
                tell(len(made))
            low, median, high = np.quantile(made, (SPREAD[0], 0.5, SPREAD[1]), axis=0)
            room.reveal(CurveSpread(sample(median), sample(low), sample(high)))
        except TooLarge as problem:
            visitor.told.set((in_both("shell.too_many", residents=problem.residents, most=problem.most),))
        finally:
            tell(0)
            run(False)

    use_background(run_city, running)
    solara.Text(task.question[say.language], classes=["room-asked"])
    with solara.Div(attributes={"role": "status", "data-answers": str(len(state.answers))}):
        present = max(state.present, len(state.answers))  # a phone that answered may be away for a moment
        solara.Text(say("room.answers", n=len(state.answers), present=present), classes=["room-count"])
    if state.stage != "revealed":
        solara.Text(say("room.hidden"), classes=["quiet"])
        if running:
            solara.Text(say("room.running", done=done, total=REPLICATES), classes=["quiet"])
    elif isinstance(task, Ballot):
        Tally(visitor, task, state)
    else:
        Prediction(visitor, task, state)
    with solara.Div(classes=["room-controls"]):
        if state.stage != "revealed":
            shut = state.stage == "open"
            solara.Button(
                say("room.lock" if shut else "room.unlock"), on_click=lambda: room.lock(shut=shut), outlined=True
            )
            if isinstance(task, Ballot):
                solara.Button(say("room.reveal"), on_click=lambda: room.reveal(), color="primary")
            else:
                text, act = say("room.reveal_run"), lambda: (room.lock(), run(True))
                solara.Button(text, on_click=handler(act), color="primary", disabled=running)
        solara.Button(say("room.reset"), on_click=room.reset, outlined=True, disabled=running)
        solara.Button(say("room.done"), on_click=room.put_away, outlined=True, disabled=running)


@component
def Tally(visitor: Visitor, ballot: Ballot, state: RoomState) -> None:
    """Show the votes as bars; a leading choice can be applied to the city."""
    say = visitor.words
    count, leading = ballot.count(state.answers), ballot.leading(state.answers)
    for place, move in enumerate(ballot.choices):
        with solara.Div(classes=["room-choice", *(["room-leading"] if place in leading else [])]):
            solara.Text(move.names[say.language])
            solara.Text(say("room.votes", n=count[place]), classes=["room-votes"])
            solara.Div(classes=["room-bar"], style={"width": f"{100 * count[place] / max(1, *count):.0f}%"})
    for place in leading:
        move = ballot.choices[place]
        if isinstance(move, SpokenChoice):
            continue
        if visitor.setup.changes.get(move.key) == move.value:
            solara.Text(say("room.applied"), classes=["quiet"])
        else:
            text = say("room.apply", move=move.names[say.language])
            solara.Button(text, on_click=handler(lambda move=move: visitor.move(move.key, move.value)), color="primary")


@component
def Prediction(visitor: Visitor, sketch: Sketch, state: RoomState) -> None:
    """Show what the room drew beside what the runs gave."""
    say, outcome, weeks = visitor.words, state.outcome, sketch.weeks
    lines: list[Curve] = []
    if state.answers:
        room = gather(state.answers)
        band = (stretch(room.low, weeks), stretch(room.high, weeks))
        lines.append(Curve(say("room.phone.room"), stretch(room.median, weeks), 1, band=band))
    if outcome is not None:
        band = (stretch(outcome.low, weeks), stretch(outcome.high, weeks))
        lines.append(Curve(say("room.phone.run"), stretch(outcome.median, weeks), 0, band=band))
    Curves(lines, INDICATOR, say, height=330, large=visitor.view.value.presenter)
    about = [say("room.median")] if state.answers else []
    about += [say("room.run", n=REPLICATES)] if outcome is not None else []
    solara.Text(" · ".join(about), classes=["quiet"])
    if state.answers and outcome is not None:
        off = distance(gather(state.answers).median, outcome.median)
        solara.Text(say("room.off", off=f"{off:.1f}", n=len(state.answers)), classes=["room-count"])
    elif not state.answers:
        solara.Text(say("room.none"))
