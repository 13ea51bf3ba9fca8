"""The picture of where coordination multiplies: a plane of load and complementarity for each set of players."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from ...experiments.execution.runs import resolve_scenario
from ...experiments.multipliers.map import MapStudy, own_elasticity
from ...experiments.multipliers.result import rows_of
from ..language.formatting import format_number
from ..language.translations import Words
from .heatmap import Panel, Square, planes
from .svg import Drawing

_SIGNS = {"multiplier": "+", "mending": "±", "substitutes": "−", "harm": "−"}


def picture(table: pd.DataFrame, study: MapStudy, say: Words) -> Drawing:
    """Draw the map of a study.

    Parameters
    ----------
    table : DataFrame
        From :func:`run_map`; it says of which code it is.
    study : MapStudy
        The same.
    say : Words
        In which language.
    """
    largest = max(abs(row["raw_synergy"]) for row in rows_of(table)) or 1.0
    usual = study.residents[0]
    by_elasticity: list[Panel] = []
    by_size: list[Panel] = []
    comma = "；" if say.language == "zh" else "; "
    own = own_elasticity(study)
    for players in study.players:
        title = say(f"multiplier.map.{players}")
        every = rows_of(table, players=players)
        rows = [row for row in every if row["residents"] == usual]
        plane = [
            (
                "∞" if s == float("inf") else f"{s:.2g}",
                _squares([row for row in rows if row["elasticity"] == s], largest),
            )
            for s in sorted(study.elasticities, reverse=True)
        ]
        columns = [f"×{each:g}" for each in study.loads]
        by_elasticity.append(Panel(title, columns, plane))
        rows = [row for row in every if row["elasticity"] == own or abs(row["elasticity"] - own) < 1e-9]
        sizes = [
            (str(size), _squares([row for row in rows if row["residents"] == size], largest))
            for size in sorted(study.residents)
        ]
        by_size.append(Panel(title, columns, [row for row in sizes if row[1]]))
    scenario, against = (resolve_scenario(each) for each in (study.scenario, study.baseline))
    about = {
        "seeds": study.replicates,
        "first": study.seed,
        "weeks": resolve_scenario(study.scenario, changes=study.changes).settings.run.weeks,
        "scenario": say.of(scenario.title),
        "baseline": say.of(against.title),
        "code": table["code"].iloc[0],
        "cells": len(table),
        "chance": math.ceil(0.05 * len(table)),
    }
    return planes(
        [
            (say("multiplier.map.elasticity"), by_elasticity),
            (say("multiplier.map.sizes", elasticity=f"{own:.2g}"), by_size),
        ],
        heading=say("multiplier.map.title"),
        x=say("multiplier.map.load"),
        notes=[
            comma.join(say(f"multiplier.map.{kind}") for kind in ("yes", "mends")),
            comma.join(say(f"multiplier.map.{kind}") for kind in ("no", "open")),
            say("multiplier.map.chance", **about),
            say("multiplier.map.caption", **about),
        ],
    )


def _squares(rows: Sequence[dict[str, object]], largest: float) -> list[Square]:
    squares: list[Square] = []
    for row in rows:
        synergy = float(str(row["raw_synergy"]))
        shown = _SIGNS.get(str(row["reason"]), "·")
        shade = (abs(synergy) / largest) ** 0.5 * (1.0 if synergy > 0 else -1.0)
        squares.append(Square(shown, format_number(synergy, 1, sign=True), shade))
    return squares
