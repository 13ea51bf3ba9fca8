"""Runs of a comparison or a multiplier that are kept in its folder, so that the same command goes on after a kill."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import typer

from ...experiments.execution.signals import draining
from ...experiments.sweeps.city_runs import CityRuns, ShardMade
from ...scenarios import Scenario
from ...scenarios.message import message
from ..language.translations import Words
from . import consoles


def require_folder(out: Path | None, **asked: object) -> None:
    """Refuse what only runs in a folder can have.

    Parameters
    ----------
    out : Path or None
    **asked
        Options by name; None where not given.

    Raises
    ------
    typer.BadParameter
    """
    given = [name for name, value in asked.items() if value is not None]
    if out is None and given:
        raise typer.BadParameter(message("usage.needs_out"), param_hint=f"--{given[0]}")


@contextmanager
def kept_runs(out: Path | None, scenario: Scenario, say: Words) -> Generator[CityRuns | None]:
    """Give what keeps runs below a folder, and lets the first signal finish those under way; None without a folder."""
    if out is None:
        yield None
        return
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        try:
            yield CityRuns(
                out, scenario, notice=lambda text: consoles.tell(text, say), interrupted=lambda: stopped.number
            )
        except ShardMade as made:
            part = made.results.folder
            consoles.show(say("shard.made", runs=made.results.progress.ok, folder=part, above=part.parent), say)
            raise typer.Exit from None
