"""The model as Mesa knows it: a :class:`mesa.Model` around a :class:`.simulation.Simulation`. It decides nothing."""

from __future__ import annotations

from typing import Any, cast

import mesa

from .actors import BY_KIND, Citizen
from .indicators import INDICATORS, NAMES, Indicator
from .settings import Settings
from .simulation import Simulation
from .state import City, Kind
from .week import WEEK, Process


class Reading:
    """An indicator as an attribute of the model: its value of the last week, NaN before the first."""

    def __init__(self, indicator: Indicator) -> None:
        self.indicator = indicator
        self.__doc__ = f"{indicator.en} ({indicator.unit}): {indicator.meaning}."

    def __get__(self, model: GovernanceModel | None, owner: type | None = None) -> Any:
        return self if model is None else model.indicators.get(self.indicator.name, float("nan"))


class GovernanceModel(mesa.Model):
    """Governance of a prefecture-level city, week by week (市域社会治理).

    Parameters
    ----------
    settings : Settings, optional
        City, behaviour, rules, events and length; the default city without any coordination if not given.
    rng : int, optional
        Seed; ``settings.run.seed`` if not given. Everything random follows from it and from nothing else: Mesa's own
        generators are never used.
    register_citizens : bool
        Whether residents are registered as agents too. Results are the same to the bit without; founding is faster.
    check : bool
        Check conservation, bounds and finiteness after every process.
    processes : tuple of functions
        The week; see :func:`cogov.model.week.with_process`.

    Attributes
    ----------
    simulation : Simulation
    datacollector : mesa.DataCollector
        One model variable per indicator, a row per week.
    effectiveness, trust, … : float
        Every indicator of :data:`cogov.model.INDICATORS`: its value of the last week.

    Examples
    --------
    >>> from cogov.model import GovernanceModel, Citizen
    >>> model = GovernanceModel(rng=7)
    >>> model.step()
    >>> len(model.agents_by_type[Citizen])
    2880
    >>> model.week
    1
    """

    def __init__(
        self,
        settings: Settings | None = None,
        rng: int | None = None,
        register_citizens: bool = True,
        check: bool = False,
        processes: tuple[Process, ...] = WEEK,
    ) -> None:
        given = cast("object", settings)
        if not isinstance(given, Settings | None):
            raise TypeError(
                f"settings come from cogov.scenarios.load(…).settings or cogov.model.Settings, not {given!r}"
            )
        settings = Settings() if settings is None else settings
        seed = settings.run.seed if rng is None else int(rng)
        super().__init__(rng=seed)
        self.settings = settings
        self.simulation = Simulation(settings, seed=seed, check=check, processes=processes)
        for row, kind in enumerate(self.city.organisations.kind):
            BY_KIND[Kind(int(kind))](self, row)
        if register_citizens:
            for row in range(self.city.territory.citizens):
                Citizen(self, row)
        self.datacollector = mesa.DataCollector(model_reporters={name: name for name in NAMES})

    @property
    def city(self) -> City:
        """The state of the city in columns."""
        return self.simulation.city

    @property
    def week(self) -> int:
        """Weeks done."""
        return self.simulation.week

    @property
    def indicators(self) -> dict[str, float]:
        """The last week's indicators by name; empty before the first week."""
        if self.week == 0:
            return {}
        return dict(zip(NAMES, self.simulation.series[-1].tolist(), strict=True))

    def step(self) -> None:
        """Let one week pass and collect; after the last week of the settings `running` is False and nothing happens."""
        if self.week >= self.settings.run.weeks:
            self.running = False
            return
        self.simulation.step()
        self.datacollector.collect(self)
        self.running = self.week < self.settings.run.weeks

    def release(self) -> None:
        """Let go of the agents, so that memory is freed: Mesa before 3.4.2 keeps every model that ever had an agent."""
        self.remove_all_agents()
        ids: dict[Any, Any] = getattr(mesa.Agent, "_ids", {})
        ids.pop(self, None)


for _indicator in INDICATORS:
    setattr(GovernanceModel, _indicator.name, Reading(_indicator))
