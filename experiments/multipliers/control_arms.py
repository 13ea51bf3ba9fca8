"""Arms beside the factorial: what an answer must pass, and what else may be asked.

*Null control.* Every channel is closed by which one part could change what another is worth, in a city that falls far
behind: whatever synergy is left on the logarithm of harm comes from the design itself (:data:`NULL`). Criterion 7 of
the model (``cogov validate --criteria``) closes the first of these channels alone (:data:`CHANNELS`), which is what was
written down before the model's numbers, in a smaller city at its usual load.

*Structure.* That a body is asked and that it accepts is a product by form. With acceptance fixed at its mean, what is
left is not made by that form.

*Exchangeable.* That kinds of resource replace each other badly (CES with r = -.5) is the claim itself in one number.
With r = 1 they replace each other freely, and a better mix is worth nothing.

*Extra arms*, if asked for: half and twice the load, resources that hardly replace each other, and the same hours for
every coalition (:mod:`.budget`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...scenarios import Scenario, load
from .factorial import Arm

# fmt: off

CHANNELS: Mapping[str, float] = {
    # Kinds of resource add up (CES with r = 1): a better mix is worth nothing.
    "behaviour.work.substitution": 1.0,
    # Goals do not make a competent body accept more or less.
    "behaviour.route.fit_base": 1.0,
    # Staff work their hours, and no more.
    "behaviour.hours.overtime": 0.0,
    # Willingness stays as it was founded.
    "behaviour.adapt.temptation": 0.0, "behaviour.adapt.lead": 0.0, "behaviour.adapt.success": 0.0,
    "behaviour.adapt.anchor": 0.0,
}
"""The channels that criterion 7 closes: hours replace each other, nobody looks for fit, works overtime or adapts."""

NULL: Mapping[str, float] = {
    **CHANNELS,
    # Whoever is asked joins with one chance; load does not make a competent body refuse.
    "behaviour.work.fixed_acceptance": 0.6, "behaviour.route.load_refusal": 0.0,
    # Rewards displace no motive; volunteers bring no hours and no growing motive.
    "behaviour.volunteer.crowding_out": 0.0, "behaviour.volunteer.motive_growth": 0.0,
    "behaviour.volunteer.output": 0.0,
    # Pooling loses nothing.
    "behaviour.pool.loss_community": 0.0, "behaviour.pool.loss_street": 0.0, "behaviour.pool.loss_district": 0.0,
    "behaviour.pool.loss_city": 0.0,
    # Cohesion and what a body remembers of its success stay too.
    "behaviour.adapt.success_memory": 0.0, "behaviour.adapt.cohesion_rate": 0.0,
    # Residents' trust, norms and priorities do not answer to outcomes, so that reporting and prevention do not either.
    "behaviour.experience.trust_gain": 0.0, "behaviour.experience.lapse_loss": 0.0,
    "behaviour.experience.overdue_loss": 0.0, "behaviour.experience.trust_neighbours": 0.0,
    "behaviour.experience.trust_voice": 0.0, "behaviour.experience.trust_satisfaction": 0.0,
    "behaviour.experience.norm_pledge": 0.0, "behaviour.experience.norm_neighbours": 0.0,
    "behaviour.experience.norm_lead": 0.0, "behaviour.experience.norm_erosion": 0.0,
    "behaviour.experience.priority_seen": 0.0, "behaviour.experience.priority_neighbours": 0.0,
    "behaviour.report.residents_trust": 0.0,
    # Hours of coordination come off one budget and so do not multiply; they are left out.
    "behaviour.hours.accounts": 0.0, "behaviour.hours.goals": 0.0, "behaviour.work.ask_cost": 0.0,
    "behaviour.pool.dispatch": 0.0,
    # Nobody catches up: no indicator is near its end, and no effort is idle.
    "world.actors.capacity_scale": 1.0,
}
"""A city whose parts cannot multiply each other."""

# fmt: on

SUBSTITUTION = "behaviour.work.substitution"
"""Exponent of the CES: 1 where kinds of resource replace each other freely."""

COMPLEMENTS = -4.0
"""An elasticity of substitution of .2."""

LOADS: Mapping[str, float] = {"load_half": 2.0, "load_double": 0.5}
"""What capacity is multiplied by."""

CONTROLS = ("null", "structure", "exchangeable")
"""Arms that every verdict passes."""

EXTRA = ("load_half", "load_double", "complements", "budget")
"""Arms that are run if asked for."""

ACCEPTANCE = "behaviour.work.fixed_acceptance"

_USUAL_ACCEPTANCE = 0.6


def apply_arm(scenario: Scenario, arm: str, acceptance: float = _USUAL_ACCEPTANCE) -> Scenario:
    """Return a scenario as an arm changes it; ``budget`` is planned elsewhere, cell by cell.

    Parameters
    ----------
    scenario : Scenario
    arm : str
        One of :data:`CONTROLS` and :data:`EXTRA`.
    acceptance : float
        For ``structure``: the chance with which a body that is asked joins.
    """
    if arm in LOADS:
        return apply_load(scenario, LOADS[arm])
    changes: dict[str, Any] = {
        "null": dict(NULL),
        "structure": {ACCEPTANCE: acceptance},
        "exchangeable": {SUBSTITUTION: 1.0},
        "complements": {SUBSTITUTION: COMPLEMENTS},
    }[arm]
    return load(scenario, changes=changes)


def mean_acceptance(given: Arm, column: int) -> float:
    """Return the mean share of requests that were accepted with all parts, to three digits.

    Parameters
    ----------
    given : Arm
        The factorial, as run.
    column : int
        Place of ``requests_accepted`` among the indicators.

    Returns
    -------
    float
        :data:`NULL`'s where nobody asked.
    """
    values = given.finals[:, -1, column]
    known = values[np.isfinite(values) & (values > 0.0)]
    return round(float(known.mean()), 3) if len(known) else _USUAL_ACCEPTANCE


def apply_load(scenario: Scenario, factor: float) -> Scenario:
    """Return a scenario with all capacities multiplied, as far as the settings allow."""
    scale = min(100.0, scenario.settings.world.actors.capacity_scale * factor)
    return load(scenario, changes={"world.actors.capacity_scale": scale})
