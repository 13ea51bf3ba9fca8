"""What a model is given by its user, as settings and a seed; what Mesa's batches do besides."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import mesa.batchrunner

from ..parameters.settings import Settings
from ..seed import SEEDS, check_seed

LOADERS = "cogov.settings"
"""The entry point group under which a package says how to get settings from a name and from changes.

The model knows nothing of scenario files, which are above it. So it does not import their reader but asks, by Python's
own means for plug-ins, who is installed that can read them; a worker process that was spawned finds it just as well.
"""

SettingsSource = Any
"""What settings come from: settings, or what a loader can read."""


def resolve_settings(source: SettingsSource, changes: dict[str, Any]) -> Settings:
    """Return settings from whatever a user has.

    Raises
    ------
    TypeError
        If it is of a kind that nobody installed can read.
    """
    if not changes and (source is None or isinstance(source, Settings)):
        return Settings() if source is None else source
    if (load := _loader()) is None:
        raise TypeError("settings by name, and changes by keyword, need cogov.scenarios, which is not installed")
    return load(source, changes)


def open_scenario(
    settings: SettingsSource, rng: int | None, seed: int | None, given: dict[str, Any]
) -> tuple[SettingsSource, int | None, dict[str, Any], Any]:
    """Return settings, seed and changes with what a scenario of Mesa 3.5 says besides, and that scenario.

    Its parameters are what the model takes by keyword: ``settings``, dotted keys and tables. What is given to the model
    itself comes before them. Pages of Mesa hand over a scenario without any.
    """
    told = given.get("scenario")
    if told is None or not any(each.__module__.startswith("mesa.") for each in type(told).__mro__):
        return settings, rng, given, None
    said: dict[str, Any] = {key: value for key, value in vars(told).items() if key not in ("model", "_scenario_id")}
    said |= {key: value for key, value in given.items() if key != "scenario"}
    own, luck = said.pop("settings", None), said.pop("rng", None)
    luck = luck if rng is None and seed is None else rng
    return own if settings is None else settings, luck, said, told


@cache
def _loader() -> Callable[[SettingsSource, dict[str, Any]], Settings] | None:
    """Return what reads scenarios, if it is installed."""
    return next((entry.load() for entry in entry_points(group=LOADERS)), None)


def choose_seed(rng: int | None, seed: int | None, settings: Settings) -> int:
    """Return the seed of a model: the one given, else that of the settings and of the batch's iteration.

    Raises
    ------
    TypeError
        If two are given, or one that is no whole number.
    ValueError
        If it is out of range.
    """
    if rng is not None and seed is not None:
        raise TypeError(f"rng and seed are two names of one thing, and both are given: {rng!r} and {seed!r}")
    given: Any = seed if rng is None else rng
    if given is None:
        return (settings.run.seed + _iteration()) % SEEDS
    return check_seed(given)


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
