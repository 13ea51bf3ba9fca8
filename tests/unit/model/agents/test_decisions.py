"""What each kind decides: a subclass that decides one thing in its own way moves that, and what follows from it."""

import numpy as np
import pytest

from cogov.model.agents import (
    Citizen,
    Committee,
    Enterprise,
    GovernanceModel,
    GovernmentBody,
    MassOrganisation,
    PartyBody,
    SocialOrganisation,
)
from cogov.model.agents.case import NEVER, OWNED

A, B = 0, 1


def run(model: GovernanceModel, weeks: int) -> GovernanceModel:
    for _ in range(weeks):
        model.step()
    return model


SMALL = {
    "world": {
        "city": {
            "urban_districts": 1, "streets_per_district": 1, "communities_per_street": 2, "rural_counties": 0,
            "grids_per_community": 2, "persons_per_grid": 600, "agents_per_grid": 12,
        },
    },
    "behaviour": {"report": {"residents_base": 0.6}},
    "run": {"seed": 4},
}  # fmt: skip


class Refusing(GovernmentBody):
    def accepts(self, case, luck):
        return False


def test_a_government_body_that_never_accepts_owns_nothing(found):
    usual, changed = run(found(SMALL), 8), run(found(SMALL, kinds={"government": Refusing}), 8)
    assert any(case.owner and case.owner.kind == "government" for case in usual.cases)
    assert not any(case.owner and case.owner.kind == "government" for case in changed.cases)
    assert any(case.owner and case.owner.kind == "self_governing" for case in changed.cases)


class SmallestFirst(Committee):
    def urgency(self, case):
        return -case.remaining


def test_a_committee_may_order_its_queue_by_size(three_bodies, plant):
    silo = {"rules": {"mechanism": {"rule": "silo", "strength": 0.0}}}
    for kinds, first in (({}, 1), ({"self_governing": SmallestFirst}, 0)):
        model, *_ = three_bodies(silo, kinds=kinds)
        cases = [plant(model, A, 0.9), plant(model, A, 1.0, severity=9.0)]
        model.step()
        assert [case.begun for case in cases].index(True) == first


class Eager(Enterprise):
    def joins(self, case, resource):
        return True


class Reluctant(Enterprise):
    def joins(self, case, resource):
        return False


@pytest.mark.parametrize(("kind", "helps"), [(Eager, True), (Reluctant, False)])
def test_an_enterprise_decides_whether_to_join(three_bodies, plant, kind, helps):
    model, _, office, firm = three_bodies(kinds={"enterprise": kind})
    case = plant(model, B, 50.0)
    run(model, 2)
    assert case.owner is office
    assert (case.helpers[2] is firm) is helps
    assert case.joint is helps
    assert model.ledger.recent("requests") == 1


class Idle(SocialOrganisation):
    def act_unasked(self, cases):
        return None


def test_a_social_organisation_may_leave_cases_to_others(found):
    usual, changed = found(SMALL), found(SMALL, kinds={"social_organisation": Idle})
    for model in (usual, changed):
        run(model, 3)
    left = {body.number: body.left for body in usual.bodies if body.kind == "social_organisation"}
    assert any(body.left > left[body.number] for body in changed.bodies if body.kind == "social_organisation")
    assert all(body.left == body.full for body in changed.bodies if body.kind == "social_organisation")


class Silent(MassOrganisation):
    def mobilises(self):
        return 0.0


def test_a_mass_organisation_that_does_not_call_moves_volunteers_alone(found):
    high = {"behaviour": {"volunteer": {"mobilising": 20.0}}}
    usual, changed = run(found(SMALL, high), 1), run(found(SMALL, high, kinds={"mass_organisation": Silent}), 1)
    assert usual.people.volunteered.sum() > changed.people.volunteered.sum()
    assert [b.effort for b in usual.bodies] == [b.effort for b in changed.bodies]
    assert usual.ledger.now("accepted") == changed.ledger.now("accepted")


class Whistling(PartyBody):
    def forces(self, case, luck):
        return self.tier == 1


def test_a_street_party_body_may_force_a_case_that_nobody_took(found):
    kinds = {"party": Whistling, "government": Refusing}
    model = run(found(SMALL, kinds=kinds), 4)
    assert any(case.owner and case.owner.kind == "government" and case.owner.tier == 1 for case in model.cases)
    assert not any(case.owner and case.owner.domain >= 0 for case in model.cases)


class Chooser(PartyBody):
    def chooses_helper(self, case, resource, owner, asked):
        able = [b for b in case.community.candidates if b.can_help(case, resource, owner) and b not in asked]
        return able[-1] if able else None


def test_a_hub_decides_whom_to_ask(found):
    hub = {"rules": {"mechanism": {"rule": "hub", "strength": 1.0, "responsibility_lists": 1.0}}}
    model = run(found(SMALL, hub, kinds={"party": Chooser}), 6)
    helpers = [(k, h, case) for case in model.cases for k, h in enumerate(case.helpers) if h is not None]
    assert helpers
    usual = run(found(SMALL, hub), 6)
    others = [(k, h, case) for case in usual.cases for k, h in enumerate(case.helpers) if h is not None]
    assert {h.number for _, h, _ in helpers} != {h.number for _, h, _ in others}


class Homebody(Citizen):
    def turnout(self):
        return -1000.0


class Ready(Citizen):
    def willing_to_serve(self):
        if self.member:  # one citizen at a time, so that a plain `if` will do
            return 1000.0
        return -1000.0


def test_citizens_who_never_come_leave_meetings_empty(found):
    meetings = {"rules": {"deliberation": {"interval_weeks": 1, "inclusiveness": 1.0}}}
    usual, changed = run(found(SMALL, meetings), 3), run(found(SMALL, meetings, kinds={"citizen": Homebody}), 3)
    assert max(c.attendance for c in usual.communities) > 0.0
    assert all(c.attendance == 0.0 and not c.met for c in changed.communities)
    assert (changed.people.voice == 0.0).all()


def test_citizens_decide_whether_to_serve(found):
    model = run(found(SMALL, {"behaviour": {"founding": {"party_members": 0.5}}}, kinds={"citizen": Ready}), 2)
    assert (model.people.volunteered == model.people.member).all()
    assert model.people.member.any()


class SameAsAll(Citizen):
    def accepts_loss(self, threshold, offered):
        return threshold < offered


def test_asking_citizens_one_by_one_gives_what_asking_all_at_once_gives(found):
    meetings = {
        "rules": {"deliberation": {"interval_weeks": 2, "inclusiveness": 1.0}, "participation": {"reward": 0.5}}
    }
    usual, one_by_one = run(found(SMALL, meetings), 5), run(found(SMALL, meetings, kinds={"citizen": SameAsAll}), 5)
    np.testing.assert_allclose(one_by_one.series, usual.series, rtol=1e-12, equal_nan=True)
    assert (usual.people.volunteered == one_by_one.people.volunteered).all()


def test_kinds_are_checked_all_at_once():
    with pytest.raises(ValueError, match=r"no kind of actor 'firm'.*; party: Refusing is no subclass of PartyBody"):
        GovernanceModel(kinds={"firm": Enterprise, "party": Refusing})


def test_a_centre_sends_reports_while_it_has_hours(found):
    hotline = {"rules": {"mechanism": {"hotline": 1.0}}}
    model = run(found(SMALL, hotline), 1)
    sent = [case for case in model.cases if case.stage == OWNED and case.owner.kind != "self_governing"]
    assert sent
    assert all(case.hops == 0 for case in sent)
    poor = run(found(SMALL, hotline, {"world": {"actors": {"government": {"city": 1e-9}}}}), 1)
    assert not [case for case in poor.cases if case.stage == OWNED and case.owner.kind != "self_governing"]


def test_asking_again_waits(three_bodies, plant):
    """A refusal is asked about again only after `ask_again` weeks."""
    model, *_ = three_bodies(kinds={"enterprise": Reluctant})
    case = plant(model, B, 50.0)
    requests = []
    for _ in range(6):
        model.step()
        requests.append(int(model.ledger.now("requests")))
    assert requests == [0, 1, 0, 0, 1, 0]
    assert case.asked > NEVER
