"""``cogov check-extension``: whether both editions of the model say the same of an extension, or one the same twice."""

from __future__ import annotations

from typing import Annotated

import typer

from ....experiments.execution.agreement import TOLERANCE, compare_editions, repeat_edition
from ....experiments.execution.exit_codes import NOT_MET
from ....experiments.execution.runs import RunError
from ....model.extensions.bundle import ExtendedSettings
from ....model.extensions.source import ExtensionError
from ....scenarios import Scenario, load
from ....scenarios.message import message
from ...language.translations import Words, preferred_language, words
from .. import consoles
from .options import Lang


def check_extension(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file that uses extensions.")],
    cities: Annotated[
        int, typer.Option("--cities", min=1, max=10_000, metavar="N", help="Small cities that are drawn.")
    ] = 20,
    weeks: Annotated[int, typer.Option("--weeks", min=1, max=520, metavar="W", help="Weeks of each.")] = 12,
    lang: Lang = None,
) -> None:
    """Hold both editions of the model equal where a scenario uses extensions; exits 1 where they part."""
    say = words(lang or preferred_language())
    record = load(scenario)
    if not isinstance(record.settings, ExtendedSettings):
        raise typer.BadParameter(message("extension.none_used", name=scenario), param_hint="SCENARIO")
    consoles.tell_warnings([record], say)
    bundle = record.settings.bundle
    names = ", ".join(bundle.digests)
    consoles.announce_compilation(say)
    try:
        if len(bundle.editions) < 2:
            _repeat(record, names, min(bundle.editions), cities, weeks, say)
        else:
            _compare(record, names, cities, weeks, say)
    except ExtensionError as error:
        raise RunError(error.args[0]) from error


def _compare(record: Scenario, names: str, cities: int, weeks: int, say: Words) -> None:
    """Say whether both editions agree."""
    with consoles.progress(names, cities, say("extension.cities")) as advance:
        found = compare_editions(record, cities, weeks, advance)
    if found.apart:
        name, city, week = found.apart.split(", ")
        told = say("extension.apart", names=names, column=name, city=city, week=week, largest=f"{found.largest:.3g}")
        consoles.show(told, say)
        raise typer.Exit(NOT_MET)
    told = say(
        "extension.agree", names=names, cities=found.cities, weeks=found.weeks, values=f"{found.values:,}",
        largest=f"{found.largest:.2g}", tolerance=f"{TOLERANCE:g}",
    )  # fmt: skip
    consoles.show(told, say)


def _repeat(record: Scenario, names: str, edition: str, cities: int, weeks: int, say: Words) -> None:
    """Say of an extension of one edition what can be said: whether equal luck gives equal weeks, and what it costs."""
    with consoles.progress(names, cities, say("extension.cities")) as advance:
        found = repeat_edition(record, cities, weeks, advance)
    consoles.show(say("extension.one_edition", names=names, edition=say(f"extension.{edition}")), say)
    if edition == "agents":
        longer = f"{found.seconds / found.compiled:.0f}"
        times = {"seconds": f"{found.seconds:.3g}", "compiled": f"{found.compiled:.2g}", "longer": longer}
        consoles.show(say("extension.cost", name=record.name, **times), say)
    if found.apart is not None:
        consoles.show(say("extension.luck", names=names, city=found.apart), say)
        raise typer.Exit(NOT_MET)
    consoles.show(say("extension.repeated", cities=found.cities, weeks=found.weeks), say)
