"""Arms beside the factorial that say what its synergy may come from: nothing at all, or the end of the scale.

*Null control.* Every channel is closed by which one part could change what another is worth, in a city that falls far
behind, so that no indicator is near its end: whatever synergy is left on the log scale does not come from one part
making another worth more, but from the design itself (:data:`NULL`).

*Ceiling diagnosis.* Under light load parts that each nearly fill the scale look like substitutes, for what one has
gained another cannot gain again. So the synergy is measured again with half and with twice the capacity; and with
resources that replace each other freely or hardly at all, since without complementarity a better mix is worth nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from ...scenarios import AnyScenario, load
from ...scenarios.form import FIRST, SECOND, form_of
from ...scenarios.scenario import OneScenario

# fmt: off

NULL = (
    # Kinds of resource add up (CES with r = 1): a better mix is worth nothing.
    "behaviour.produce.substitution=1.0",
    # Rewards displace no motive; volunteers bring no resource and no growing motive.
    "behaviour.volunteer.crowding_out=0.0", "behaviour.volunteer.motive_growth=0.0", "behaviour.volunteer.output=0.0",
    # Pooling loses nothing, so that joint work has no loss to save.
    "behaviour.allocate.loss_community=0.0", "behaviour.allocate.loss_district=0.0", "behaviour.allocate.loss_city=0.0",
    # Willingness and cohesion stay as they were founded.
    "behaviour.adapt.conform=0.0", "behaviour.adapt.temptation=0.0", "behaviour.adapt.lead=0.0",
    "behaviour.adapt.success=0.0", "behaviour.adapt.anchor=0.0", "behaviour.adapt.success_memory=0.0",
    "behaviour.adapt.cohesion_rate=0.0",
    # Residents' trust, norms and priorities do not answer to outcomes, so that reporting and prevention do not either.
    "behaviour.experience.trust_gain=0.0", "behaviour.experience.lapse_loss=0.0",
    "behaviour.experience.overdue_loss=0.0", "behaviour.experience.trust_neighbours=0.0",
    "behaviour.experience.trust_voice=0.0", "behaviour.experience.trust_satisfaction=0.0",
    "behaviour.experience.norm_pledge=0.0", "behaviour.experience.norm_neighbours=0.0",
    "behaviour.experience.norm_lead=0.0", "behaviour.experience.norm_erosion=0.0",
    "behaviour.experience.priority_seen=0.0", "behaviour.experience.priority_neighbours=0.0",
    "behaviour.report.residents_trust=0.0",
    # Consensus does not change how long work is.
    "behaviour.arise.contest_work=0.0",
    # Hours of coordination come off one budget and so do not multiply; they are left out.
    "behaviour.commit.link=0.0", "behaviour.commit.accounts=0.0",
)
"""A city whose parts cannot multiply each other."""

NULL_OF_SECOND = (
    # Kinds of resource add up (CES with r = 1): a better mix is worth nothing.
    "behaviour.work.substitution=1.0",
    # Whoever is asked joins with one chance; neither goals nor load make a competent body accept more or less.
    "behaviour.work.fixed_acceptance=0.6", "behaviour.route.fit_base=1.0", "behaviour.route.load_refusal=0.0",
    # Staff work their hours, and no more.
    "behaviour.hours.overtime=0.0",
    # Rewards displace no motive; volunteers bring no hours and no growing motive.
    "behaviour.volunteer.crowding_out=0.0", "behaviour.volunteer.motive_growth=0.0", "behaviour.volunteer.output=0.0",
    # Pooling loses nothing.
    "behaviour.pool.loss_community=0.0", "behaviour.pool.loss_street=0.0", "behaviour.pool.loss_district=0.0",
    "behaviour.pool.loss_city=0.0",
    # Willingness and cohesion stay as they were founded.
    "behaviour.adapt.temptation=0.0", "behaviour.adapt.lead=0.0", "behaviour.adapt.success=0.0",
    "behaviour.adapt.anchor=0.0", "behaviour.adapt.success_memory=0.0", "behaviour.adapt.cohesion_rate=0.0",
    # Residents' trust, norms and priorities do not answer to outcomes, so that reporting and prevention do not either.
    "behaviour.experience.trust_gain=0.0", "behaviour.experience.lapse_loss=0.0",
    "behaviour.experience.overdue_loss=0.0", "behaviour.experience.trust_neighbours=0.0",
    "behaviour.experience.trust_voice=0.0", "behaviour.experience.trust_satisfaction=0.0",
    "behaviour.experience.norm_pledge=0.0", "behaviour.experience.norm_neighbours=0.0",
    "behaviour.experience.norm_lead=0.0", "behaviour.experience.norm_erosion=0.0",
    "behaviour.experience.priority_seen=0.0", "behaviour.experience.priority_neighbours=0.0",
    "behaviour.report.residents_trust=0.0",
    # Hours of coordination come off one budget and so do not multiply; they are left out.
    "behaviour.hours.accounts=0.0", "behaviour.hours.goals=0.0", "behaviour.work.ask_cost=0.0",
    "behaviour.pool.dispatch=0.0",
)
"""A city of the second edition whose parts cannot multiply each other: what closes the same channels there."""

OVERLOADED = ("world.actors.capacity_scale=0.7",)
"""A city that falls so far behind that no indicator is near its ceiling and no effort is idle."""

# fmt: on

LOADS = {"load_half": 2.0, "load_double": 0.5}
"""What capacity is multiplied by."""

SUBSTITUTION = {"substitutes": 1.0, "complements": -4.0}
"""CES exponents: elasticities of substitution without end and of .2."""

EXPONENT = {FIRST.version: "behaviour.produce.substitution", SECOND.version: "behaviour.work.substitution"}
"""Where the exponent stands, by edition."""

NULLS: Mapping[int, tuple[str, ...]] = {
    FIRST.version: (*NULL, *OVERLOADED),
    SECOND.version: (*NULL_OF_SECOND, "world.actors.capacity_scale=1.0"),
}
"""The null control by edition, in a city that falls far behind."""

CEILING = (*LOADS, *SUBSTITUTION)
CONTROLS = ("null", *CEILING)


def apply_control(scenario: AnyScenario, control: str) -> AnyScenario:
    """Return a scenario as one of :data:`CONTROLS` changes it."""
    if control in LOADS:
        return apply_load(scenario, LOADS[control])
    edition = form_of(scenario.settings).version
    if control in SUBSTITUTION:
        return load(scenario, changes=(f"{EXPONENT[edition]}={SUBSTITUTION[control]!r}",), edition=None)
    return load(scenario, changes=NULLS[edition], edition=None)


def apply_load(scenario: OneScenario, factor: float) -> OneScenario:
    """Return a scenario with all capacities multiplied, as far as the settings allow."""
    scale = min(100.0, scenario.settings.world.actors.capacity_scale * factor)
    changes = (f"world.actors.capacity_scale={scale!r}",)
    return cast("OneScenario", load(scenario, changes=changes, edition=None))
