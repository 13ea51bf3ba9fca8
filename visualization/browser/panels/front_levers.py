"""The levers that move most here, with what each could bring; all others behind them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reacton import component, use_memo

from ....model.indicators import Indicator
from ....model.parameters.settings import Settings
from ...language.formatting import change, localise
from ..hooks import use_background, use_state
from ..opening import front_as_shipped
from ..potential import LeverPotential, LeverTrial, choose_front, judge, list_levers, plan_trials, switch_of
from ..run_cache import CachedRun, TooLarge, course
from ..serving.presence import visitor as presence
from ..translations import Words
from ..use_runs import REST
from .levers import Levers, LeversShown, describe_lever


@dataclass(frozen=True, eq=False)
class Tried:
    """A city and what became of it with one lever moved.

    Attributes
    ----------
    digest : str
        Of the settings of the city.
    base : mapping
        Its last year, by indicator.
    trials : tuple of LeverTrial
    finals : tuple of mapping
        The last year of those trials that are done.
    """

    digest: str = ""
    base: Mapping[str, float] | None = None
    trials: tuple[LeverTrial, ...] = ()
    finals: tuple[Mapping[str, float], ...] = ()

    def potentials(self, name: str) -> list[LeverPotential]:
        """Return what each lever that was tried brings of an indicator."""
        if self.base is None:
            return []
        done = self.trials[: len(self.finals)]
        return judge(done, [final[name] - self.base[name] for final in self.finals])


_NOTHING = Tried()


def use_trials(settings: Settings, keys: Sequence[str] | None) -> Tried:
    """Return what levers bring in a city, tried when nothing else is to be done (a hook).

    Parameters
    ----------
    settings : Settings
    keys : sequence of str or None
        Levers to try; none if empty, all if None.
    """
    found, set_found = use_state(_NOTHING)
    me = use_memo(presence, [])
    digest = settings.digest()

    async def attempt() -> None:
        if keys == ():
            return
        await asyncio.sleep(2 * REST)
        finals: list[Mapping[str, float]] = []
        try:
            base: CachedRun = await course(settings, patient=True)
            trials = tuple(plan_trials(settings, keys or ()))
            for trial in trials:
                while not me.here:
                    await asyncio.sleep(1.0)
                finals.append((await course(trial.settings, patient=True)).final)
            set_found(Tried(digest, base.final, trials, tuple(finals)))
        except TooLarge:
            return

    use_background(attempt, digest, keys)
    return found


@component
def FrontLevers(
    settings: Settings,
    original: Settings,
    indicator: Indicator,
    words: Words,
    on_move: Callable[[str, Any, bool], object],
) -> None:
    """Show the levers that move the indicator most in the scenario as it is shipped; `on_move` as of `Levers`."""
    shipped = use_memo(lambda: front_as_shipped(original), [original.digest()])
    ranked = use_trials(original, () if shipped else None)
    found = ranked.potentials("effectiveness") if ranked.digest == original.digest() else []
    keys = shipped.keys if shipped else choose_front(found)
    weighed = use_trials(settings, keys)
    fresh = weighed.digest == settings.digest()
    if weighed.base is not None and set(keys) == {trial.key for trial in weighed.trials}:
        potentials = {each.key: each for each in weighed.potentials(indicator.name)}
    elif shipped and indicator.name == "effectiveness":
        potentials, fresh = {each.key: each for each in shipped.potentials}, settings.digest() == original.digest()
    else:
        potentials = {}
    most = max((max(each.up, -each.down) for each in potentials.values()), default=0.0)
    rules = {lever.path: (rule, lever) for rule, lever in list_levers()}
    front: list[dict[str, Any]] = []
    for key in keys:
        item = describe_lever(settings, original, *rules[key], words)
        if switch := switch_of(key):
            item["switch"] = describe_lever(settings, original, *rules[switch], words)
        if potential := potentials.get(key):
            item["potential"] = _describe(potential, most, indicator, words) | {"fresh": fresh}
        front.append(item)
    title = words("levers.front", indicator=words.title(indicator)) if keys else words("levers.ranking")
    if keys and indicator.unit not in ("share", "index"):  # a change of a share says its unit; an index has none
        title = words("levers.in_unit", front=title, unit=words.unit(indicator))
    Levers(settings, original, words, on_move, shown=LeversShown(title, tuple(front)))


def describe_potential(potential: LeverPotential, indicator: Indicator, words: Words) -> str:
    """Return what a lever could bring, from end to end."""
    up, down = (localise(change(end, indicator), words) for end in (potential.up, potential.down))
    if not re.search("[1-9]", up + down):  # a median of whole weeks, say, which no lever alone shifts by one
        return words("levers.no_potential")
    return words("levers.potential", up=up, down=down)


def _describe(potential: LeverPotential, most: float, indicator: Indicator, words: Words) -> dict[str, Any]:
    """Return what a lever could bring as the page draws it: text, and both ends as parts of the widest bar."""
    scale = most or 1.0
    return {
        "text": describe_potential(potential, indicator, words),
        "up": 100 * potential.up / scale,
        "down": -100 * potential.down / scale,
        "better": indicator.better >= 0,
    }
