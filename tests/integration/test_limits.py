"""Limit cases with known answers, over whole runs. Where luck plays, 99 % intervals over at least thirty seeds."""

import numpy as np
import pytest
from scipy import stats

from cogov.model import INDICATORS, Simulation
from cogov.model.engine.week import with_process
from cogov.model.processes.lapse import lapse
from cogov.model.state import Kind, Stage

SEEDS = range(100, 130)
INSTITUTIONS = (False, True)


def interval(values: np.ndarray) -> tuple[float, float]:
    """99 % confidence interval of the mean."""
    mean, half = np.mean(values), stats.t.ppf(0.995, len(values) - 1) * stats.sem(values)
    return mean - half, mean + half


@pytest.fixture(params=INSTITUTIONS, ids=["alone", "coordinated"])
def rules(request, coordinated) -> dict:
    return coordinated if request.param else {}


def test_without_arrivals_the_index_is_at_its_ceiling_apart_from_participation(settings_of, rules):
    run = Simulation(settings_of(rules, {"behaviour": {"arise": {"base_rate": 0.0}}, "run": {"weeks": 300}})).run()
    frame = run.frame()
    best = ["resolution", "backlog", "equity", "official_response", "official_closing", "official_satisfaction"]
    ceiling = [name for name in best if not rules or name != "equity"]  # who is heard is a little more content
    assert (frame[ceiling] == 1.0).all(axis=None)
    assert frame["equity"].min() > 0.97
    nothing = ["arrivals", "latent", "open_issues", "overdue", "paper_closed", "resolved", "lapsed"]
    assert (frame[nothing] == 0.0).all(axis=None)
    expected = 0.85 + 0.15 * frame["voice"].iloc[-1]
    assert frame["satisfaction"].iloc[-1] == pytest.approx(expected, abs=0.01)
    # Trust goes to satisfaction, or above it where people are heard.
    assert frame["trust"].iloc[-1] >= 0.84


def test_without_capacity_or_volunteers_nothing_is_resolved(settings_of, rules):
    nothing = {"world": {"actors": {"capacity_scale": 0.0, "citizen": {"enabled": False}}}, "run": {"weeks": 100}}
    frame = Simulation(settings_of(rules, nothing), check=True).run().frame()
    assert frame["resolved"].sum() == 0.0
    # Problems whose deadline has not fallen yet are not counted; the shortest is two weeks.
    assert (frame["resolution"].iloc[3:] == 0.0).all()
    assert frame["lapsed"].sum() > 0.0
    assert frame["idle_effort"].max() == 0.0


def test_with_capacity_without_end_all_that_is_assigned_is_resolved_at_once(settings_of, rules):
    run = Simulation(settings_of(rules, {"world": {"actors": {"capacity_scale": 100.0}}, "run": {"weeks": 60}})).run()
    issues = run.city.issues
    assert (issues.stage[: issues.open] != Stage.ASSIGNED).all()
    assert run.final()["resolved"] > run.final()["lapsed"]


def test_zero_trust_and_motive_leave_volunteering_at_its_floor(settings_of):
    """No reason to serve: a chance of logistic(-5.2), half a percent."""
    weights = dict.fromkeys(("motive", "trust", "neighbours", "reward", "service", "mobilising"), 0.0)
    settings = settings_of({"behaviour": {"volunteer": weights | {"fatigue": 0.0}}})
    shares = np.array([Simulation(settings, seed=seed).run().frame()["volunteering"].mean() for seed in SEEDS])
    low, high = interval(shares)
    assert low <= 1.0 / (1.0 + np.exp(5.2)) <= high


def run_with_ages(settings, seed: int) -> tuple[Simulation, np.ndarray, np.ndarray]:
    """A run, and of all problems that ended the week of birth and the weeks until resolved or lapsed."""
    born, ages = [], []

    def watch(city) -> None:
        issues = city.issues
        over = issues.born[: issues.open][issues.stage[: issues.open] >= Stage.RESOLVED]
        born.extend(over)
        ages.extend(city.week - over)

    run = Simulation(settings, seed=seed, processes=with_process(watch, after=lapse)).run()
    return run, np.array(born), np.array(ages)


LITTLE = {
    "alone": {},
    "party-led": {
        "rules": {"goals": {"rule": "party_led", "strength": 1.0}, "party_building": {"household_links": 1.0}}
    },
    "city pool": {
        "rules": {"resources": {"rule": "city", "share": 0.9}, "mechanism": {"rule": "peer", "strength": 0.5}}
    },
    "on paper": {"rules": {"administration": {"assessment": 2.0, "command": 1.0}}},
    "overloaded": {"behaviour": {"arise": {"base_rate": 0.06}}},
}


@pytest.mark.parametrize("scenario", [*LITTLE, "coordinated"])
def test_littles_law(settings_of, coordinated, scenario):
    """L = lambda W: open problems, arrivals a week, weeks open, each measured by itself after a warm-up."""
    change = coordinated if scenario == "coordinated" else LITTLE[scenario]
    settings = settings_of(change, {"run": {"weeks": 420}})
    gaps = []
    for seed in SEEDS:
        run, born, ages = run_with_ages(settings, seed)
        frame = run.frame().iloc[60:]
        length = (frame["latent"] + frame["open_issues"] + frame["paper_closed"]).mean()
        weeks = ages[(born >= 60) & (born < 360)].mean()  # all but a few of these have ended
        gaps.append(length / (frame["arrivals"].mean() * weeks) - 1.0)
    low, high = interval(np.array(gaps))
    assert low - 0.005 <= 0.0 <= high + 0.005
    assert high - low < 0.12


OVERLOAD = {
    "world": {
        "city": {"urban_districts": 1, "streets_per_district": 1, "communities_per_street": 1, "rural_counties": 0, "agents_per_grid": 100},
        "issues": {"dispute": {"domain": "harmony", "share": 1.0, "needs": {"social": 1.0}}},
        "actors": {
            **{kind.name.lower(): {"number": 0} for kind in list(Kind)[:6]},
            "social_organisation": {"number": 1, "capacity": {"social": 50.0}, "willingness": 1.0},
            "capacity_scale": 1.0,
            "citizen": {"enabled": False},
        },
    },
    "behaviour": {
        "arise": {"base_rate": 0.2},
        "report": {"residents_base": 1.0},
        "assign": {"base": 1.0},
        "adapt": dict.fromkeys(("conform", "temptation", "lead", "success", "anchor"), 0.0),
    },
    "run": {"weeks": 200},
}  # fmt: skip


@pytest.mark.parametrize("patience", [8.0, 16.0])
def test_overload_settles_at_patience_times_what_comes_in_too_much(settings_of, patience):
    """200 residents bring 40 units a week, of which 50 / 1000 . 200 . .9 = 9 are done; the rest lapses.

    After a week's arrivals, work and lapses W = (W + 40 - 9)(1 - 1 / patience), so W = (patience - 1) . 31.
    """
    settings = settings_of(OVERLOAD, {"behaviour": {"lapse": {"patience": patience}}})
    left, done = [], []
    for seed in SEEDS:
        run = Simulation(settings, seed=seed)
        work = []
        while run.week < 200:
            run.step()
            issues = run.city.issues
            alive = issues.stage[: issues.open] < Stage.RESOLVED
            work.append(issues.remaining[: issues.open][alive].sum())
        left.append(np.mean(work[80:]))
        done.append(run.city.work.done.sum())
    assert done == pytest.approx([9.0] * len(SEEDS), rel=1e-9)
    low, high = interval(np.array(left))
    assert low <= (patience - 1.0) * 31.0 <= high
    assert (high - low) / (patience * 31.0) < 0.05


def test_underload_leaves_next_to_nothing(settings_of):
    """With five times the capacity that is needed, what is reported and assigned is solved in its week."""
    ample = {"world": {"actors": {"social_organisation": {"capacity": {"social": 1000.0}}}}}
    frame = Simulation(settings_of(OVERLOAD, ample)).run().frame().iloc[20:]
    assert frame["open_issues"].max() == 0.0
    assert frame["latent"].max() == 0.0
    assert frame["weeks_to_resolution"].max() == 0.0
    assert frame["resolution"].min() == 1.0


def test_the_number_of_open_problems_does_not_grow_without_bound(settings_of, rules):
    """Twice the weeks, the same backlog: lapsing bounds it even under overload."""
    frame = (
        Simulation(settings_of(rules, {"behaviour": {"arise": {"base_rate": 0.1}}, "run": {"weeks": 400}}))
        .run()
        .frame()
    )
    open_ = frame["open_issues"] + frame["latent"] + frame["paper_closed"]
    assert open_.iloc[300:].mean() < 1.2 * open_.iloc[100:200].mean()
    assert open_.max() < 16.0 * 1.5 * frame["arrivals"].mean()


def test_twice_the_population_leaves_shares_as_they_were(settings_of, rules):
    """Capacities are per resident, so a city twice as large has the same shares, once it is large.

    In a small one few problems of a type are open at a time, and effort lies idle between them.
    """
    names = ["resolution", "satisfaction", "trust", "participation", "willingness", "volunteering", "official_closing"]
    sizes = []
    for residents in (1000, 2000):
        settings = settings_of(
            rules,
            {"world": {"city": {"agents_per_grid": residents}}, "run": {"weeks": 80}},
            {"behaviour": {"founding": {"mix_shape": 1000.0}}},
        )
        runs = [Simulation(settings, seed=seed).run().final() for seed in range(200, 208)]
        sizes.append(np.array([[run[name] for name in names] for run in runs]))
    for place, name in enumerate(names):
        gap = sizes[1][:, place].mean() - sizes[0][:, place].mean()
        assert abs(gap) < 0.04, name


def test_more_of_the_same_luck(settings_of):
    """Common random numbers: more arrivals are the same problems and then some, week by week."""
    few, many = (
        Simulation(settings_of({"behaviour": {"arise": {"base_rate": rate}}}), keep_issues=True).run()
        for rate in (0.02, 0.03)
    )
    first = few.city.week
    assert first == many.city.week
    few, many = (run.issues().groupby(["born", "grid", "type"], observed=False).size() for run in (few, many))
    assert (many.reindex(few.index, fill_value=0) >= few).mean() > 0.99
    assert many.sum() > few.sum()


def test_more_grid_workers_find_more_before_it_is_reported(settings_of):
    found = []
    for coverage in (0.0, 0.5, 1.0):
        settings = settings_of({"rules": {"party_building": {"grid_coverage": coverage}}})
        found.append(np.mean([Simulation(settings, seed=seed).run().final()["proactive_share"] for seed in SEEDS]))
    assert found[0] == 0.0
    assert found[0] < found[1] < found[2]


def test_ranges_are_kept_by_every_indicator_over_five_years(settings_of, rules):
    run = Simulation(settings_of(rules, {"run": {"weeks": 260}}), check=True).run()
    for indicator, column in zip(INDICATORS, run.series.T, strict=True):
        assert np.isfinite(column).all(), indicator.name
        assert indicator.low <= column.min() <= column.max() <= indicator.high, indicator.name
