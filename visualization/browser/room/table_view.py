"""What a phone is shown of the rounds: of other tables' levers nothing before all lie open."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from ...language.formatting import format_number, level, localise
from ..configuration import SettingValue
from ..measures import BY_NAME
from ..translations import LANGUAGES, Language, words
from .actor_levers import ACTORS, CONCERNS, ActorKind, HeldLever, actor_name
from .ballot import BothTexts
from .round_game import ROUNDS, RoundGame
from .round_outcome import RoundResult, TableMove

OPEN = ("deliberate", "commit", "run", "reveal")
"""Phases in which what the tables propose lies open."""


def describe_game(game: RoundGame, table: str, away: Collection[str], city: BothTexts) -> dict[str, Any]:
    """Return what one phone is shown, as JSON takes it.

    Parameters
    ----------
    game : RoundGame
    table : str
        The phone; it may play nobody.
    away : collection of str
        Phones that are not there, so that their actors can be taken over.
    city : dict
        What the city is called, by language.
    """
    actor = game.actor_of(table)
    shown: dict[str, Any] = {
        "kind": "tables",
        "round": game.number,
        "rounds": ROUNDS,
        "phase": game.phase,
        "over": game.is_over,
        "city": dict(city),
        "actors": [
            {"key": each, "name": _name(each), "free": each not in game.seats or game.seats[each] in away}
            for each in ACTORS
        ],
        "mine": actor,
        "headline": round(game.last.headline),
        "moves": describe_moves(game, game.result.moves if game.result else game.moves) if game.phase in OPEN else [],
    }  # fmt: skip
    if actor is not None:
        shown |= {
            "figures": describe_figures(actor, game.last.figures),
            "levers": [_describe_lever(game, lever) for lever in game.levers[actor]],
            "committed": actor in game.committed,
            "guess": game.guesses.get(actor),
        }
    if game.result is not None:
        shown["result"] = _describe_result(game, game.result, actor)
    return shown


def describe_figures(actor: ActorKind, figures: Mapping[str, float]) -> list[dict[Language, str]]:
    """Return the figures of the last run that concern an actor, as sentences in its words."""

    def say(name: str, language: Language) -> str:
        return words(language)(f"rounds.sees.{actor}_{name}", n=say_figure(figures[name], name, language))

    return [_both(partial(say, name)) for name in CONCERNS[actor]]


def say_figure(value: float, name: str, language: Language) -> str:
    """Return a value of an indicator as text: shares in whole per cent."""
    indicator = BY_NAME[name]
    if indicator.unit == "share" and value == value:
        return localise(f"{format_number(100 * value, 0)} %", words(language))
    if indicator.unit == "index" and value == value:
        return format_number(value, 2)
    return format_number(value, 0) if indicator.unit == "issues" else level(value, indicator)


def describe_moves(game: RoundGame, moves: Collection[TableMove]) -> list[dict[str, Any]]:
    """Return what tables changed."""
    result: list[dict[str, Any]] = []
    for move in moves:
        lever = game.lever(move.key)
        before, after = (_both(partial(lever.say, value)) for value in (move.before, move.after))
        result.append({"actor": _name(move.actor), "lever": dict(lever.names), "before": before, "after": after})
    return result


def gate_of(game: RoundGame, lever: HeldLever, *, open_to_all: bool) -> str | None:
    """Return the other lever that holds one back, or None.

    What another table has put in this round counts only once it lies open.
    """
    if lever.gate is None:
        return None
    held = {each.key: each for held in game.levers.values() for each in held}
    values: Mapping[str, SettingValue] = game.values if open_to_all else game.values_alone(lever.actor)
    gate = held.get(lever.gate.path)
    value = values[gate.key] if gate is not None else lever.gate_start
    return lever.gate.path if value == lever.gate.off else None


def _describe_lever(game: RoundGame, lever: HeldLever) -> dict[str, Any]:
    value = game.values[lever.key]
    shown: dict[str, Any] = {
        "key": lever.key, "name": dict(lever.names), "hint": dict(lever.hints), "carried": lever.carried,
        "value": value, "fixed": game.fixed[lever.key], "share": lever.share, "unit": dict(lever.units),
    }  # fmt: skip
    if lever.choices:
        shown["choices"] = [{"value": each, "text": dict(called)} for each, called in lever.choices]
    else:
        shown |= {"low": lever.low, "high": lever.high, "step": lever.step}
    if gate_of(game, lever, open_to_all=game.phase in OPEN):
        shown["idle"] = {each: words(each)("levers.idle", lever=lever.gate_names[each]) for each in LANGUAGES}
    return shown


def _describe_result(game: RoundGame, result: RoundResult, actor: ActorKind | None) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "before": round(game.before.headline),
        "after": round(result.outcome.headline),
        "together": round(result.together.mean, 1),
        "guesses": sorted(result.guesses.values()),
    }
    if actor is not None and actor in result.alone:
        shown["alone"] = round(result.alone[actor].mean, 1)
    if actor is not None and actor in result.guesses:
        shown["off"] = round(abs(result.guesses[actor] - result.outcome.headline))
    return shown


def _name(actor: ActorKind) -> dict[Language, str]:
    return _both(partial(actor_name, actor))


def _both(say: Callable[[Language], str]) -> dict[Language, str]:
    return {language: say(language) for language in LANGUAGES}
