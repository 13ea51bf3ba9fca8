"""Sequential stopping: by rounds, and never by who came first."""

import itertools
import random

import numpy as np
import pytest

from cogov.experiments.design.study import Precision
from cogov.experiments.statistics.paired import paired_difference
from cogov.experiments.sweeps.stopping import StoppingRule

PRECISION = Precision({"trust": 0.5}, minimum=5, look_ahead=3)


def values(rounds, points=3, seed=2, sd=1.0):
    luck = np.random.default_rng(seed)
    return luck.normal(0, sd, (rounds, points)) + luck.normal(0, 5, (rounds, 1))


def test_half_widths_are_those_of_the_paired_interval():
    found = values(12)
    rounds = StoppingRule(PRECISION, 3, 12)
    for replicate, point in itertools.product(range(12), range(3)):
        rounds.told(point, replicate, {"trust": found[replicate, point]})
    for point in (1, 2):
        expected = paired_difference(found[:, point], found[:, 0])
        assert rounds.half_widths(12)[point - 1, 0] == pytest.approx((expected.high - expected.low) / 2)


def stopping(found, order, precision=PRECISION):
    """Give runs in an order, as far as they are asked for, and return where it stopped and how many were made."""
    most, points = found.shape
    rounds = StoppingRule(precision, points, most)
    left = {(replicate, point) for replicate in range(most) for point in range(points)}
    made = 0
    while True:
        asked = sorted((r, p) for r, p in left if r < rounds.needed)
        if not asked:
            return rounds.stopped, made
        replicate, point = order(asked)
        left.discard((replicate, point))
        rounds.told(point, replicate, {"trust": found[replicate, point]})
        made += 1


def test_the_decision_does_not_hang_on_the_order_of_arrival_and_no_run_is_in_vain():
    found = values(200)
    luck = random.Random(1)
    stops = {stopping(found, order) for order in (min, max, luck.choice, luck.choice)}
    [(stopped, made)] = stops
    assert 8 <= stopped < 200
    assert made == stopped * 3


def test_it_stops_at_the_first_round_from_which_the_rule_held_through_the_look_ahead():
    found = values(200)
    stopped, _ = stopping(found, min)
    rounds = StoppingRule(PRECISION, 3, 200)
    for replicate, point in itertools.product(range(200), range(3)):
        rounds.told(point, replicate, {"trust": found[replicate, point]})
    holds = [n >= 5 and bool((rounds.half_widths(n) <= 0.5).all()) for n in range(201)]
    first = next(n for n in range(201) if all(holds[n : n + 4]))
    assert stopped == first + 3


def test_a_chance_agreement_does_not_stop_it():
    found = values(60, sd=3.0)
    found[:6] = found[:6, :1]  # the first six pairs agree exactly, later ones do not
    assert stopping(found, min, Precision({"trust": 0.5}, 5, 3))[0] is None
    assert stopping(found, min, Precision({"trust": 0.5}, 5, 0))[0] == 5


def test_failed_runs_leave_their_pair_out():
    rounds = StoppingRule(PRECISION, 2, 20)
    for replicate in range(20):
        rounds.told(0, replicate, {"trust": 1.0})
        rounds.told(1, replicate, None if replicate % 2 else {"trust": 1.0 + 0.1 * replicate})
    found = paired_difference([1.0 + 0.1 * r for r in range(0, 20, 2)], [1.0] * 10)
    assert rounds.half_widths(20)[0, 0] == pytest.approx((found.high - found.low) / 2)


def test_pairs_that_never_come_never_stop_it():
    rounds = StoppingRule(PRECISION, 2, 20)
    for replicate in range(20):
        rounds.told(0, replicate, {"trust": 1.0})
        rounds.told(1, replicate, None)
    assert (rounds.stopped, rounds.complete, rounds.needed) == (None, 20, 20)


def test_several_outcomes_share_the_risk():
    wide = StoppingRule(Precision({"trust": 0.5, "equity": 0.5}, 5, 3), 2, 10)
    narrow = StoppingRule(PRECISION, 2, 10)
    for replicate, point in itertools.product(range(10), range(2)):
        value = values(10)[replicate, point]
        wide.told(point, replicate, {"trust": value, "equity": value})
        narrow.told(point, replicate, {"trust": value})
    assert (wide.half_widths(10) > narrow.half_widths(10)).all()
