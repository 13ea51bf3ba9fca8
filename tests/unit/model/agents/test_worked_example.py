"""The worked example of ODD, section 8: three bodies and five cases, two weeks, number by number."""

import pytest

from cogov.model.agents.case import AWAITING, LATENT, OWNED
from cogov.model.agents.meeting import passes, settle_matter, votes

NEAR = 2e-6
A, B = 0, 1


def test_scores_of_the_queue(three_bodies, plant):
    model, committee, _, _ = three_bodies()
    one, two = plant(model, A, 2.0), plant(model, A, 0.4)
    model.step()
    one.remaining, two.remaining = 2.0, 0.4
    committee.place.need_share = [0.2] * 5
    assert committee.urgency(one) == pytest.approx(-0.554518, abs=NEAR)
    assert committee.urgency(two) == pytest.approx(0.733033, abs=NEAR)
    two.begun = False
    assert committee.order_queue([two, one]) == [one, two]
    one.begun = False
    assert committee.order_queue([one, two]) == [two, one]


@pytest.mark.parametrize(
    ("rule", "compensation", "accepting", "passed"),
    [
        ("majority", 0.0, 1, True),
        ("two_thirds", 0.0, 1, True),
        ("unanimity", 0.0, 1, False),
        ("unanimity", 0.5, 2, False),
        ("unanimity", 1.0, 3, True),
    ],
)
def test_a_meeting_of_ten_about_a_matter(three_bodies, plant, monkeypatch, rule, compensation, accepting, passed):
    meetings = {
        "interval_weeks": 1, "inclusiveness": 1.0, "voice_equality": 1.0, "rounds": 2, "decision_rule": rule,
        "compensation": compensation,
    }  # fmt: skip
    model, committee, _, _ = three_bodies(
        {
            "rules": {"deliberation": meetings},
            "world": {
                "actors": {"party": {"enabled": True, "capacity": {"political": 1.0}}, "citizen": {"enabled": True}}
            },
        }
    )
    model.step()
    case = plant(model, A, 1.0, contested=True, losers=0.3, stage=AWAITING, owner=committee)
    community = model.communities[0]
    community.came = list(range(10))
    model.grids[0].norm = 0.2
    model.people.member[:] = False
    thresholds = {0: 0.2, 1: 0.4, 2: 0.7}
    keys: dict = {}
    monkeypatch.setattr("cogov.model.agents.meeting.child", lambda key, rank: keys.setdefault(rank, rank))
    monkeypatch.setattr(
        model.luck, "once", lambda stream, rank: thresholds.get(rank, 0.9) if stream == 40 else 0.0 if rank < 3 else 0.9
    )
    offer = min(1.0, 0.45 * compensation + 0.3 * 0.2) + 0.35 * 0.64
    yes, all_ = votes(case, model, community.came, offer)
    assert (yes, all_) == (7 + accepting + 2, 12)
    assert passes(rule, yes, all_, 1e-9) is passed
    settle_matter(case, model)
    assert (case.stage == OWNED) is passed
    assert case.rounds == 2
    if not passed:
        assert (case.meetings, case.work) == (1, 1.0)
    elif compensation == 0.0:
        assert model.grudges == pytest.approx(0.2148)
        assert case.work == pytest.approx(1.6444)
    else:
        assert case.work == pytest.approx(1.4794)


def test_a_matter_decreed_without_meetings(three_bodies, plant):
    model, committee, _, _ = three_bodies()
    model.step()
    case = plant(model, A, 1.0, contested=True, losers=0.3, stage=AWAITING, owner=committee)
    model.grids[0].norm = 0.2
    settle_matter(case, model)
    assert case.stage == OWNED
    assert case.work == pytest.approx(1.846)


def test_a_case_stays_latent_where_nobody_reports(three_bodies, plant):
    model, *_ = three_bodies({"behaviour": {"report": {"residents_base": 0.0, "residents_trust": 0.0}}})
    case = plant(model, A, 1.0)
    model.step()
    assert case.stage == LATENT
