"""All that a log needs to know of two scenarios, from runs that whoever asks makes in a way of her own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, cast

from ...scenarios import Scenario
from ..execution.course import AwaitedRun
from ..execution.runs import with_seed
from .attribution import Attribution, plan
from .decomposition import Contribution, Share, contributions, shares
from .divergence import Divergence, SideBySide
from .logged_scenario import LoggedScenario


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is known of why two scenarios differ.

    Attributes
    ----------
    before, after : LoggedScenario
    divergence : Divergence
        Where the first pair of runs parts.
    contributions : tuple of Contribution
        Of each component of the index to the difference in effectiveness.
    shares : tuple of Share
        Effort of each kind of actor.
    attribution : Attribution
        What each change does alone, and what the whole would be without it.
    """

    before: LoggedScenario
    after: LoggedScenario
    divergence: Divergence
    contributions: tuple[Contribution, ...]
    shares: tuple[Share, ...]
    attribution: Attribution


async def explain(
    before: Scenario,
    after: Scenario,
    *,
    replicates: int,
    run: AwaitedRun,
    on_week: Callable[[], Awaitable[object]],
) -> Explanation:
    """Return why two scenarios differ.

    Parameters
    ----------
    before, after : Scenario
    replicates : int
        Paired runs.
    run : callable
        What it raises ends the work.
    on_week : callable
        Awaited after each week of the two cities that live side by side, so that the work can be cancelled there.
    """
    planned = plan(before.settings, after.settings, replicates=replicates)
    finals = {settings.digest(): (await run(cast(Any, settings))).final for settings in planned.runs()}
    seed = before.settings.run.seed

    async def log(scenario: Scenario) -> LoggedScenario:
        runs = [await run(cast(Any, with_seed(scenario.settings, seed + number))) for number in range(replicates)]
        return LoggedScenario(scenario, tuple(each.series for each in runs))

    one, other = await log(before), await log(after)
    together = SideBySide(before.settings, after.settings)
    while together.week < together.weeks:
        together.step()
        await on_week()
    return Explanation(
        one,
        other,
        together.divergence(),
        tuple(contributions(one.runs, other.runs, after.settings.behaviour.index)),
        tuple(shares(*together.effort)),
        planned.effects(finals),
    )
