import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cogov.model import random_draws as draws
from cogov.model.processes.produce import DONE, ces, line_up, one_by_one, produce, share_equally
from cogov.model.state import Count, Stage

HALVES = np.array([0.5, 0.5, 0.0, 0.0])
FOUR_AND_ONE = np.array([2.0, 0.5, 0.0, 0.0])  # effort over need: 4 and 1


@pytest.mark.parametrize(
    ("r", "output"),
    [(1.0, 2.5), (0.5, 2.25), (0.0, 2.0), (1e-7, 2.0), (-1e-7, 2.0), (-1.0, 1.6), (-10.0, 1.0718), (-50.0, 1.01396)],
)
def test_ces_known_answers(r, output):
    assert ces(FOUR_AND_ONE, HALVES, r) == pytest.approx(output, abs=5e-5)


def test_ces_tends_to_the_scarcest_input():
    assert ces(FOUR_AND_ONE, HALVES, -1e6) == pytest.approx(1.0, abs=1e-5)


NEEDS = st.lists(st.integers(0, 10), min_size=4, max_size=4).filter(any).map(lambda x: np.array(x) / sum(x))
EFFORT = arrays.arrays(float, 4, elements=st.floats(0.001, 1000.0))


@given(EFFORT, NEEDS)
def test_without_complementarity_output_is_the_sum_of_what_is_needed(effort, needs):
    assert ces(effort, needs, 1.0) == pytest.approx(effort[needs > 0.0].sum(), rel=1e-12)


@given(EFFORT, NEEDS, st.floats(-50.0, 1.0), st.floats(-50.0, 1.0))
def test_output_rises_with_substitution_between_scarcest_and_sum(effort, needs, one, other):
    low, high = sorted((one, other))
    scarcest = (effort / np.where(needs > 0.0, needs, np.nan))[needs > 0.0].min()
    assert scarcest * (1 - 1e-6) <= ces(effort, needs, low) <= ces(effort, needs, high) * (1 + 1e-6)
    assert ces(effort, needs, high) <= effort.sum() * (1 + 1e-6)


@given(EFFORT, NEEDS, st.floats(-50.0, 1.0), st.floats(0.1, 10.0))
def test_twice_the_effort_gives_twice_the_output(effort, needs, r, factor):
    assert ces(factor * effort, needs, r) == pytest.approx(factor * ces(effort, needs, r), rel=1e-6)


@given(EFFORT, NEEDS, st.floats(-50.0, 1.0))
def test_effort_as_needed_is_all_used(effort, needs, r):
    assert ces(needs * effort[0], needs, r) == pytest.approx(effort[0], rel=1e-6)


@pytest.mark.parametrize(("r", "output"), [(1.0, 2.0), (0.5, 1.0), (0.0, 0.0), (-0.5, 0.0), (-50.0, 0.0)])
def test_a_missing_kind_stops_work_unless_another_can_stand_in(r, output):
    assert ces(np.array([2.0, 0.0, 0.0, 0.0]), HALVES, r) == pytest.approx(output)


def test_nothing_comes_of_nothing():
    for r in (1.0, 0.5, 0.0, -0.5):
        assert ces(np.zeros(4), HALVES, r) == 0.0


@given(arrays.arrays(float, st.integers(1, 15), elements=st.floats(0.001, 10.0)), st.floats(0.0, 100.0))
def test_sharing_gives_all_alike_none_more_than_it_needs_and_loses_nothing(before, output):
    remaining = before.copy()
    left = share_equally(remaining, np.arange(len(before)), output)
    used = before - remaining
    assert (remaining >= 0.0).all()
    assert used.sum() + left == pytest.approx(output, abs=1e-9)
    unsatisfied = remaining > 0.0
    if unsatisfied.any():
        assert left == 0.0
        part = used[unsatisfied]
        assert part == pytest.approx(np.full(len(part), part[0]), abs=1e-9)
        assert (used <= part[0] + 1e-9).all()
    else:
        assert left == pytest.approx(max(0.0, output - before.sum()), abs=1e-9)


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=60, unique=True))
def test_a_queue_of_any_length_lines_up_by_turn(turns):
    queue = np.arange(100, 100 + len(turns))
    line_up(queue, np.array(turns))
    assert queue.tolist() == [100 + place for place in sorted(range(len(turns)), key=turns.__getitem__)]


def test_what_is_left_of_shares_is_never_less_than_nothing():
    """Ten times 0.7 taken from 7.0 would leave a rounding error below zero."""
    assert share_equally(np.full(10, 0.7), np.arange(10), 7.0) == 0.0


def test_sharing_touches_the_queue_alone():
    remaining = np.array([1.0, 1.0, 3.0, 1.0])
    assert share_equally(remaining, np.array([2, 0]), 3.0) == 0.0
    assert remaining.tolist() == [0.0, 1.0, 1.0, 1.0]


@given(arrays.arrays(float, st.integers(1, 15), elements=st.floats(0.001, 10.0)), st.floats(0.0, 100.0), st.randoms())
def test_in_turn_all_but_one_get_all_they_need_or_nothing_and_nothing_is_lost(before, output, dice):
    queue = np.arange(len(before))
    dice.shuffle(queue)
    remaining = before.copy()
    left, last = one_by_one(remaining, queue, output)
    used = (before - remaining)[queue]
    assert (remaining >= 0.0).all()
    assert used.sum() + left == pytest.approx(output, abs=1e-9)
    full = int((remaining == 0.0).sum())
    assert (remaining[queue[:full]] == 0.0).all(), "those that got all come first"
    assert (used[full + 1 :] == 0.0).all(), "one at most got a part"
    assert last in ((-1, queue[full]) if full < len(queue) else (-1,))
    assert left == 0.0 or full == len(queue)


def test_taking_turns_touches_the_queue_alone():
    remaining = np.array([1.0, 1.0, 3.0, 1.0])
    assert one_by_one(remaining, np.array([2, 0]), 3.5) == (0.0, 0)
    assert remaining.tolist() == [0.5, 1.0, 0.0, 1.0]
    assert one_by_one(remaining, np.array([1]), 0.0) == (0.0, -1)
    assert one_by_one(remaining, np.array([1]), 1.5) == (0.5, -1)


# --- the process in one community -------------------------------------------------------------------------------------


@pytest.fixture
def cell(city_of, hamlet, place_issues):
    """One issue type that needs two kinds alike; effort and needed work are set by hand."""

    def build(n: int, effort: list[float], *changes: dict, **columns):
        issue = {"domain": "harmony", "share": 1.0, "needs": {"political": 0.5, "social": 0.5}, "deadline_weeks": 4}
        city = city_of(hamlet, {"world": {"issues": {"dispute": issue}}}, *changes)
        city.week = 10
        place_issues(city, n, **{"born": 8, "reported": 8, **columns})
        city.work.effort[0, 0] = effort
        city.work.needed[0, 0] = city.issues.remaining[:n].sum()
        return city

    return build


AT_ONCE = {"behaviour": {"produce": {"spread": 1.0}}}
KEYS = np.array([7, 3, 12, 5, 9, 4], dtype=np.uint64)


def by_draw(city) -> list[int]:
    """Rows of the problems by whose turn it is this week."""
    keys = city.issues.key[: city.issues.open]
    turn = [draws.uniform(city.seed, draws.TURN, city.week, key, 0) for key in keys]
    return np.argsort(turn).tolist()


def serve(city, output: float) -> list[int]:
    """Let a week's output be served; return the rows that got some of it."""
    city.communities.reach[:] = 1.0
    city.work.effort[0, 0] = [output / 2.0, 0.0, 0.0, output / 2.0]
    before = city.issues.remaining[: city.issues.open].copy()
    produce(city)
    return np.flatnonzero(city.issues.remaining[: city.issues.open] < before).tolist()


@pytest.mark.parametrize("week", [10, 11, 12, 13])
def test_cases_are_taken_up_by_draw_whatever_their_age_and_row(cell, week):
    """The same for any order of rows and ages; drawn anew each week."""
    served = set()
    for rows in (np.arange(6), np.arange(6)[::-1], np.array([2, 0, 5, 1, 4, 3])):
        city = cell(6, [0.0] * 4, key=KEYS[rows], born=np.arange(6) + 2, reported=np.arange(6) + 2)
        city.week = week
        expected = by_draw(city)[:3]
        assert sorted(serve(city, 2.5)) == sorted(expected)
        assert city.issues.remaining[expected] == pytest.approx([0.0, 0.0, 0.5])
        served.add(tuple(city.issues.key[expected].tolist()))
    assert len(served) == 1


def test_the_order_is_another_one_each_week(cell):
    orders = set()
    for week in range(10, 30):
        city = cell(6, [0.0] * 4, key=KEYS)
        city.week = week
        orders.add(tuple(by_draw(city)))
        (first,) = serve(city, 1.0)
        assert first == by_draw(city)[0]
    assert len(orders) > 15


def test_each_case_has_an_even_chance_of_being_first(cell, within_luck):
    first = np.zeros(5, dtype=int)
    for seed in range(1000):
        city = cell(5, [0.0] * 4, key=KEYS[:5], born=np.arange(5) + 4, reported=np.arange(5) + 4)
        city.seed = seed
        first[serve(city, 1.0)] += 1
    assert first.sum() == 1000
    assert all(within_luck(count, 1000, 0.2) for count in first)


def test_what_was_begun_is_finished_first(cell):
    """One file is open at a time, whatever the dice of later weeks say."""
    city = cell(6, [0.0] * 4, key=KEYS, work=3.0)
    begun = by_draw(city)[0]
    for week in range(10, 13):
        city.week = week
        city.work.needed[0, 0] = city.issues.remaining[:6].sum()
        assert serve(city, 0.9) == [begun]
        assert city.work.in_hand[0, 0] == KEYS[begun]
    city.week = 13
    following = next(row for row in by_draw(city) if row != begun)
    assert serve(city, 0.9) == sorted([begun, following])
    assert city.issues.stage[begun] == Stage.RESOLVED
    assert city.work.in_hand[0, 0] == KEYS[following]


def test_without_output_the_case_in_hand_stays_in_hand(cell):
    city = cell(6, [0.0] * 4, key=KEYS, work=3.0)
    (begun,) = serve(city, 1.0)
    city.week = 11
    assert serve(city, 0.0) == []
    assert city.work.in_hand[0, 0] == KEYS[begun]


def test_a_case_in_hand_that_is_no_longer_assigned_gives_way(cell):
    city = cell(6, [0.0] * 4, key=KEYS, work=3.0)
    (begun,) = serve(city, 1.0)
    city.issues.stage[begun], city.week = Stage.LAPSED, 11
    (other,) = serve(city, 1.0)
    assert other == next(row for row in by_draw(city) if row != begun)


def test_at_once_all_get_the_same(cell):
    city = cell(6, [0.0] * 4, AT_ONCE, key=KEYS)
    assert serve(city, 3.0) == list(range(6))
    assert city.issues.remaining[:6] == pytest.approx(np.full(6, 0.5))
    assert city.work.in_hand[0, 0] == 0


def test_a_part_for_all_and_the_rest_in_turn(cell):
    """Three units: a third shared by six, two in turn."""
    city = cell(6, [0.0] * 4, {"behaviour": {"produce": {"spread": 1.0 / 3.0}}}, key=KEYS)
    turn = by_draw(city)
    serve(city, 3.0)
    each = 5.0 / 6.0
    assert city.issues.remaining[turn] == pytest.approx([0.0, 0.0, 3.0 * each - 2.0, each, each, each])
    assert city.work.in_hand[0, 0] == KEYS[turn[2]]
    assert city.work.done[0, 0] == pytest.approx(3.0)


@pytest.mark.parametrize("spread", [0.0, 1e-9, 0.3, 0.99, 1.0])
@pytest.mark.parametrize("output", [0.0, 0.05, 1.7, 6.0, 9.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_however_it_is_served_the_same_work_is_done(cell, spread, output, seed):
    city = cell(6, [0.0] * 4, {"behaviour": {"produce": {"spread": spread}}}, key=KEYS, work=np.arange(6) * 0.4 + 0.1)
    city.seed = seed
    before = city.issues.remaining[:6].sum()
    serve(city, output)
    assert before - city.issues.remaining[:6].sum() == pytest.approx(min(output, before), abs=1e-9)
    assert city.work.done[0, 0] == pytest.approx(min(output, before), abs=1e-9)
    assert (city.issues.remaining[:6] >= 0.0).all()


@pytest.mark.parametrize("week", range(10, 16))
def test_a_newcomer_changes_no_others_turn(cell, week):
    few, more = cell(5, [0.0] * 4, key=KEYS[:5]), cell(6, [0.0] * 4, key=KEYS)
    few.week = more.week = week
    comes_early = 5 in by_draw(more)[:3]
    assert serve(few, 1.9) == [row for row in serve(more, 2.9 if comes_early else 1.9) if row != 5]


def test_output_by_hand(cell):
    city = cell(1, [1.6, 0.0, 0.0, 0.4], work=100.0)
    city.communities.reach[:] = 0.5
    produce(city)
    mixed = 0.8 * np.array([1.6, 0.4]) + 0.2 * 0.5 * 2.0
    plain = (0.5 * (mixed / 0.5) ** -0.5).sum() ** -2.0
    assert city.work.output[0, 0] == pytest.approx(plain / (1.0 + 0.2 * 1.0 * 0.5), rel=1e-12)
    assert city.work.applied[0, 0] == 2.0
    assert city.work.done[0, 0] == city.work.output[0, 0]
    assert city.issues.remaining[0] == pytest.approx(100.0 - city.work.output[0, 0], rel=1e-12)


@pytest.mark.parametrize(("reach", "loss"), [(0.0, 1.2), (0.5, 1.1), (1.0, 1.0)])
def test_handing_over_between_offices_costs_less_the_better_they_work_together(cell, reach, loss):
    city = cell(1, [1.0, 0.0, 0.0, 1.0], work=100.0)
    city.communities.reach[:] = reach
    produce(city)
    assert city.work.output[0, 0] == pytest.approx(2.0 / loss, rel=1e-12)


def test_effort_that_can_stand_in_for_any_kind_works_where_a_kind_is_missing(cell):
    full = {"behaviour": {"produce": {"fungible": 1.0, "handover": 0.0}}}
    city = cell(1, [2.0, 0.0, 0.0, 0.0], full, work=100.0)
    produce(city)
    assert city.work.output[0, 0] == pytest.approx(2.0)


def test_problems_with_all_they_need_are_resolved_and_counted(cell):
    columns = {"work": [0.1, 0.2, 50.0, 1.0], "born": [7, 5, 8, 10], "reported": [8, 8, 8, 10]}
    city = cell(4, [1.5, 0.0, 0.0, 1.5], AT_ONCE, **columns)
    city.communities.reach[:] = 1.0
    produce(city)
    assert city.issues.stage[:4].tolist() == [Stage.RESOLVED, Stage.RESOLVED, Stage.ASSIGNED, Stage.RESOLVED]
    assert city.issues.remaining[2] == pytest.approx(50.0 - 1.7)
    assert city.work.done[0, 0] == pytest.approx(3.0)
    counts = city.ledger.counts
    # The second took five weeks from when it arose, but two from its report.
    assert counts[10, [Count.RESOLVED, Count.ON_TIME, Count.CASE_ON_TIME, Count.RESOLVED_LATE]].tolist() == [3, 2, 3, 0]
    assert counts[:, Count.DUE_MET].nonzero()[0].tolist() == [11, 14]
    assert counts[[12, 14], Count.CASE_DUE_MET].tolist() == [2, 1]
    assert city.ledger.durations[10 % 13].nonzero()[0].tolist() == [0, 3, 5]


def test_what_is_past_its_deadline_is_resolved_late(cell):
    city = cell(1, [1.0, 0.0, 0.0, 1.0], work=0.1, born=3, reported=4)
    produce(city)
    assert city.ledger.counts[10, [Count.RESOLVED, Count.ON_TIME, Count.RESOLVED_LATE]].tolist() == [1, 0, 1]
    assert city.ledger.counts[:, [Count.DUE_MET, Count.CASE_DUE_MET]].sum() == 0


def test_a_problem_with_only_rounding_left_is_resolved(cell):
    city = cell(1, [0.0, 0.0, 0.0, 0.0], remaining=DONE)
    produce(city)
    assert city.issues.stage[0] == Stage.RESOLVED


def test_unassigned_problems_are_not_worked_on(cell):
    stages = [Stage.LATENT, Stage.REPORTED, Stage.PAPER_CLOSED]
    city = cell(3, [9.0, 0.0, 0.0, 9.0], stage=stages)
    produce(city)
    assert city.issues.stage[:3].tolist() == stages
    assert (city.issues.remaining[:3] == 1.0).all()


N = 20_000
PRESSURE = {"rules": {"administration": {"assessment": 2.0}}}


@pytest.mark.parametrize(("reported", "due"), [(10, False), (8, False), (7, True), (6, True), (2, True)])
def test_under_assessment_cases_at_their_deadline_are_closed_on_paper(cell, within_luck, reported, due):
    city = cell(N, [0.0, 0.0, 0.0, 0.0], PRESSURE, reported=reported, born=2)
    produce(city)
    closed = (city.issues.stage[:N] == Stage.PAPER_CLOSED).sum()
    assert within_luck(closed, N, 0.5 * 0.8 * due)
    on_time = closed if 10 - reported <= 4 else 0
    assert city.ledger.counts[10, [Count.PAPER, Count.PAPER_ON_TIME]].tolist() == [closed, on_time]
    assert city.ledger.counts[reported + 4, Count.CASE_DUE_MET] == on_time


def test_without_assessment_nothing_is_closed_on_paper(cell):
    city = cell(100, [0.0, 0.0, 0.0, 0.0], born=2, reported=2)
    produce(city)
    assert (city.issues.stage[:100] == Stage.ASSIGNED).all()


@pytest.mark.parametrize("stage", [Stage.LATENT, Stage.REPORTED])
def test_only_assigned_cases_are_closed_on_paper(cell, stage):
    city = cell(200, [0.0, 0.0, 0.0, 0.0], PRESSURE, stage=stage, born=2, reported=2)
    produce(city)
    assert (city.issues.stage[:200] == stage).all()
