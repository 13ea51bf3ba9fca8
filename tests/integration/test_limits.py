"""Limit cases with known answers, over whole runs of many weeks. Where luck plays, 99 % intervals over several seeds.

Those that a few weeks are enough for stand in `tests/agreement/test_limits.py`.
"""

import numpy as np
import pytest
from scipy import stats

from cogov.model import INDICATORS, Simulation
from cogov.model.engine.cases import Stage
from cogov.model.engine.history import CaseEvent
from cogov.model.parameters.world import KINDS

SEEDS = range(100, 116)
UNKNOWN = {"requests_accepted", "adoption", "matters_passed"}
"""Indicators of which nothing can be said in some weeks."""


def interval(values: np.ndarray) -> tuple[float, float]:
    """99 % confidence interval of the mean."""
    mean, half = np.mean(values), stats.t.ppf(0.995, len(values) - 1) * stats.sem(values)
    return mean - half, mean + half


@pytest.fixture(params=(False, True), ids=["alone", "coordinated"])
def rules(request, coordinated) -> dict:
    return coordinated if request.param else {}


def test_without_arrivals_the_index_is_at_its_ceiling_apart_from_participation(settings_of, rules):
    run = Simulation(settings_of(rules, {"behaviour": {"arise": {"rate": 0.0}}, "run": {"weeks": 300}})).run()
    frame = run.frame()
    best = ["resolution", "backlog", "official_response", "official_closing", "official_satisfaction", "solved"]
    assert (frame[best] == 1.0).all(axis=None)
    # Who is heard is a little more content.
    assert frame["equity"].min() > (0.97 if rules else 1.0 - 1e-12)
    nothing = ["arrivals", "latent", "open_issues", "overdue", "paper_closed", "resolved", "lapsed", "harm", "load"]
    assert (frame[nothing] == 0.0).all(axis=None)
    expected = 0.85 + 0.15 * frame["voice"].iloc[-1]
    assert frame["satisfaction"].iloc[-1] == pytest.approx(expected, abs=0.01)
    # Trust goes to satisfaction, or above it where people are heard.
    assert frame["trust"].iloc[-1] >= 0.84


def test_without_capacity_or_volunteers_nothing_is_resolved(settings_of, rules):
    nothing = {"world": {"actors": {"capacity_scale": 0.0, "citizen": {"enabled": False}}}, "run": {"weeks": 100}}
    frame = Simulation(settings_of(rules, nothing), check=True).run().frame()
    assert frame["resolved"].sum() == 0.0
    # Problems whose deadline has not fallen yet are not counted; the shortest is one week.
    assert (frame["resolution"].iloc[13:] == 0.0).all()
    assert frame["lapsed"].sum() > 0.0
    assert frame["idle_effort"].max() == 0.0


def test_zero_trust_and_motive_leave_volunteering_at_its_base(settings_of):
    """No reason to serve: a chance of logistic(base)."""
    weights = dict.fromkeys(("motive", "trust", "neighbours", "reward", "service", "mobilising", "fatigue"), 0.0)
    settings = settings_of({"behaviour": {"volunteer": weights | {"base": -3.0}}})
    shares = np.array([Simulation(settings, seed=seed).run().frame()["volunteering"].mean() for seed in SEEDS])
    low, high = interval(shares)
    assert low <= 1.0 / (1.0 + np.exp(3.0)) <= high
    assert high - low < 0.01


LITTLE = {
    "on paper": {"rules": {"administration": {"assessment": 2.0, "command": 1.0}}},
    "overloaded": {"behaviour": {"arise": {"rate": 0.012}}},
}


@pytest.mark.parametrize("scenario", [*LITTLE, "coordinated"])
def test_littles_law(settings_of, coordinated, scenario):
    """Weeks that problems were open, each told by its history, are open problems summed over weeks; exactly."""
    weeks = 80
    change = coordinated if scenario == "coordinated" else LITTLE[scenario]
    run = Simulation(settings_of(change, {"run": {"weeks": weeks}}), history=True).run()
    frame, records = run.frame(), run.history.records
    born, over = (
        dict(zip(records.case[these].tolist(), records.week[these].tolist(), strict=True))
        for these in (
            records.what == CaseEvent.BORN,
            np.isin(records.what, (CaseEvent.RESOLVED, CaseEvent.LAPSED)),
        )
    )
    open_ = frame["latent"] + frame["open_issues"] + frame["paper_closed"]
    assert len(born) == frame["arrivals"].sum()
    assert open_.sum() == sum(over.get(case, weeks) - week for case, week in born.items())
    assert len(over) > len(born) / 2


OVERLOAD = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 1, "rural_counties": 0,
            "grids_per_community": 1, "persons_per_grid": 5000, "agents_per_grid": 2,
        },
        "actors": {
            **{kind: {"enabled": False} for kind in KINDS if kind != "self_governing"},
            "citizen": {"enabled": False},
            "capacity_scale": 1.0,
            "self_governing": {
                "capacity": {"political": 0.0, "administrative": 0.0, "economic": 0.0, "social": 2.0},
                "willingness": 1.0,
            },
        },
    },
    "behaviour": {
        "founding": {"willingness_sd": 0.0},
        "arise": {"rate": 8.0 / 5000.0, "burst": 0.0, "season": 0.0},
        "hours": {"base": 0.0, "tasks_committee": 0.0, "tasks_floor": 0.0, "lists": 0.0, "overtime": 0.0},
        "work": {"initiative": 0.0},
        "adapt": {"temptation": 0.0, "success": 0.0, "anchor": 0.0},
    },
    "run": {"weeks": 600},
}  # fmt: skip


@pytest.mark.parametrize("patience", [8.0, 16.0])
@pytest.mark.parametrize("reported", [0.0, 1.0], ids=["nobody reports", "all is reported"])
def test_overload_settles_at_patience_times_what_comes_in_too_much(settings_of, patience, reported):
    """Eight problems of one unit of social work arise a week; two units are done, if anybody hears of them.

    After a week's arrivals, work and lapses N = (N + 8 - 2)(1 - 1 / patience), so N = (patience - 1) . 6.
    """
    kind = {
        "domain": "harmony", "share": 1.0, "needs": {"social": 1.0}, "patience_weeks": patience, "size_sigma": 0.0,
        "norm_sensitivity": 0.0, "competent": dict.fromkeys(("small", "usual", "large"), "committee"),
    }  # fmt: skip
    # The committee takes what is reported to it, and lays nothing aside.
    report = {"residents_base": reported, "residents_trust": 0.0, "residents_hotline": 0.0}
    certain = {"report": report, "route": {"load_refusal": 0.0, "fit_base": 1.0, "knows": 1.0, "hop_cost": 0.0}}
    settings = settings_of(OVERLOAD, {"world": {"issues": {"all": kind}}, "behaviour": certain})
    left, done = [], []
    for seed in SEEDS:
        frame = Simulation(settings, seed=seed).run().frame().iloc[80:]
        left.append((frame["latent"] + frame["open_issues"]).mean())
        done.append(frame["resolved"].mean())
    assert done == pytest.approx([2.0 * reported] * len(SEEDS), rel=0.02)
    low, high = interval(np.array(left))
    too_much = 8.0 - 2.0 * reported
    assert low <= (patience - 1.0) * too_much <= high
    assert (high - low) / (patience * too_much) < 0.06


def test_the_number_of_open_problems_does_not_grow_without_bound(settings_of, rules):
    """Twice the weeks, the same backlog: lapsing bounds it even under overload."""
    frame = (
        Simulation(settings_of(rules, {"behaviour": {"arise": {"rate": 0.02}}, "run": {"weeks": 400}})).run().frame()
    )
    open_ = frame["open_issues"] + frame["latent"] + frame["paper_closed"]
    assert open_.iloc[300:].mean() < 1.2 * open_.iloc[100:200].mean()


def test_with_capacity_without_end_what_is_owned_is_resolved_at_once(settings_of, coordinated):
    run = Simulation(settings_of(coordinated, {"world": {"actors": {"capacity_scale": 100.0}}}))
    for _ in range(26):
        run.step()
        cases = run.city.cases
        stage, begins = (getattr(cases, name)[: int(cases.used[0])] for name in ("stage", "begins"))
        assert not ((stage == Stage.OWNED) & (begins < run.week)).any()
    assert run.final()["resolved"] > 5 * run.final()["lapsed"]


@pytest.mark.parametrize("much", ["agents_per_grid", "persons_per_grid"])
def test_twice_as_many_leave_shares_as_they_were(settings_of, rules, much):
    """Agents are a sample of persons, and hours are per person: where there are many, twice as many change no share."""
    names = ["resolution", "satisfaction", "trust", "participation", "willingness", "volunteering", "official_closing"]
    many = {"agents_per_grid": 200, "persons_per_grid": 20_000}
    sizes = []
    for city in (many, {**many, much: 2 * many[much]}):
        settings = settings_of(
            rules,
            {"world": {"city": city}, "run": {"weeks": 60}, "behaviour": {"founding": {"mix_shape": 1000.0}}},
        )
        runs = [Simulation(settings, seed=seed).run().final() for seed in range(200, 206)]
        sizes.append(np.array([[run[name] for name in names] for run in runs]).mean(axis=0))
    for name, one, other in zip(names, *sizes, strict=True):
        assert abs(one - other) < 0.04, name


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
        known = column[np.isfinite(column)]
        assert len(known) == len(column) or indicator.name in UNKNOWN, indicator.name
        assert ((indicator.low <= known) & (known <= indicator.high)).all(), indicator.name
