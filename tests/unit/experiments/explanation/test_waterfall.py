import asyncio

import numpy as np
import pytest

from cogov.experiments import compare
from cogov.experiments.explanation.explain import explain
from cogov.experiments.explanation.pieces import Piece
from cogov.experiments.explanation.streets import find_street_effects
from cogov.experiments.explanation.waterfall import plan_waterfall
from cogov.model.indicators import NAMES
from cogov.model.parameters.places import STREET, lay_out
from cogov.scenarios import load


def tell(kept, pause, before, after, stages=(1, 3), unit="section"):
    async def collect():
        return [each async for each in explain(before, after, stages=stages, run=kept, pause=pause, unit=unit)]

    return asyncio.run(collect())


@pytest.fixture(scope="module")
def told(city, kept, pause):
    return tell(kept, pause, city("fragmented"), city("synergy"))


def test_bars_add_up_to_the_difference_that_compare_gives(told, city):
    comparison = compare([city("fragmented"), city("synergy")], replicates=3)
    paired = comparison.paired[comparison.labels[1], "effectiveness"]
    waterfall = told[-1].waterfall
    assert sum(bar.effect.mean for bar in waterfall.bars) == pytest.approx(paired.mean, abs=1e-9)
    assert waterfall.total == paired
    assert waterfall.after - waterfall.before == pytest.approx(paired.mean, abs=1e-9)


def test_bars_add_up_after_every_number_of_pairs_and_for_institutions(told, city, kept, pause):
    (institutions,) = tell(kept, pause, city("fragmented"), city("synergy"), (1,), "institution")
    assert len(institutions.waterfall.bars) > len(told[0].waterfall.bars)
    for each in (*told, institutions):
        assert sum(bar.effect.mean for bar in each.waterfall.bars) == pytest.approx(each.waterfall.total.mean, abs=1e-9)
        assert each.waterfall.total.n == each.pairs
    assert [each.pairs for each in told] == [1, 3]
    assert told[0].waterfall.total.mean == institutions.waterfall.total.mean  # the same pair of runs


def test_bars_stand_from_the_largest_gain_to_the_largest_loss(told):
    effects = [bar.effect.mean for bar in told[-1].waterfall.bars]
    assert effects == sorted(effects, reverse=True)


def test_weekly_steps_add_up_too(told):
    last = told[-1]
    place = NAMES.index("effectiveness")
    gaps = [b[:, place] - a[:, place] for a, b in zip(last.before.runs, last.after.runs, strict=True)]
    np.testing.assert_allclose(sum(bar.weekly for bar in last.waterfall.bars), np.mean(gaps, axis=0), atol=1e-9)


def test_a_change_of_one_section_is_one_bar_with_the_whole(city, kept, pause):
    (last,) = tell(kept, pause, city("fragmented"), city("fragmented", "rules.mechanism.responsibility_lists=1"), (2,))
    (bar,) = last.waterfall.bars
    effect, total = bar.effect, last.waterfall.total
    assert (effect.mean, effect.low, effect.high) == pytest.approx((total.mean, total.low, total.high), abs=1e-9)
    assert any(moved.indicator in ("hops", "passed_on") and moved.difference.mean < 0 for moved in bar.mechanism)


def test_a_change_that_moves_nothing_brings_nothing(city, kept, pause):
    idle = city("fragmented", "rules.deliberation.rounds=5")  # nobody meets
    (last,) = tell(kept, pause, city("fragmented"), idle, (2,))
    (bar,) = last.waterfall.bars
    assert (bar.effect.mean, bar.mechanism, bar.since) == (0.0, (), None)


def test_a_flood_is_a_bar_that_acts_from_its_week_on(city, kept, pause):
    event = 'events=[{week = 20, surge = {types = ["safety", "refuse", "care"], factor = 20.0, weeks = 6}}]'
    (last,) = tell(kept, pause, city("fragmented"), city("fragmented", event), (2,))
    (bar,) = last.waterfall.bars
    assert bar.piece.key == "events"
    assert bar.effect.mean < 0
    assert (bar.weekly[:20] == 0.0).all()
    assert bar.since >= 20
    assert last.divergence.first_effect.week == 20


def test_every_second_pair_takes_the_reverse_order(city):
    plan = plan_waterfall(city("fragmented").settings, city("synergy").settings, replicates=4)
    assert plan.order(1) == tuple(reversed(plan.order(0)))
    assert sorted(plan.order(2)) == list(range(len(plan.pieces)))
    chain = plan.chain(0)
    assert (chain[0], chain[-1]) == (city("fragmented").settings, city("synergy").settings)
    assert {each.run.seed for each in plan.chain(3)} == {4}


def test_runs_of_different_lengths_are_refused(city):
    shorter = load(city("synergy"), changes=["run.weeks=20"])
    with pytest.raises(ValueError, match="60 and 20 weeks"):
        plan_waterfall(city("fragmented").settings, shorter.settings, replicates=1)


def test_nothing_is_told_before_a_pair_is_done(city):
    plan = plan_waterfall(city("fragmented").settings, city("synergy").settings, replicates=1)
    with pytest.raises(ValueError, match="no pair"):
        plan.waterfall([])


def test_streets_differ_by_what_differs_in_them(city, pause):
    before = city("fragmented")
    changed = (
        'places.rules=[{where = ["D1/S2"], mechanism = {responsibility_lists = 1.0, strength = 1.0, rule = "hub"}}]'
    )
    names = _streets(before)
    after = load(before, changes=[changed.replace("D1/S2", names[1])])
    found = asyncio.run(
        find_street_effects(before.settings, after.settings, Piece("places"), replicates=2, pause=pause)
    )
    assert {street.address for street in found} == set(names)
    size = {street.address: abs(street.harm.mean) for street in found}
    assert size[names[1]] > size[names[0]]


def _streets(scenario):
    return [node.address for node in lay_out(scenario.settings.world.city).tiers[STREET]]
