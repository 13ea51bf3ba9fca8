"""The runs of the rounds: the same seeds, and as many, as on the page where a city is played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ....experiments.execution.runs import seeds, with_seed
from ....experiments.statistics.paired import Difference
from ....model.parameters.settings import Settings, change
from ..configuration import SettingValue
from ..run_cache import course
from ..use_runs import REPLICATES
from .actor_levers import ACTORS, ActorKind, hold_levers
from .round_game import RoundGame
from .round_outcome import SOLVED, CityOutcome, RoundResult, compare_runs, gather_runs

RunsTold = Callable[[int, int], object]
"""Gets how many runs are made, and of how many."""


def city_with(settings: Settings, values: Mapping[str, SettingValue]) -> Settings:
    """Return a city with levers put to values, by dotted key.

    Raises
    ------
    pydantic.ValidationError
        If they do not fit together.
    """
    over: dict[str, Any] = {}
    for key, value in values.items():
        _, group, name = key.split(".")
        over.setdefault(group, {})[name] = value
    return settings.model_copy(update={"rules": change(settings.rules, over)})


async def run_city(settings: Settings, tell: Callable[[], object] = lambda: None) -> CityOutcome:
    """Run a city once for each seed.

    Raises
    ------
    TooLarge
        If the browser does not make such a run.
    """
    made: list[Any] = []
    for seed in seeds(settings.run.seed, REPLICATES):
        made.append(await course(with_seed(settings, seed)))
        tell()
    return gather_runs([each.of(SOLVED) for each in made], [each.final for each in made])


async def begin_game(settings: Settings, tell: RunsTold) -> RoundGame:
    """Return a game in a city as it is.

    Raises
    ------
    TooLarge
        If the browser does not make such a run.
    """
    levers = hold_levers(settings)
    count = _count(REPLICATES, tell)
    opening = await run_city(settings, count)
    return RoundGame(levers, opening, {each.key: each.start for held in levers.values() for each in held})


async def run_round(settings: Settings, game: RoundGame, tell: RunsTold) -> RoundResult:
    """Run the city with all that the tables set, and with what each of them changed alone.

    Parameters
    ----------
    settings : Settings
        Of the city before the first round.
    game : RoundGame
        In the phase *run*.
    tell : callable
    """
    changed: set[ActorKind] = {move.actor for move in game.moves}
    movers: tuple[ActorKind, ...] = tuple(actor for actor in ACTORS if actor in changed)
    parts = movers if len(movers) > 1 else ()
    count = _count(REPLICATES * (1 + len(parts)), tell)
    outcome = await run_city(city_with(settings, game.values), count)
    together = compare_runs(outcome, game.before)
    alone: dict[ActorKind, Difference] = dict.fromkeys(movers, together)
    for actor in parts:
        found = await run_city(city_with(settings, game.values_alone(actor)), count)
        alone[actor] = compare_runs(found, game.before)
    return RoundResult(
        game.number, tuple(actor for actor in ACTORS if actor in game.seats), game.values, game.moves,
        dict(game.guesses), outcome, together, alone,
    )  # fmt: skip


def _count(total: int, tell: RunsTold) -> Callable[[], None]:
    done = 0
    tell(done, total)

    def count() -> None:
        nonlocal done
        done += 1
        tell(done, total)

    return count
