"""The null multiplier: without what could make parts multiply each other, they do not (MODEL: limit cases).

A 2^3 factorial of goals, resources and mechanism is run with everything switched off by which one lever could change
what another is worth. On the log scale the levers should then add up; with L the mean log of an indicator,

    M = L(111) + 2 L(000) - L(100) - L(010) - L(001)

is their whole interaction, and its 95 % interval over paired seeds should cover 0.

Two things that no switch removes remain, and are tested as what they are. Indicators have ceilings: in a city that
nearly keeps up, what one lever has gained another cannot gain again. And goals and resources both decide where effort
goes: goals guide only what is not pooled. At the usual load both make parts substitutes (M below 0).

The load at which 0 is covered was chosen after looking, as one without ceilings: a capacity scale of .7. That holds for
problems resolved. Since cases are served in turn effectiveness, whose parts have ceilings of their own, lies below 0
there when joint work has its channels: M = -.019, interval -.035 to -.003; at scales of .5 to .67 from -.026 to -.007.
Nowhere does it lie above 0, which is what a model that puts in what it claims to find would show. Its bounds here were
set after looking, too.
"""

import itertools

import numpy as np
import pytest

from cogov.experiments.execution.runs import replicate, resolve_scenario, run_many
from cogov.experiments.multipliers.control_arms import NULL, OVERLOADED
from cogov.experiments.statistics.paired import paired_difference

REPLICATES = 20

LEVERS = {
    "goals": ("rules.goals.rule=party_led", "rules.goals.strength=0.8"),
    "resources": ("rules.resources.rule=district", "rules.resources.share=0.5"),
    "mechanism": ("rules.mechanism.rule=hub", "rules.mechanism.strength=0.7"),
}

# The branch must know what residents want whatever the levers, or goals would do nothing.
GIVEN = ("rules.party_building.household_links=0.8",)

# The two channels left to joint work: cases are handed on without loss, and find a responsible body.
APART = ("behaviour.produce.handover=0.0", "behaviour.assign.mechanism=0.0")


def interaction(*changes: str) -> dict[str, tuple]:
    """Return, by indicator, M and the mean log effect of the mechanism alone."""
    logs = {}
    for on in itertools.product((False, True), repeat=3):
        pulled = [change for lever, is_on in zip(LEVERS.values(), on, strict=True) if is_on for change in lever]
        settings = resolve_scenario("fragmented", seed=1, changes=(*GIVEN, *changes, *pulled)).settings
        runs = run_many(replicate("factorial", settings, REPLICATES))
        logs[on] = {name: np.log([run.final[name] for run in runs]) for name in ("effectiveness", "resolved")}
    none, every = (False, False, False), (True, True, True)
    alone = [tuple(place == lever for place in range(3)) for lever in range(3)]
    found = {}
    for name in logs[none]:
        whole = logs[every][name] + 2.0 * logs[none][name] - sum(logs[one][name] for one in alone)
        found[name] = (
            paired_difference(whole, np.zeros(REPLICATES)),
            float((logs[alone[2]][name] - logs[none][name]).mean()),
        )
    return found


@pytest.mark.parametrize("joint_work", ["without its channels", "with its channels"])
def test_parts_add_up_where_nothing_can_multiply(joint_work):
    found = interaction(*NULL, *OVERLOADED, *(APART if joint_work == "without its channels" else ()))
    resolved, effective = found["resolved"][0], found["effectiveness"][0]
    assert resolved.low < 0.0 < resolved.high
    assert abs(resolved.mean) < 0.02
    assert -0.03 < effective.mean <= effective.high < 0.02
    for _, mechanism in found.values():
        # With its channels joint work matters greatly, and yet multiplies nothing.
        assert mechanism == 0.0 if joint_work == "without its channels" else mechanism > 0.2


@pytest.mark.parametrize("joint_work", ["without its channels", "with its channels"])
def test_what_remains_at_the_usual_load_is_substitution(joint_work):
    """Ceilings and the overlap of goals and pools: one to three per cent, and below 0."""
    found = interaction(*NULL, *(APART if joint_work == "without its channels" else ()))
    for whole, _ in found.values():
        assert whole.low > -0.04
        assert whole.high < 0.0


def test_the_defaults_are_not_null():
    """The test above could fail: with everything on, the parts do multiply in this city at this load."""
    whole, _ = interaction()["effectiveness"]
    assert whole.low > 0.03
