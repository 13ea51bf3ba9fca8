"""Tables play actors: what the stage shows of each phase, and the steps of the trainer."""

from __future__ import annotations

from typing import cast

import solara
from reacton import component
from reacton.ipyvuetify import Html

from .. import configuration as setups
from ..hooks import handler, use_background, use_state
from ..room.actor_levers import ACTORS, actor_name
from ..room.room import Room
from ..room.room_state import RoomState, TablesPlaying
from ..room.round_export import rounds_table
from ..room.round_game import PHASES, ROUNDS, GamePhase, RoundGame
from ..room.round_runs import begin_game, run_round
from ..run_cache import TooLarge
from ..session import Visitor
from ..translations import Words, in_both
from .questions import title
from .round_reveal import RoundReveal, say_move
from .takeaway import FileButton


@component
def BeginRounds(visitor: Visitor, room: Room) -> None:
    """Offer the game of rounds in the city played."""
    say, setup, uploads = visitor.words, visitor.setup, visitor.uploads.value
    beginning, begin = use_state(False)
    told, tell = use_state(cast("tuple[int, int]", (0, 0)))

    async def start() -> None:
        """Run the city as it is, so that tables see figures, and let them take seats."""
        if not beginning:
            return
        try:
            settings = setups.scenario_played(setup, uploads).settings
            game = await begin_game(settings, lambda done, total: tell((done, total)))
            room.begin(TablesPlaying(game, settings, title(setup, uploads)))
        except TooLarge as problem:
            visitor.told.set((in_both("shell.too_many", residents=problem.residents, most=problem.most),))
        finally:
            begin(False)

    use_background(start, beginning)
    with solara.Div(classes=["room-question"]):
        solara.Text(say("rounds.title"), classes=["shelf-title"])
        solara.Text(say("rounds.about"))
        text = say("rounds.begin", city=visitor.title(setup.scenario))
        solara.Button(text, on_click=lambda: begin(True), color="primary", disabled=beginning)
        if beginning:
            solara.Text(say("rounds.beginning", done=told[0], total=told[1]), classes=["quiet"])


@component
def Rounds(visitor: Visitor, room: Room, version: object) -> None:
    """Show the present phase to the room, or its notes on the trainer's second screen, and the way on."""
    say, state = visitor.words, room.state
    playing = state.tables
    running, run = use_state(False)

    async def run_due() -> None:
        """Run the city with what the tables set, and reveal what came of it."""
        if not running or playing is None:
            return
        try:
            result = await run_round(playing.settings, playing.game, room.tell_runs)
            room.step(lambda game: game.finish(result))
        except TooLarge as problem:
            visitor.told.set((in_both("shell.too_many", residents=problem.residents, most=problem.most),))
        finally:
            room.tell_runs(0, 0)
            run(False)

    use_background(run_due, running)
    if playing is None:
        return
    game, console = playing.game, visitor.view.value.console
    about = {"data-round": str(game.number), "data-phase": game.phase}
    with solara.Div(classes=["rounds", *(["rounds-console"] if console else [])], attributes=about):
        RoundSteps(visitor, playing)
        with solara.Div(classes=["rounds-body"]).key(f"{game.number} {game.phase} {console}"):
            if console:
                Notes(say, state, playing)
            elif game.phase in ("seats", "propose"):
                if game.phase == "propose":
                    solara.Text(say("rounds.propose_stage"), classes=["room-count"])
                Seats(say, state, game)
            elif game.phase == "reveal":
                RoundReveal(say, game, large=visitor.view.value.presenter)
            else:
                Proposals(say, playing)
        with solara.Div(classes=["room-controls"]):
            busy = running or playing.total > 0
            if game.phase != "seats":
                text = say("rounds.back", phase=say(f"rounds.phase.{phase_before(game)}"))
                go_back = handler(lambda: room.step(RoundGame.back))
                solara.Button(text, on_click=go_back, outlined=True, disabled=busy)
            if game.phase == "run":
                solara.Button(say("rounds.run"), on_click=lambda: run(True), color="primary", disabled=busy)
            elif not game.is_over:
                text = (
                    say("rounds.next_round", n=game.number + 1)
                    if game.phase == "reveal"
                    else say("rounds.next", phase=say(f"rounds.phase.{PHASES[PHASES.index(game.phase) + 1]}"))
                )
                solara.Button(text, on_click=handler(lambda: room.step(RoundGame.advance)), color="primary")
            if game.results:
                # A round that was taken back and run again is another one.
                key = (say.language, *(f"{dict(each.values)} {dict(each.guesses)}" for each in game.results))
                FileButton("cogov-rounds.csv", key, lambda: rounds_table(game, say.language), say("rounds.export"))
            solara.Button(say("rounds.end"), on_click=room.put_away, outlined=True, disabled=running)


def phase_before(game: RoundGame) -> GamePhase:
    """Return the phase that a game goes back to."""
    return "reveal" if game.phase == "propose" and game.number > 1 else PHASES[PHASES.index(game.phase) - 1]


@component
def RoundSteps(visitor: Visitor, playing: TablesPlaying) -> None:
    """Show where the game stands."""
    say, game = visitor.words, playing.game
    with solara.Div(classes=["rounds-steps"]):
        names = {"city": playing.city[say.language], "round": say("rounds.round", n=game.number, of=ROUNDS)}
        phase = say(f"rounds.phase.{game.phase}")
        Html(tag="h2", children=[say("rounds.heading", phase=phase, **names)], class_="rounds-heading")
        with solara.Div(classes=["rounds-phases"], attributes={"role": "list", "aria-label": say("rounds.steps")}):
            for each in PHASES[1:]:
                here = {"aria-current": "step"} if each == game.phase else {}
                with solara.Div(classes=["rounds-phase"], attributes={"role": "listitem", **here}):
                    solara.Text(say(f"rounds.phase.{each}"))
        console = not visitor.view.value.console
        text = say("rounds.console" if console else "rounds.stage")
        solara.Button(text, on_click=handler(lambda: visitor.show(console=console)), text=True)


@component
def Seats(say: Words, state: RoomState, game: RoundGame) -> None:
    """Show the seven actors, who is played, and what each holds as the last round left it."""
    solara.Text(say("rounds.tables", n=len(game.seats)), classes=["room-count"])
    with solara.Div(classes=["rounds-seats"]):
        for actor in ACTORS:
            seated = actor in game.seats
            with solara.Div(classes=["rounds-seat", *(["rounds-taken"] if seated else [])]):
                solara.Text(actor_name(actor, say.language), classes=["shelf-title"])
                gone = seated and actor in state.away
                held = game.levers[actor]
                state_of = say("rounds.away" if gone else "rounds.taken" if seated else "rounds.free")
                way = say("rounds.carries" if held[0].carried else "rounds.proposes")
                solara.Text(f"{state_of} · {way}", classes=["quiet"])
                for lever in held:
                    value = lever.say(game.fixed[lever.key], say.language)
                    solara.Text(say("rounds.holds", lever=lever.names[say.language], value=value))
    solara.Text(say("rounds.none_needed"), classes=["quiet"])


@component
def Proposals(say: Words, playing: TablesPlaying) -> None:
    """Show what all tables propose, and how far they have committed or the city has run."""
    game = playing.game
    if game.phase == "deliberate":
        solara.Text(say("rounds.deliberate_stage"), classes=["room-count"])
    Progress(say, playing)
    if not game.moves:
        solara.Text(say("rounds.nothing"), classes=["room-asked"])
    with solara.Div(classes=["rounds-proposals"]):
        for actor in ACTORS:
            moves = [move for move in game.moves if move.actor == actor]
            if moves or actor in game.seats:
                with solara.Div(classes=["rounds-moves"], attributes={"data-actor": actor}):
                    solara.Text(actor_name(actor, say.language), classes=["shelf-title"])
                    for move in moves:
                        solara.Text(say_move(say, game, move))
                    if not moves:
                        solara.Text(say("rounds.state_still"), classes=["quiet"])


@component
def Progress(say: Words, playing: TablesPlaying) -> None:
    """Show how many tables have committed, or how many runs are made."""
    game = playing.game
    with solara.Div(attributes={"role": "status"}):
        if game.phase == "commit":
            text = say("rounds.commit_stage", n=len(game.committed), of=len(game.seats))
            solara.Text(text, classes=["room-count"])
        elif playing.total:
            solara.Text(say("rounds.running", done=playing.made, total=playing.total), classes=["room-count"])
            width = {"width": f"{100 * playing.made / playing.total:.0f}%"}
            solara.Div(classes=["room-bar"], style=width)


@component
def Notes(say: Words, state: RoomState, playing: TablesPlaying) -> None:
    """Show the trainer what to say, and how far each table is; not what it set."""
    game = playing.game
    solara.Text(say("rounds.console_about"), classes=["quiet"])
    solara.Text(say(f"rounds.note.{game.phase}"), classes=["trainer-note"])
    Progress(say, playing)
    with solara.Div(classes=["rounds-progress"]):
        for actor in ACTORS:
            moved = sum(move.actor == actor for move in game.moves)
            parts = [say("rounds.state_moved", n=moved) if moved else say("rounds.state_still")]
            if actor in game.committed:
                parts.append(say("rounds.state_committed"))
            if actor in state.away:
                parts.append(say("rounds.away_short"))
            solara.Text(actor_name(actor, say.language), classes=["shelf-title"])
            solara.Text(" · ".join(parts) if actor in game.seats else say("rounds.state_free"))
    solara.Text(say("rounds.console_seen"), classes=["quiet"])
