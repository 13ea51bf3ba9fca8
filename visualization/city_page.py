"""The model as any Mesa model is shown: a SolaraViz page with levers, the course of indicators, and the residents."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz, make_plot_component
from mesa.visualization.utils import update_counter
from reacton import component, use_memo, use_state

from ..model.governance import GovernanceModel
from ..model.quantity import Quantity, quantities
from ..scenarios import library, load

LEVERS = {
    "goals_strength": ("goals.strength", "目标协同"),
    "resources_share": ("resources.share", "资源统筹"),
    "mechanism_strength": ("mechanism.strength", "机制协同"),
    "grid_coverage": ("party_building.grid_coverage", "网格覆盖"),
    "vanguard": ("party_building.vanguard", "先锋模范"),
    "meeting_interval": ("deliberation.interval_weeks", "会议间隔"),
    "reward": ("participation.reward", "积分奖励"),
    "assessment": ("administration.assessment", "考核压力"),
}
"""Levers on the page by the model's parameter, with a short name; :mod:`cogov.model.rules` says what they may be."""


class LeverModel(GovernanceModel):
    """A city under a scenario of the library whose levers may be moved; one left at None stays as the scenario has it.

    Mesa's page makes a control of each parameter, so they stand here one by one.
    """

    def __init__(
        self,
        start_from: str = "fragmented",
        rng: int = 1,
        goals_strength: float | None = None,
        resources_share: float | None = None,
        mechanism_strength: float | None = None,
        grid_coverage: float | None = None,
        vanguard: float | None = None,
        meeting_interval: int | None = None,
        reward: float | None = None,
        assessment: float | None = None,
    ) -> None:
        moved = {
            "goals_strength": goals_strength,
            "resources_share": resources_share,
            "mechanism_strength": mechanism_strength,
            "grid_coverage": grid_coverage,
            "vanguard": vanguard,
            "meeting_interval": meeting_interval,
            "reward": reward,
            "assessment": assessment,
        }
        changes = [f"rules.{LEVERS[name][0]}={value!r}" for name, value in moved.items() if value is not None]
        super().__init__(load(start_from, changes=changes).settings, rng=rng)


def controls(start_from: str) -> dict[str, Any]:
    """Describe the page's controls to Mesa: bounds as the levers are declared, values as the scenario has them."""
    declared = {quantity.path: quantity for quantity in quantities(load(start_from).settings.rules)}
    described: dict[str, Any] = {
        "start_from": start_from,
        "rng": {"type": "SliderInt", "value": 1, "min": 1, "max": 100, "step": 1, "label": "Seed 随机种子"},
    }
    for name, (path, word) in LEVERS.items():
        described[name] = _slider(declared[path], f"{word} {name.split('_')[0]}")
    return described


def _slider(quantity: Quantity, label: str) -> dict[str, Any]:
    first, last = (min(quantity.low, quantity.sweep[0]), quantity.sweep[1])
    return {
        "type": "SliderInt" if quantity.whole else "SliderFloat",
        "value": int(quantity.default) if quantity.whole else quantity.default,
        "min": int(first) if quantity.whole else first,
        "max": int(last) if quantity.whole else last,
        "step": 1 if quantity.whole else 0.05,
        "label": label,
    }


@component
def Residents(model: GovernanceModel) -> None:
    """Draw every resident as a dot, community by community, coloured by trust."""
    update_counter.get()
    territory = model.city.territory
    columns = math.ceil(math.sqrt(territory.communities))
    across = math.ceil(math.sqrt(territory.residents.max()))
    community = np.repeat(np.arange(territory.communities), territory.residents)
    rank = np.arange(territory.citizens) - territory.citizen_start[community]
    x = (community % columns) * (across + 3) + rank % across
    y = -(community // columns) * (across + 5) - rank // across
    figure = Figure(figsize=(6.0, 5.5), layout="constrained")
    axes = figure.subplots()
    dots = axes.scatter(x, y, c=model.city.citizens.trust, s=6, cmap="cividis", vmin=0.0, vmax=1.0)
    for name, first in zip(territory.community_names, territory.citizen_start.tolist(), strict=False):
        axes.annotate(name, (float(x[first]), float(y[first]) + 1.5), fontsize=7)
    axes.set_axis_off()
    figure.colorbar(dots, ax=axes, label="trust", shrink=0.6)
    solara.FigureMatplotlib(figure, format="png")


@component
def Page() -> None:
    """Show one visitor her own city: choosing a scenario sets the levers, moving them and resetting founds it anew."""
    start_from, choose = use_state("fragmented")
    with solara.Sidebar():
        solara.Select("Scenario 情景", list(library()), value=start_from, on_value=choose)
    model = use_memo(lambda: LeverModel(start_from), [start_from])
    panels: Any = [
        make_plot_component({"effectiveness": "#0072B2", "official": "#D55E00"}),
        make_plot_component({"satisfaction": "#009E73", "trust": "#0072B2", "participation": "#CC79A7"}),
        Residents,
    ]
    SolaraViz(
        model,
        components=panels,
        model_params=controls(start_from),
        name="cogov · 市域社会治理",
        play_interval=50,
        render_interval=4,
    ).key(start_from)
