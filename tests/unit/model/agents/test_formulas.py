"""Each decision against its equation in ODD, with numbers worked out by hand."""

import math

import numpy as np
import pytest

from cogov.model import random_draws as draws
from cogov.model.agents import PartyBody
from cogov.model.agents.body import tasks
from cogov.model.agents.case import AT_DESK, AWAITING, OWNED
from cogov.model.agents.meeting import chance_of_invitation, passes, settle_matter, votes

A, B = 0, 1
PARTY = {"world": {"actors": {"party": {"enabled": True}}}}
LISTS_OFF = {"rules": {"mechanism": {"responsibility_lists": 0.0}}}
FREE = {"behaviour": {"work": {"fixed_acceptance": 0.0}}}


def rules(**tables) -> dict:
    return {"rules": tables}


@pytest.fixture
def city(three_bodies):
    """The three bodies after an empty week, so that levers are in force and needs are known."""

    def make(*changes: dict, **options) -> tuple:
        model, committee, office, firm = three_bodies(*changes, **options)
        model.step()
        for place in model.places:
            place.need_share = [0.2] * 5
        return model, committee, office, firm

    return make


# ---- accepting and passing on (30-32)


@pytest.mark.parametrize(
    ("willingness", "load", "priority", "lists", "chance"),
    [
        (0.5, 0.0, 0.2, 0.0, 0.5),
        (0.5, 2.0, 0.2, 0.0, 0.5 * (1.0 - 0.6 * 0.5)),
        (0.5, 40.0, 0.2, 0.0, 0.5 * 0.4),
        (0.8, 0.0, 0.1, 0.0, 0.8 * (0.3 + 0.7 * 0.5)),
        (0.5, 0.0, 0.2, 0.6, 0.6 + 0.4 * 0.5),
    ],
)
def test_acceptance(city, plant, willingness, load, priority, lists, chance):
    model, committee, _, _ = city(rules(mechanism={"responsibility_lists": lists}))
    case = plant(model, A, 1.0)
    committee.willingness, committee.load, committee.priorities[3] = willingness, load, priority
    assert committee.acceptance(case) == pytest.approx(chance)
    assert committee.accepts(case, chance - 1e-6)
    assert not committee.accepts(case, chance + 1e-6)


def test_command_forces_acceptance_and_joining_in_a_struck_domain_alone(city, plant):
    model, committee, office, firm = city(LISTS_OFF, FREE, rules(administration={"command": 0.9}))
    case = plant(model, A, 1.0)
    for body in (committee, office, firm):
        body.willingness = 0.1
    assert committee.acceptance(case) == pytest.approx(0.1)
    model.communities[0].struck[3] = True
    assert committee.acceptance(case) == 0.9
    assert office.readiness(case) == 0.9
    assert firm.readiness(case) == pytest.approx(0.1)  # an enterprise is asked, not ordered


def test_who_refuses_hands_the_case_to_the_committee(city, plant):
    model, committee, office, _ = city(LISTS_OFF)
    case = plant(model, B, 1.0, stage=AT_DESK, desk=office, reported=1, first_reported=1)
    assert office.hands_back_to(case) is committee
    committee.acts = False
    assert office.hands_back_to(case) is office


@pytest.mark.parametrize(
    ("knows", "which", "desk"),
    [
        (0.34, 0.0, "right"), (0.36, 0.2, "branch"), (0.36, 0.5, "office"), (0.36, 0.61, "right"),
        (0.36, 0.99, "right"),
    ],
)  # fmt: skip
def test_a_case_is_passed_to_a_desk_that_seems_right(city, plant, knows, which, desk):
    """Departments do not act in this city: then the case goes to the right desk instead."""
    model, committee, office, _ = city(LISTS_OFF, PARTY)
    branch = model.communities[0].branch
    case = plant(model, A, 1.0)
    expected = {"right": committee, "branch": branch, "office": office}[desk]
    at = office if desk in ("right", "branch") else branch
    assert at.passes_on_to(case, committee, knows, which) is expected


def test_a_wrong_desk_is_never_the_desk_itself(city, plant):
    model, committee, office, _ = city(LISTS_OFF, PARTY)
    case = plant(model, A, 1.0)
    assert office.passes_on_to(case, committee, 0.9, 0.5) is committee


def test_departments_are_wrong_desks_too(found, plant):
    model = found({})
    model.step()
    community = model.communities[0]
    case = plant(model, A, 1.0)
    for d, which in enumerate((0.61, 0.69, 0.77, 0.85, 0.93)):
        at = community.committee
        assert at.passes_on_to(case, community.branch, 1.0 - 1e-9, which) is community.district.departments[d]


def test_a_party_body_whistles_after_three_hops(city, plant):
    model, _, _, _ = city(PARTY, rules(mechanism={"escalation": 0.4}))
    case, street = plant(model, A, 1.0), model.streets[0].party
    for hops, luck, forced in ((2, 0.1, False), (3, 0.39, True), (3, 0.41, False)):
        case.hops = hops
        street.acts = True
        assert street.forces(case, luck) is forced
    street.acts = False
    assert not street.forces(case, 0.1)


def test_a_contested_case_waits_for_consent(city, plant):
    model, committee, _, _ = city()
    contested, plain = plant(model, A, 1.0, contested=True), plant(model, A, 1.0)
    committee.take_over(contested)
    committee.take_over(plain)
    assert (contested.stage, plain.stage) == (AWAITING, OWNED)
    contested.decided = True
    committee.take_over(contested)
    assert contested.stage == OWNED


# ---- ordering, asking, joining (48-51)


def test_assessment_moves_what_is_due_up_and_what_is_overdue_down(city, plant):
    model, committee, _, _ = city(rules(administration={"assessment": 0.7}))
    plain = plant(model, A, 1.0)
    scores = []
    for reported in (-50, -104, -105):
        plain.reported = reported + model.luck.week
        scores.append(committee.urgency(plain))
    assert scores[1] - scores[0] == pytest.approx(0.7)
    assert scores[2] - scores[0] == pytest.approx(-0.7)
    plain.remaining = 0.5
    assert committee.urgency(plain) - scores[2] == pytest.approx(0.8 * 1.7 * math.log(2.0))


def test_priorities_move_the_order(city, plant):
    model, committee, _, _ = city()
    case = plant(model, A, 1.0, reported=0)
    before = committee.urgency(case)
    committee.priorities[3] = 0.42
    assert committee.urgency(case) - before == pytest.approx(1.5 * math.log(0.44 / 0.22))


def test_a_resource_is_lacking_from_a_deficit_on(city, plant):
    model, committee, _, _ = city()
    case = plant(model, A, 1.0)
    committee.mix = (0.0, 0.41, 0.0, 0.59)
    assert committee.lacks(case) == []
    committee.mix = (0.0, 0.39, 0.0, 0.61)
    assert committee.lacks(case) == [1]


def test_readiness_to_join(city, plant):
    model, _, office, firm = city(FREE, LISTS_OFF)
    case = plant(model, B, 1.0)
    firm.willingness, firm.load, firm.priorities[4] = 0.4, 2.0, 0.1
    assert firm.readiness(case) == pytest.approx(0.4 / 2.0 * (0.3 + 0.7 * 0.5))
    listed, _, _, other = city(FREE, rules(mechanism={"responsibility_lists": 0.8}))
    other.willingness, other.load = 0.4, 0.0
    assert other.readiness(plant(listed, B, 1.0)) == pytest.approx(0.4 + 0.6 * 0.5 * 0.8)
    joined = [firm.joins(plant(model, B, 1.0), 2) for _ in range(300)]
    assert 0.05 < np.mean(joined) < 0.22
    assert office.can_help(case, 1, firm)
    assert not office.can_help(case, 1, office)


def test_a_hub_asks_whom_it_expects_most_of_and_stops_without_hours(city, plant):
    model, committee, office, _ = city(PARTY, rules(mechanism={"rule": "hub", "strength": 1.0}))
    branch = model.communities[0].branch
    case = plant(model, A, 1.0)
    branch.mix = office.mix = (0.0, 1.0, 0.0, 0.0)
    branch.left = office.left = branch.full = office.full = 1.0
    branch.load = office.load = 0.0
    branch.willingness, office.willingness = 0.01, 0.9
    assert branch.chooses_helper(case, 1, committee, []) is office
    assert branch.chooses_helper(case, 1, committee, [office]) is branch
    office.load = 1e6
    branch.willingness = 0.9
    assert branch.chooses_helper(case, 1, committee, []) is branch
    branch.budget = 0.0
    committee.seek_help(case)
    assert case.helpers == [None] * 4
    assert case.asked < 0


def test_volunteers_stand_in_where_social_hours_are_lacking(city, plant):
    model, _, office, _ = city()
    case = plant(model, A, 5.0, stage=OWNED, owner=office)
    case.grid.volunteer_hours[3] = 0.3
    office.left = office.full = 1.0
    office.serve(case, wanted=True)
    assert case.grid.volunteer_hours[3] == 0.0
    case.grid.volunteer_hours[3] = 0.3
    office.left = 1.0
    office.serve(case, wanted=False)
    assert case.grid.volunteer_hours[3] == 0.3


def test_paper_closing_needs_assessment_a_deadline_and_luck(city, plant, monkeypatch):
    model, committee, _, _ = city(rules(administration={"assessment": 1.0}))
    case = plant(model, A, 1.0, stage=OWNED, owner=committee)
    week = model.luck.week
    for luck, since, closes in ((0.24, 103, True), (0.26, 103, False), (0.24, 102, False)):
        monkeypatch.setattr(model.luck, "uniform", lambda stream, key, luck=luck: luck)
        case.reported = week - since
        assert committee.closes_on_paper(case) is closes


# ---- hours (20-27)


def test_tasks(city):
    model, *_ = city(rules(administration={"command": 0.6, "relief": 0.25}))
    place = model.communities[0]
    assert tasks(place.levers, place, False, 0.2) == pytest.approx(0.75 * 0.6)
    assert tasks(place.levers, place, True, 0.2) == pytest.approx(0.75 * 0.2 * 0.4)


def test_mobilisation_overtime_and_show(city):
    model, committee, _, firm = city(rules(administration={"command": 0.5, "assessment": 2.0}))
    model.communities[0].emergency = True
    committee.fatigue, committee.willingness = 0.1, 0.5
    committee.plan(4.0)
    burden = 0.1 + 0.25 * 0.2 * 0.5 + 0.03
    normal = 2.0 * 0.5 * (1.0 - burden)
    load = 4.0 / (0.5 * normal)
    x = (load - 2.0) / 5.0 + 2.0
    overtime = 0.35 * x / (1.0 + x)
    fatigue = 0.1 + 0.02 * overtime / 0.35 * 0.9 - 0.05 * 0.1
    fatigue += 0.04 * 0.25 * (1.0 - fatigue)
    show = 0.3 * 4.0 / 8.0
    effort = normal * (1.0 + overtime) * 1.25 * (1.0 - 0.5 * fatigue) * (1.0 - show)
    assert [committee.burden, committee.load, committee.overtime, committee.fatigue, committee.effort] == pytest.approx(
        [burden, load, overtime, fatigue, effort]
    )
    firm.willingness = 0.5
    firm.fatigue = 0.0
    firm.plan(0.0)
    assert [firm.overtime, firm.show, firm.effort] == pytest.approx([0.0, 0.0, 2.0 * 0.5 * 0.87])


def test_departments_pay_grid_workers_up_to_a_limit(found):
    for coverage_hours, met, cut in ((0.6, 1.0, None), (50.0, None, 0.8)):
        model = found(
            rules(party_building={"grid_coverage": 1.0}), {"behaviour": {"hours": {"grid_hours": coverage_hours}}}
        )
        model.step()
        district = model.districts[0]
        before = sum(sum(department.capacity) for department in district.departments)
        after = sum(department.hours for department in district.departments)
        wages = coverage_hours * district.persons / 1000.0 * 1.6
        assert before - after == pytest.approx(wages if cut is None else cut * before)
        capacity = model.communities[0].committee
        assert capacity.hours == pytest.approx(sum(capacity.capacity))
        paid = wages * (1.0 if met else 0.8 * before / wages)
        left = sum(grid.worker.hours for community in district.communities for grid in community.grids)
        assert left <= paid + 1e-9
        gained = sum(c.committee.full - c.committee.effort for c in district.communities)
        assert gained == pytest.approx(left)


def test_purchase_moves_departments_hours_to_social_organisations(found):
    model = found(rules(participation={"service_purchase": 1.0}))
    model.step()
    district = model.districts[0]
    sellers = [body for community in district.communities for body in community.social_organisations]
    usual = sum(b.hours * b.anchor * (1.0 - b.burden) for b in sellers)  # paid in full
    bought = sum(b.effort for b in sellers) - usual
    assert bought > 0.0
    lost = sum(b.effort / (1.0 - 0.25 * b.mix[2]) - b.effort for b in district.departments)
    assert lost == pytest.approx(bought)


def test_social_organisations_give_what_is_paid_for(found):
    model = found(rules(participation={"service_purchase": 0.5}))
    model.step()
    assert model.communities[0].social_organisations[0].paid_share() == pytest.approx(0.6 + 0.4 * 0.5)


def test_mass_organisations_call_as_far_as_they_are_willing_and_free(found):
    model = found({})
    model.step()
    body = model.districts[0].mass_organisations[0]
    assert body.mobilises() == pytest.approx(body.willingness * (1.0 - body.burden))
    assert body.burden == pytest.approx(0.1 + 0.2 * 0.2)


# ---- finding and pooling


def test_grid_workers_find_what_can_be_seen(found, plant):
    model = found(rules(party_building={"grid_coverage": 1.0}))
    model.step()
    case, worker = plant(model, 0, 1.0), model.grids[0].worker
    worker.hours = 1.0
    assert worker.finds(case, 0.5 * 0.2 - 1e-6)
    assert not worker.finds(case, 0.5 * 0.2 + 1e-6)
    worker.hours = 0.0
    assert not worker.finds(case, 0.0)


def test_pools_prefer_the_severe_and_the_old(city, plant):
    model, *_ = city(PARTY)
    branch, week = model.communities[0].branch, model.luck.week
    assert branch.pool_urgency(plant(model, A, 1.0, severity=2.0, reported=week)) == 2.0
    assert branch.pool_urgency(plant(model, A, 1.0, severity=1.5, reported=week - 8)) == 3.0


def test_a_pool_sends_whatever_it_has_where_the_right_kind_is_scarce(city, plant):
    model, *_ = city(PARTY)
    branch = model.communities[0].branch
    branch.budget, branch.left = 1.0, 1.0
    case, pool = plant(model, A, 1.0, stage=AT_DESK, reported=1), [2.0, 0.1, 0.0, 0.1]
    branch.dispatch(case, pool)  # .2 of the kinds needed is under .3 of the work
    assert pool[0] < 2.0
    assert 0.0 < case.remaining < 1.0
    enough = [2.0, 0.2, 0.0, 0.2]
    branch.dispatch(plant(model, A, 1.0, stage=AT_DESK, reported=1), enough)
    assert enough[0] == 2.0


# ---- goals (41)


def test_common_priorities_under_each_rule(city):
    model, committee, _, _ = city(PARTY, rules(goals={"rule": "command", "strength": 1.0, "campaign": 0.4}))
    community = model.communities[0]
    listed = [0.0, 0.0, 0.0, 0.5, 0.5]
    model.luck.week = 27  # the second turn: livelihood
    assert committee.common_priorities(community) == pytest.approx([0.0, 0.4, 0.0, 0.3, 0.3])
    community.struck[4] = True
    assert committee.common_priorities(community) == pytest.approx([0.0, 0.0, 0.0, 0.3, 0.7])
    assert model.listed == pytest.approx(listed)
    led, committee, _, _ = city(PARTY, rules(goals={"rule": "party_led", "strength": 1.0}, party_building={
        "household_links": 0.5, "grid_coverage": 0.4}))  # fmt: skip
    community = led.communities[0]
    community.priorities = [1.0, 0.0, 0.0, 0.0, 0.0]
    links = community.levers.household_links
    told = 1.0 - (1.0 - links) * (1.0 - 0.5 * 0.4)
    assert committee.common_priorities(community)[0] == pytest.approx(told + (1.0 - told) / 5.0)
    committee.priorities = [0.2] * 5
    assert committee.align()[0] == pytest.approx(0.2 + 0.25 * (told + (1.0 - told) / 5.0 - 0.2))
    community.branch.acts = False
    assert committee.common_priorities(community) == committee.own_priorities


# ---- citizens (33-44)


def test_turnout_and_service_of_one_citizen(found):
    model = found(rules(participation={"reward": 0.5, "volunteer_service": 0.4}, party_building={"vanguard": 0.5}))
    model.step()
    c = model.people.agents[3]
    c.motive, c.trust, c.fatigue, c.efficacy, c.belief = 0.6, 0.5, 0.2, 0.7, 0.3
    assert c.turnout() == pytest.approx(-3.0 + 2.0 * 0.6 + 2.0 * 0.5 - 2.0 * 0.2 + 2.0 * 0.2)
    pulls = []
    for kind in range(4):
        c.contributor = kind
        pulls.append(float(c.neighbours_pull()))
    assert pulls == pytest.approx([0.3, 0.0, 0.3, 0.5])
    c.contributor, c.belief = 2, 0.9
    assert float(c.neighbours_pull()) == pytest.approx(0.1)
    c.contributor, c.member, c.linked = 1, True, True
    c.households, c.call, c.cohesion = 10.0, 0.25, 0.6
    odds = (
        -8.2 + 1.6 * 0.5 + 0.7 * 0.4 + 0.5 * 0.25 + 9.0 * (0.6 - 0.02 * 10.0) * (1.0 - 0.15 * 0.5) + 1.4 * 0.5
        + 2.0 * 0.5 + 0.6 * 0.5 * 0.6 - 0.5 * 0.2
    )  # fmt: skip
    assert float(c.willing_to_serve()) == pytest.approx(odds)
    c.tolerance = 0.1
    assert c.accepts_proposal(0.12, 0.5)  # being heard brings it nearer: .12 · .825 = .099
    assert not c.accepts_proposal(0.12, 0.4)
    assert c.accepts_loss(0.3, 0.31)
    assert not c.accepts_loss(0.31, 0.31)
    assert type(c).report(model, 0.5, 0.5) == pytest.approx(0.1 + 0.3 * 0.5 + 0.2 * 0.5)


def test_tasks_keep_people_from_being_invited(city):
    meetings = {"interval_weeks": 2, "inclusiveness": 0.4}
    model, *_ = city(
        rules(deliberation=meetings, administration={"command": 0.8}),
        {"world": {"actors": {"citizen": {"enabled": True}}}},
    )
    community = model.communities[0]
    assert chance_of_invitation(model, community) == pytest.approx(0.4 * (1.0 - 0.5 * 0.8))
    assert chance_of_invitation(model, community, 2.0) == pytest.approx(0.8 * 0.6)
    assert chance_of_invitation(model, community, 9.0) == 1.0


def test_rules_of_decision_at_equality():
    assert not passes("majority", 5, 10)
    assert passes("two_thirds", 6, 9)
    assert passes("unanimity", 9, 9)
    assert not passes("unanimity", 8, 9)
    assert passes("two_thirds", 6.0 - 1e-10, 9.0, 1e-9)
    assert not passes("majority", 5.0 + 1e-10, 10.0, 1e-9)


def test_members_weigh_more_without_equal_voice_and_blocked_matters_are_mended(city, plant):
    meetings = {"interval_weeks": 1, "voice_equality": 0.5, "decision_rule": "unanimity", "inclusiveness": 1.0}
    model, committee, _, _ = city(rules(deliberation=meetings), {"world": {"actors": {"citizen": {"enabled": True}}}})
    model.people.member[:] = False
    model.people.member[:2] = True
    case = plant(model, A, 1.0, contested=True, losers=0.0, stage=AWAITING, owner=committee)
    assert votes(case, model, [0, 1, 2], 0.5) == (2.0 * 2.0 + 1.0 + 2.0, 7.0)
    case.losers = 1.1  # everybody loses, and nobody accepts
    assert votes(case, model, [0, 1, 2], 0.0) == (2.0, 7.0)
    model.communities[0].came = [0, 1, 2]
    settle_matter(case, model)
    assert (case.meetings, case.stage) == (1, AWAITING)
    case.meetings, case.losers = 2, 0.5
    model.communities[0].came = []
    settle_matter(case, model)  # nobody votes: nothing happens
    assert (case.meetings, case.rounds) == (2, 2)


def test_learning_moves_willingness_and_success(city):
    _, committee, _, _ = city(rules(mechanism={"responsibility_lists": 0.4}, virtue={"recognition": 0.5}))
    committee.willingness, committee.anchor, committee.success = 0.6, 0.5, 0.5
    committee.closures = [True, False, True]
    committee.learn(0.3)
    success = 0.5 + (1.0 - 0.95**3) * (2.0 / 3.0 - 0.5)
    assert committee.success == pytest.approx(success)
    expected = 0.6 - 0.05 * 0.6 * (1.0 - 0.25 * 0.5) * 0.24 + 0.05 * 0.3 * 0.4 + 0.02 * success * 0.4 - 0.05 * 0.1
    assert committee.willingness == pytest.approx(expected)


# ---- who works when, and where


def test_owners_work_in_the_order_of_their_draws(found):
    turns = []

    class Noting(PartyBody):
        def work_on(self, queue):
            turns.append(self)

    model = found({}, kinds={"party": Noting})
    for week in range(2):
        turns.clear()
        model.step()
        drawn = [draws.uniform(model.settings.run.seed, 42, week, body.key, 0) for body in turns]
        assert drawn == sorted(drawn)
        assert len(turns) == sum(1 for body in model.bodies if body.kind == "party")


def test_volunteers_serve_in_a_domain_drawn_from_their_group(three_bodies):
    eager = {"behaviour": {"volunteer": {"base": 5.0}}, "world": {"actors": {"citizen": {"enabled": True}}}}
    model, *_ = three_bodies(eager)
    for group in model.groups:
        group.priorities = [0.0, 0.0, 1.0, 0.0, 0.0]
    model.step()
    people = model.people
    assert people.volunteered.sum() > 5
    served = 0.012 * people.persons[people.volunteered].sum()
    assert model.grids[0].volunteer_hours == pytest.approx([0.0, 0.0, served, 0.0, 0.0])
    half = [0.5, 0.0, 0.0, 0.5, 0.0]
    for group in model.groups:
        group.priorities = half
    model.step()
    expected = [0.0] * 5
    for row in np.flatnonzero(people.volunteered):
        u = draws.uniform(model.luck.seed, 41, 1, people.key[row], 0)
        expected[0 if u <= 0.5 else 3] += 0.012 * people.persons[row]
    assert model.grids[0].volunteer_hours == pytest.approx(expected)
    assert expected[0] > 0.0
    assert expected[3] > 0.0


def test_a_grid_worker_gives_what_is_left_of_her_hours_to_the_committee(city):
    model, committee, _, _ = city()
    worker = model.grids[0].worker
    worker.hours, committee.left, committee.full = 0.7, 0.5, 1.0
    worker.report_back()
    assert (committee.left, committee.full) == (1.2, 1.7)
