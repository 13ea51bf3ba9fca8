"""The model as Mesa knows it: a :class:`mesa.Model` around a :class:`.simulation.Simulation`. It decides nothing."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import mesa
import mesa.batchrunner

from .actors import BY_KIND, Citizen
from .indicators import INDICATORS, NAMES, Indicator
from .settings import Settings
from .simulation import Simulation
from .state import City, Kind
from .week import WEEK, Process

LOADERS = "cogov.settings"
"""The entry point group under which a package says how to get settings from a name and from changes.

The model knows nothing of scenario files, which are above it. So it does not import their reader but asks, by Python's
own means for plug-ins, who is installed that can read them; a worker process that was spawned finds it just as well.
"""

SettingsSource = Any
"""What settings come from: settings, or what a loader can read."""


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
    settings : Settings or str, optional
        City, behaviour, rules, events and length; or the name of a scenario, the path of a scenario file, or a record
        of one. The default city without any coordination if not given.
    rng : int, optional
        Seed; ``settings.run.seed`` if not given, and in an iteration of ``mesa.batch_run`` that and the iteration's
        number together, so that iterations differ and each can be made again. Everything random follows from it and
        from nothing else: Mesa's own generators are never used.
    register_citizens : bool
        Whether residents are registered as agents too. Results are the same to the bit without; founding is faster.
    check : bool
        Check conservation, bounds and finiteness after every process.
    processes : tuple of functions
        The week; see :func:`cogov.model.week.with_process`.
    seed : int, optional
        Mesa's older name of `rng`.
    **kwargs
        Settings to change, by dotted key: ``**{"rules.goals.strength": 0.5}``; or tables of them.

    Raises
    ------
    TypeError
        If settings are of another kind, or two seeds are given.
    ValueError
        If a name, a change or the seed is not valid; the message says what is allowed.

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
        settings: SettingsSource = None,
        rng: int | None = None,
        register_citizens: bool = True,
        check: bool = False,
        processes: tuple[Process, ...] = WEEK,
        *,
        seed: int | None = None,
        **kwargs: Any,  # by this name Mesa's pages know that further keywords are taken
    ) -> None:
        settings = _resolve_settings(settings, kwargs)
        seed = _seed(rng, seed, settings)
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


@cache
def _loader() -> Callable[[SettingsSource, dict[str, Any]], Settings] | None:
    """Return what reads scenarios, if it is installed."""
    return next((entry.load() for entry in entry_points(group=LOADERS)), None)


def _resolve_settings(source: SettingsSource, changes: dict[str, Any]) -> Settings:
    # Pages of Mesa 3.5 hand over a record of parameters of their own, which says nothing here.
    told = changes.get("scenario")
    if told is not None and type(told).__module__.startswith("mesa."):
        changes = {key: value for key, value in changes.items() if key != "scenario"}
    if not changes and (source is None or isinstance(source, Settings)):
        return Settings() if source is None else source
    if (load := _loader()) is None:
        raise TypeError("settings by name, and changes by keyword, need cogov.scenarios, which is not installed")
    return load(source, changes)


def _seed(rng: int | None, seed: int | None, settings: Settings) -> int:
    if rng is not None and seed is not None:
        raise TypeError(f"rng and seed are two names of one thing, and both are given: {rng!r} and {seed!r}")
    given: Any = seed if rng is None else rng
    if given is None:
        return (settings.run.seed + _iteration()) % 2**63
    if isinstance(given, bool) or not hasattr(given, "__int__") or int(given) != given:
        raise TypeError(f"the seed is {given!r}; a whole number is needed, so that the run can be made again")
    if not 0 <= int(given) < 2**63:
        raise ValueError(f"the seed is {given!r}; allowed 0 to {2**63 - 1}")
    return int(given)


def _iteration() -> int:
    """Return the number of the iteration of ``mesa.batch_run`` that makes a model; 0 outside of one.

    Mesa hands the number to nobody: it builds models that differ only in what their own generator draws from the
    system's entropy. Here all luck is keyed by the seed, so the number is read where Mesa keeps it, in the frame of the
    function that builds the model. Only that very function is looked at.
    """
    runs = getattr(vars(mesa.batchrunner).get("_model_run_func"), "__code__", None)
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code is runs:
            return int(frame.f_locals.get("iteration", 0))
        frame = frame.f_back
    return 0


for _indicator in INDICATORS:
    setattr(GovernanceModel, _indicator.name, Reading(_indicator))
