"""``cogov version``: what decides the results."""

from __future__ import annotations

import typer

from ....experiments.execution.provenance import git_state, versions
from ...language.translations import preferred_language, words
from .options import Lang


def version(lang: Lang = None) -> None:
    """Print the version of cogov and of what decides its results."""
    for name, number in versions().items():
        typer.echo(f"{name} {number}")
    if state := git_state():
        say = words(lang or preferred_language())
        typer.echo(say("version.dirty" if state["dirty"] else "version.commit", commit=state["commit"]))
