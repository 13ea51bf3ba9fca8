"""Whatever the settings: cases are conserved, shares stay shares, and what is measured stays in its range."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogov.model import INDICATORS, Settings, Simulation
from cogov.model.engine.cases import Stage
from cogov.model.engine.ledger import Count
from cogov.model.parameter import quantities
from cogov.model.parameters.settings import merge
from cogov.model.parameters.world import KINDS

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.agreement.cities import draw_settings
from tests.property.first_edition import nested

DECLARED = [q for q in quantities(Settings()) if q.path.startswith(("rules.", "behaviour."))]
# A bound that only sizes the run.
LIMITS = {"behaviour.arise.rate": 0.1}
# Parts of a whole, of which more than the whole is refused.
PARTS = (
    ("behaviour.founding.conditional_cooperators", "behaviour.founding.free_riders", "behaviour.founding.hump_shaped"),
    ("behaviour.route.wrong_branch", "behaviour.route.wrong_office"),
    ("behaviour.align.rate", "behaviour.align.anchor"),
    tuple(f"behaviour.experience.priority_{pull}" for pull in ("seen", "neighbours", "anchor")),
)
ORDERED = ("behaviour.arise.size_small", "behaviour.arise.size_large")
"""The one is at most the other, so that both go to a bound together."""
SEEDS = st.integers(0, 2**32)
"""Of generated cities; see :mod:`tests.agreement.cities`."""


def check_run(built: Settings) -> Simulation:
    """Live through settings with the checks of every week, and look at what was measured and counted."""
    run = Simulation(built, check=True).run()
    for indicator, column in zip(INDICATORS, run.series.T, strict=True):
        seen = column[~np.isnan(column)]
        assert np.isfinite(seen).all(), indicator.name
        assert (seen >= indicator.low - 1e-12).all(), indicator.name
        assert (seen <= indicator.high * (1.0 + 1e-12)).all(), indicator.name
    check_ledger(run)
    return run


def check_ledger(run: Simulation) -> None:
    """What the ledger says in sum agrees with what is there."""
    counts, cases = run.city.ledger.counts.sum(axis=0), run.city.cases
    alive = int(np.count_nonzero(cases.stage[: int(cases.used[0])] <= Stage.ON_PAPER))
    assert (run.city.ledger.counts >= 0).all()
    assert counts[Count.BORN] == alive + counts[Count.RESOLVED] + counts[Count.LAPSED]
    for part, whole in (
        (Count.RESOLVED_BY_REPORT, Count.RESOLVED), (Count.LAPSED_OPEN, Count.LAPSED), (Count.ADOPTED, Count.MEETINGS),
        (Count.MATTERS_PASSED, Count.MATTERS), (Count.ACCEPTED, Count.SOUGHT), (Count.PROACTIVE, Count.REPORTS),
        (Count.DUE_MET, Count.DUE), (Count.CASE_DUE_MET, Count.CASE_DUE), (Count.FIRST_DUE_MET, Count.FIRST_DUE),
    ):  # fmt: skip
        assert counts[part] <= counts[whole], (part, whole)


@pytest.mark.fault("E11")
@settings(max_examples=60)
@given(seed=SEEDS)
def test_every_week_of_every_city_is_a_possible_one(seed):
    check_run(draw_settings(seed))


@settings(max_examples=10)
@given(seed=SEEDS)
def test_equal_settings_give_equal_histories(seed):
    built = draw_settings(seed)
    again = Settings.model_validate_json(built.model_dump_json())
    assert again == built
    assert again.digest() == built.digest()
    assert Simulation(again).run().digest() == Simulation(built, check=True).run().digest()


NOBODY = {"world": {"actors": {kind: {"enabled": False} for kind in KINDS}}}
PLACE = {"district": "d", "kind": "urban", "name": "n", "grids": 1, "persons": 100}
STRANGE = {
    "one resident": {"world": {"city": {"places": [PLACE | {"persons": 1, "agents": 1}]}}},
    "one grid": {"world": {"city": {"places": [PLACE | {"kind": "rural", "agents": 30}]}}},
    "a hamlet beside a town": {
        "world": {
            "city": {
                "places": [
                    PLACE | {"name": "town", "grids": 7, "persons": 2000, "agents": 200},
                    PLACE | {"district": "e", "kind": "rural", "name": "hamlet", "grids": 2, "persons": 3, "agents": 3},
                ]
            }
        }
    },
    "no organisations": NOBODY,
    "nobody acts": {"world": {"actors": {kind: {"enabled": False} for kind in (*KINDS, "citizen")}}},
    "one type of case": {"world": {"issues": {"only": {"share": 1.0, "needs": {"social": 1.0}}}}},
    "no capacity": {"world": {"actors": {"capacity_scale": 0.0}}},
    "no arrivals": {"behaviour": {"arise": {"rate": 0.0}}},
    "a flood of arrivals": {"behaviour": {"arise": {"rate": 1.0}}},
    "no patience": {"world": {"issues": {"only": {"share": 1.0, "needs": {"social": 1.0}, "patience_weeks": 1.0}}}},
    "a pool of almost nothing": {"rules": {"resources": {"share": 1e-18}}},
    "willingness of almost nothing": {"world": {"actors": {kind: {"willingness": 1e-300} for kind in KINDS}}},
}  # fmt: skip


@pytest.mark.fault("E11", "E16")
@pytest.mark.parametrize("institutions", [False, True], ids=["alone", "coordinated"])
@pytest.mark.parametrize("strange", STRANGE)
def test_strange_cities_live_as_well(settings_of, coordinated, strange, institutions):
    check_run(settings_of(coordinated if institutions else {}, STRANGE[strange]))


@pytest.mark.fault("E11")
@pytest.mark.parametrize("bound", ["low", "high"])
def test_each_coefficient_and_lever_at_its_bounds(settings_of, coordinated, bound):
    base = settings_of(coordinated, {"run": {"weeks": 10}}).model_dump()
    for q in DECLARED:
        value = min(getattr(q, bound), LIMITS.get(q.path, np.inf))
        others = {path: 0.0 for parts in PARTS if q.path in parts for path in parts}
        others |= dict.fromkeys(ORDERED, value) if q.path in ORDERED else {}
        tables = nested(others | {q.path: int(value) if q.whole else value})
        try:
            check_run(Settings.model_validate(merge(base, tables)))
        except Exception as error:
            error.add_note(q.path)
            raise
