"""Limits that must hold (``model/ODD.md``, section 9), in both editions."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import poisson

from cogov.model.institutions import INSTITUTIONS
from cogov.model.parameters.rules import Rules
from cogov.model.parameters.settings import merge
from cogov.model.parameters.world import KINDS, default_issues

from .editions import EDITIONS, SMALL, Edition, disable, measure, run, settle, share_alike, to_bits

WEEKS = 8
ROW = ("place.levers",)
"""A row of levers also holds how an institution would work that is off."""

LATENT, AT_DESK, AWAITING, OWNED, ON_PAPER, RESOLVED, LAPSED = range(7)

# Every institution at work.
EVERYTHING = {
    "rules": {
        "goals": {"rule": "party_led", "strength": 0.8},
        "resources": {"rule": "street", "share": 0.4},
        "mechanism": {"rule": "hub", "strength": 0.8, "responsibility_lists": 0.5, "escalation": 0.5, "hotline": 0.5},
        "party_building": {"grid_coverage": 0.6, "household_links": 0.6, "vanguard": 0.6},
        "deliberation": {"interval_weeks": 3, "inclusiveness": 0.8, "compensation": 0.3, "decision_rule": "majority"},
        "participation": {"reward": 0.3, "volunteer_service": 0.7, "service_purchase": 0.5},
        "law": {"service": 0.5},
        "virtue": {"recognition": 0.5},
        "administration": {"command": 0.4, "assessment": 0.8, "relief": 0.4},
    },
}

OFF = [
    ({"goals": {"rule": "command", "strength": 0.0, "campaign": 0.7}}, ()),
    ({"goals": {"strength": 0.9, "campaign": 0.8}}, ()),
    ({"resources": {"rule": "district", "share": 0.0}}, ()),
    ({"resources": {"rule": "separate", "share": 0.7}}, ()),
    ({"mechanism": {"rule": "hub", "strength": 0.0}}, ()),
    ({"mechanism": {"rule": "silo", "strength": 0.9}}, ()),
    ({"party_building": {"grid_own_budget": True}}, ()),
    ({"deliberation": {"pledge": 1.0, "rounds": 5, "inclusiveness": 1.0, "voice_equality": 1.0, "invites": "affected",
                       "decision_rule": "unanimity"}}, ()),
    ({"goals": {"rule": "command", "strength": 0.9}}, ("government",)),
    ({"mechanism": {"responsibility_lists": 0.9}}, ("government",)),
    ({"mechanism": {"hotline": 0.9}}, ("government",)),
    ({"law": {"service": 0.9}}, ("government",)),
    ({"administration": {"command": 0.9}}, ("government",)),
    ({"administration": {"assessment": 2.0}}, ("government",)),
    ({"administration": {"relief": 0.9}}, ("government",)),
    ({"participation": {"service_purchase": 0.9}}, ("government",)),
    ({"goals": {"rule": "party_led", "strength": 0.9}}, ("party",)),
    ({"resources": {"rule": "community", "share": 0.7}}, ("party",)),
    ({"resources": {"rule": "city", "share": 0.7}}, ("party",)),
    ({"mechanism": {"rule": "hub", "strength": 0.9}}, ("party",)),
    ({"mechanism": {"escalation": 1.0}}, ("party",)),
    ({"party_building": {"household_links": 0.9}}, ("party",)),
    ({"party_building": {"vanguard": 0.9}}, ("party",)),
    ({"party_building": {"grid_coverage": 0.9}}, ("self_governing",)),
    ({"participation": {"reward": 0.9}}, ("self_governing",)),
    ({"participation": {"volunteer_service": 0.9}}, ("self_governing",)),
    ({"virtue": {"recognition": 0.9}}, ("party", "self_governing")),
    ({"deliberation": {"interval_weeks": 2}}, ("party", "self_governing")),
    ({"deliberation": {"interval_weeks": 2}}, ("citizen",)),
]  # fmt: skip
"""Levers that are off, or that nobody carries where some kinds of actor do not act."""

ON = [
    {"goals": {"rule": "command", "strength": 0.9}}, {"goals": {"rule": "party_led", "strength": 0.9}},
    {"goals": {"rule": "deliberative", "strength": 0.9}}, {"resources": {"rule": "community", "share": 0.7}},
    {"resources": {"rule": "city", "share": 0.7}}, {"mechanism": {"rule": "hub", "strength": 0.9}},
    {"mechanism": {"rule": "peer", "strength": 0.9}}, {"mechanism": {"responsibility_lists": 0.9}},
    {"mechanism": {"escalation": 1.0}}, {"mechanism": {"hotline": 0.9}}, {"party_building": {"grid_coverage": 0.9}},
    {"party_building": {"household_links": 0.9}}, {"party_building": {"vanguard": 0.9}},
    {"deliberation": {"interval_weeks": 2}}, {"participation": {"reward": 0.9}},
    {"participation": {"volunteer_service": 0.9}}, {"participation": {"service_purchase": 0.9}},
    {"law": {"service": 0.9}}, {"virtue": {"recognition": 0.9}}, {"administration": {"command": 0.9}},
    {"administration": {"assessment": 2.0}}, {"administration": {"relief": 0.9}},
]  # fmt: skip
"""The same levers with all kinds of actor at work."""


@pytest.fixture(params=EDITIONS)
def found(request) -> Callable[..., Edition]:
    """Found a city of an edition, from tables laid over each other."""
    return lambda *changes, seed=None: EDITIONS[request.param](settle(*changes), seed)


@pytest.fixture(params=EDITIONS, scope="module")
def plain(request) -> Callable[[tuple[str, ...]], tuple[type[Edition], bytes]]:
    """Return an edition, and the bits of a small city of it in which some kinds do not act; each once."""
    edition, known = EDITIONS[request.param], {}

    def live(kinds: tuple[str, ...]) -> tuple[type[Edition], bytes]:
        if kinds not in known:
            known[kinds] = to_bits(run(edition(settle(SMALL, disable(*kinds))), WEEKS), ROW)
        return edition, known[kinds]

    return live


def alter_types(**changes: float) -> dict:
    """Return the shipped types of case with something changed in all of them."""
    return {name: {**kind.model_dump(mode="json"), **changes} for name, kind in default_issues().items()}


# ---- off, absent, without a carrier


@pytest.mark.parametrize(("rules", "kinds"), OFF, ids=[f"{rules} {' '.join(kinds)}" for rules, kinds in OFF])
def test_a_lever_that_is_off_or_without_a_carrier_is_absent_to_the_bit(plain, rules, kinds):
    edition, without = plain(kinds)
    with_it = run(edition(settle(SMALL, disable(*kinds), {"rules": rules})), WEEKS)
    assert to_bits(with_it, ROW) == without


def seen_in(rules):
    """Return the numbers under which a rule is seen within a few weeks, as it declares them."""
    paths = {f"rules.{group}.{lever}" for group, table in rules.items() for lever in table}
    numbers = {}
    for institution in INSTITUTIONS:
        if paths & {gate.path for gate in institution.gates}:
            for path, value in institution.seen_in.items():
                if path.startswith("behaviour."):
                    _, process, name = path.split(".")
                    numbers.setdefault("behaviour", {}).setdefault(process, {})[name] = value
    return numbers


def test_levers_that_are_off_would_otherwise_be_seen(plain):
    edition, without = plain(())
    for rules in ON:
        numbers = seen_in(rules)
        absent = to_bits(run(edition(settle(SMALL, numbers)), WEEKS), ROW) if numbers else without
        assert to_bits(run(edition(settle(SMALL, numbers, {"rules": rules})), WEEKS), ROW) != absent, rules
    named = {(institution, lever) for rules in ON for institution, table in rules.items() for lever in table}
    how = {"campaign", "grid_own_budget", "inclusiveness", "rounds", "decision_rule", "voice_equality", "pledge",
           "invites", "compensation"}  # fmt: skip
    declared = {
        (institution, lever)
        for institution, field in Rules.model_fields.items()
        for lever in field.annotation.model_fields
        if lever not in how
    }
    assert named == declared


def test_a_condition_that_never_holds_is_absent_to_the_bit(plain):
    edition, without = plain(())
    event = {"when": "backlog_share > 2", "rules": {"law": {"service": 1.0}},
             "surge": {"types": ["safety"], "factor": 9.0, "weeks": 3},
             "capacity": {"actors": ["party"], "factor": 0.0, "weeks": 3}}  # fmt: skip
    assert to_bits(run(edition(settle(SMALL, {"events": [event]})), WEEKS), ROW) == without


def test_a_complete_file_of_equal_ties_is_absent_to_the_bit(found):
    peer = {"rules": {"mechanism": {"rule": "peer", "strength": 1.0, "responsibility_lists": 1.0}}}
    places = ("Urban district 1", "Street 1-1", "Community 1-1-1", "Community 1-1-2", "County 1", "Township 1-1",
              "Village 1-1-1")  # fmt: skip
    bodies = [f"{place}/{kind}" for place in places for kind in KINDS]
    ties = [{"source": a, "target": b, "weight": 3.0} for a in bodies for b in bodies]
    tied, bare = (
        run(found(SMALL, peer, {"world": {"city": {"ties": rows}}}), WEEKS) for rows in (ties, [])
    )  # fmt: skip
    assert to_bits(tied) == to_bits(bare)
    few = [{"source": "Community 1-1-1/self_governing", "target": "Street 1-1/government", "weight": 1.0}]
    assert to_bits(run(found(SMALL, peer, {"world": {"city": {"ties": few}}}), WEEKS)) != to_bits(bare)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_all_of_whose_posts_are_vacant_is_disabled(found, kind):
    vacant = {"world": {"actors": {kind: {"vacancies": 1.0}}}}
    both = (run(found(SMALL, EVERYTHING, change), WEEKS) for change in (vacant, disable(kind)))
    first, second = (to_bits(city) for city in both)
    assert first == second


def test_without_a_surge_a_command_is_tasks_alone(found):
    """What command does in an emergency (mobilisation, forced acceptance) is absent without one."""
    rules = {"rules": {"administration": {"command": 0.8}}}
    other = {"behaviour": {"hours": {"mobilise": 1.0, "mobilise_fatigue": 0.5, "mobilise_weeks": 20}}}
    assert to_bits(run(found(SMALL, rules, other), WEEKS)) == to_bits(run(found(SMALL, rules), WEEKS))
    storm = {"events": [{"week": 2, "surge": {"types": ["safety"], "factor": 2.0, "weeks": 2}}]}
    assert to_bits(run(found(SMALL, rules, other, storm), WEEKS)) != to_bits(run(found(SMALL, rules, storm), WEEKS))


# ---- conservation


@pytest.mark.parametrize("rules", [{}, EVERYTHING], ids=["nothing", "everything"])
def test_no_case_is_lost_over_all_stages(found, rules):
    """For each community and type: born = latent + at a desk + awaiting + owned + on paper + resolved + lapsed (1)."""
    city = found(SMALL, rules, {"run": {"weeks": 20}})
    born, ended, alive = {}, {}, set()
    for week in range(20):
        city.step()
        state = city.read()
        keys, stages = state["case.key"].tolist(), state["case.stage"].tolist()
        where = list(
            zip(state["grid.community"][state["case.grid"]].tolist(), state["case.type"].tolist(), strict=True)
        )
        assert len(set(keys)) == len(keys)
        assert alive <= set(keys)
        fresh = [place for key, place in enumerate(where) if keys[key] not in alive]
        assert (state["case.born"] == week).sum() == len(fresh) == measure(city, "arrivals")[-1]
        for place in fresh:
            born[place] = born.get(place, 0) + 1
        over = [place for place, stage in zip(where, stages, strict=True) if stage in (RESOLVED, LAPSED)]
        assert len(over) == measure(city, "resolved")[-1] + measure(city, "lapsed")[-1]
        for place in over:
            ended[place] = ended.get(place, 0) + 1
        open_ = [place for place, stage in zip(where, stages, strict=True) if stage < RESOLVED]
        for place in born:
            assert born[place] == open_.count(place) + ended.get(place, 0)
        alive = {key for key, stage in zip(keys, stages, strict=True) if stage < RESOLVED}
    assert sum(born.values()) > 300
    assert min(sum(ended.values()), len(alive)) > 30


# ---- owners


def test_complete_lists_make_at_most_one_hop(found):
    city = found(SMALL, {"rules": {"mechanism": {"responsibility_lists": 1.0}}})
    most = 0
    for _ in range(WEEKS):
        city.step()
        state = city.read()
        assert state["case.hops"].max() <= 1
        # Nobody hands back: a case that was passed on lies with, or belongs to, another than the committee.
        passed = (state["case.hops"] == 1) & (state["case.stage"] == AT_DESK)
        assert (state["body.kind"][state["case.desk"][passed]] != 2).all()
        most = max(most, int(state["case.hops"].max()))
    assert most == 1
    assert run(found(SMALL), WEEKS).read()["case.hops"].max() > 2


def queue_of_one(rate: float) -> dict:
    """A committee with the mix of all needs, two units a week; cases of one unit, `rate` of them a week on average."""
    needs = {"social": 1.0}
    hours = {"political": 0.0, "administrative": 0.0, "economic": 0.0, "social": 2.0}
    others = [kind for kind in (*KINDS, "citizen") if kind not in ("self_governing", "government")]
    return merge(
        disable(*others),
        {
            "world": {
                "city": {"urban_districts": 1, "streets_per_district": 1, "communities_per_street": 1,
                         "rural_counties": 0, "grids_per_community": 1, "persons_per_grid": 5000, "agents_per_grid": 2},
                "issues": {"all": {"domain": "harmony", "share": 1.0, "needs": needs, "patience_weeks": 10_000.0,
                                   "size_sigma": 0.0, "competent": {"large": "committee"}}},
                # An office with hardly an hour carries the lists.
                "actors": {"capacity_scale": 1.0,
                           "government": {"capacity": {**hours, "social": 1e-9}, "city": 0.0, "department": 0.0,
                                          "street": 1.0},
                           "self_governing": {"capacity": hours, "willingness": 1.0}},
            },
            "behaviour": {
                "founding": {"willingness_sd": 0.0},
                "arise": {"rate": rate / 5000.0, "burst": 0.0, "season": 0.0},
                "hours": {"base": 0.0, "tasks_floor": 0.0, "lists": 0.0, "overtime": 0.0},
                "report": {"residents_base": 1.0},
                "work": {"initiative": 0.0},
                "adapt": {"temptation": 0.0, "success": 0.0, "anchor": 0.0},
            },
            "rules": {"mechanism": {"responsibility_lists": 1.0}},
        },
    )  # fmt: skip


def test_one_body_with_the_mix_of_all_needs_is_a_single_server_queue(found):
    """Work left follows Lindley's recursion, and its mean is that of the chain it makes."""
    weeks, rate, served = 1500, 1.4, 2
    city = found(queue_of_one(rate), {"run": {"weeks": weeks}}, seed=11)
    waiting, total = 0, 0
    for _ in range(weeks):
        city.step()
        state = city.read()
        arrived = int(measure(city, "arrivals")[-1])
        waiting = max(0, waiting + arrived - served)
        assert state["case.remaining"].sum() == pytest.approx(waiting, abs=1e-9)
        # In whole units: the server never leaves one case for another that is not begun.
        assert (state["case.remaining"] > 0.0).sum() == waiting
        total += waiting
    # The stationary distribution of W' = max(0, W + A - 2), A Poisson, by iteration.
    size = 80
    chain = np.zeros((size, size))
    for now in range(size):
        for arrived in range(size):
            chain[now, min(size - 1, max(0, now + arrived - served))] += poisson.pmf(arrived, rate)
    share = np.linalg.matrix_power(chain, 4096)[0]
    mean = float(share @ np.arange(size))
    # Weeks in a row are alike: some 15 of them are worth one draw.
    spread = float(np.sqrt(share @ np.arange(size) ** 2 - mean**2))
    assert total / weeks == pytest.approx(mean, abs=4.0 * spread / np.sqrt(weeks / 15.0))


# ---- joint work


def test_silo_without_a_pool_gives_no_hours_to_cases_of_others(found):
    city = found(SMALL, {"behaviour": {"work": {"initiative": 0.0}}})
    worked = 0
    for _ in range(WEEKS):
        city.step()
        state = city.read()
        assert not state["case.joint"].any()
        assert (state["case.helpers"] == -1).all()
        # Enterprises and organisations own nothing, so they have all their hours left, to the bit.
        others = np.isin(state["body.kind"], (3, 4, 5))
        assert np.array_equal(state["body.left"][others], state["body.full"][others])
        assert state["body.full"][others].min() > 0.0
        worked += (state["case.begun"]).sum()
    assert worked > 0


def test_under_silo_nothing_hangs_on_how_one_asks(plain):
    edition, without = plain(())
    asking = {"lacking": 0.01, "means": 0.4, "ask_again": 8, "ask_cost": 0.1, "hub_requests": 4, "slack_scale": 5.0,
              "lists_lift": 1.0, "fixed_acceptance": 1.0, "team_limit": 0.5}  # fmt: skip
    assert to_bits(run(edition(settle(SMALL, {"behaviour": {"work": asking}})), WEEKS), ROW) == without


@pytest.mark.parametrize("rule", ["peer", "hub"])
def test_joint_work_of_bodies_of_one_mix_gains_nothing(found, rule):
    """The mix is that of the needs, so nobody lacks anything."""
    even = dict.fromkeys(("political", "administrative", "economic", "social"), 0.5)
    alike = {"world": {"issues": {"all": {"share": 1.0, "needs": even, "deadline_weeks": 4, "contestability": 0.2}}}}
    # What residents and grid workers do is not of that mix.
    changes = (SMALL, alike, share_alike(even), disable("citizen"))
    joint, silo = (
        run(found(*changes, {"rules": {"mechanism": mechanism}}), WEEKS)
        for mechanism in ({"rule": rule, "strength": 1.0}, {})
    )
    assert to_bits(joint, ROW) == to_bits(silo, ROW)
    assert measure(joint, "resource_match") == pytest.approx(np.ones(WEEKS))
    assert measure(joint, "resolved").sum() > 10


def test_requests_cost_the_hub_each_and_peers_nothing(found):
    cost = 0.04
    for rule, paid in (("hub", cost), ("peer", 0.0)):
        # No hops, no dispatch and no hotline: asking is all that coordination takes in the week.
        city = found(SMALL, {
            "rules": {"mechanism": {"rule": rule, "strength": 1.0, "responsibility_lists": 1.0}},
            "behaviour": {"route": {"hop_cost": 0.0}, "work": {"ask_cost": cost}},
        })  # fmt: skip
        asked = 0
        for _ in range(6):
            city.step()
            state, requests = city.read(), city.count_requests()
            asked += requests
            hubs = (state["body.kind"] == 0) & state["body.acts"]
            budgets = 0.4 * state["body.effort"][hubs]
            assert (budgets - state["body.budget"][hubs]).sum() == pytest.approx(paid * requests)
            hours = state["body.hours"].sum()
            taken = (
                measure(city, "coordination_cost")[-1] * hours
                - (state["body.hours"] * state["body.coordination"]).sum()
            )
            # A hub whose hours are used up pays with what it has.
            assert -1e-9 <= taken <= paid * requests + 1e-9
            assert (taken > 1e-9) == (paid * requests > 0.0)
        assert asked > 10


def test_full_substitution_leaves_nothing_to_complement(found):
    """With r = 1 and fungible hours alone, an hour of any kind does an hour's work."""
    free = {"behaviour": {"work": {"substitution": 1.0, "fungible": 1.0},
                          "founding": {"skill": 1.0, "skill_social": 1.0}}}  # fmt: skip
    city = run(found(SMALL, free, {"rules": {"mechanism": {"rule": "peer", "strength": 1.0}}}), WEEKS)
    assert measure(city, "resource_match") == pytest.approx(np.ones(WEEKS))


def test_without_adaptation_willingness_is_fixed(found):
    still = {"behaviour": {"adapt": dict.fromkeys(("temptation", "lead", "success", "anchor"), 0.0)}}
    city = found(SMALL, EVERYTHING, still)
    before = city.read()["body.willingness"]
    assert np.array_equal(run(city, WEEKS).read()["body.willingness"], before)


# ---- matters


def test_without_contest_there_are_no_matters(found):
    calm = alter_types(contestability=0.0)
    city = found(SMALL, EVERYTHING, {"world": {"issues": calm}})
    for _ in range(WEEKS):
        city.step()
        state = city.read()
        assert not state["case.contested"].any()
        assert not (state["case.stage"] == AWAITING).any()
        assert not state["case.decided"].any()
    assert np.isnan(measure(city, "matters_passed")).all()
    assert not measure(city, "grievance").any()
    others = {"rules": {"deliberation": {"compensation": 1.0, "invites": "affected"}}}
    assert to_bits(run(found(SMALL, EVERYTHING, {"world": {"issues": calm}}, others), WEEKS), ROW) == to_bits(city, ROW)
    assert np.isfinite(measure(run(found(SMALL, EVERYTHING), WEEKS), "matters_passed")).any()


@pytest.mark.parametrize("behaviour", [{"losers": 0.0}, {"accept_compensation": 1.0}])
def test_without_losers_or_fully_compensated_nobody_bears_a_grudge(found, behaviour):
    rules = {"deliberation": {"interval_weeks": 2, "inclusiveness": 1.0, "compensation": 1.0}}
    city = run(found(SMALL, {"behaviour": {"deliberate": behaviour}, "rules": rules}), WEEKS)
    assert np.isfinite(measure(city, "matters_passed")).any()
    assert measure(city, "grievance") == pytest.approx(np.zeros(WEEKS), abs=1e-12)


# ---- arrivals, days, hours


def test_arrivals_are_poisson_without_season_and_bursts(found):
    calm = {name: {**kind.model_dump(mode="json"), "norm_sensitivity": 0.0} for name, kind in default_issues().items()}
    even = {"world": {"issues": calm}, "behaviour": {"arise": {"rate": 0.004, "season": 0.0, "burst": 0.0}}}
    arrivals = measure(run(found(SMALL, even, {"run": {"weeks": 120}}), 120), "arrivals")
    # 3000 persons: twelve a week; within four standard errors of mean and variance.
    assert arrivals.mean() == pytest.approx(12.0, abs=4.0 * np.sqrt(12.0 / 120))
    assert arrivals.var() == pytest.approx(12.0, abs=4.0 * 12.0 * np.sqrt(2.0 / 120))


def test_without_commuters_day_means_are_grid_means(found):
    state = run(found(SMALL, {"world": {"city": {"commuters": 0.0}}}), 3).read()
    assert np.array_equal(state["resident.day_grid"], state["resident.grid"])
    assert state["grid.day_trust"] == pytest.approx(state["grid.trust"], abs=1e-12)
    away = run(found(SMALL, {"world": {"city": {"commuters": 1.0}}}), 3).read()
    assert away["grid.day_trust"] != pytest.approx(away["grid.trust"], abs=1e-3)


def test_without_arrivals_there_are_no_cases(found):
    city = run(found(SMALL, EVERYTHING, {"behaviour": {"arise": {"rate": 0.0}}}), 4)
    assert len(city.read()["case.key"]) == 0
    assert not measure(city, "arrivals").any()


def test_without_hours_nothing_is_resolved_and_all_lapses(found):
    impatient = {
        name: {**kind.model_dump(mode="json"), "patience_weeks": 1.0} for name, kind in default_issues().items()
    }
    city = run(found(SMALL, disable(*KINDS, "citizen"), {"world": {"issues": impatient}}), WEEKS)
    assert not measure(city, "resolved").any()
    assert measure(city, "lapsed").sum() == measure(city, "arrivals").sum() > 0
