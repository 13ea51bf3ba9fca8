"""Cities of three bodies and five cases, week by week, worked out by hand."""

import pytest

from cogov.model.agents.case import AT_DESK, LAPSED, ON_PAPER, OWNED

A, B = 0, 1
CALM = {"behaviour": {"hours": {"overtime": 0.0}, "adapt": {"temptation": 0.0, "success": 0.0, "anchor": 0.0}}}
# A type needs social resource alone, B administrative alone: then the match of committee and office is 1.
SIMPLE = {
    "world": {
        "issues": {
            "a": {"needs": {"social": 1.0, "administrative": 0.0}},
            "b": {"needs": {"administrative": 1.0, "economic": 0.0}},
        }
    },
    "behaviour": {"work": {"fungible": 0.0}},
}


def test_paper_and_lapse(three_bodies, plant, monkeypatch):
    model, committee, _, _ = three_bodies(
        {"world": {"issues": {"a": {"deadline_weeks": 1, "patience_weeks": 4.0}}}},
        {"rules": {"administration": {"assessment": 1.0}}},
    )
    uniform = model.luck.uniform
    monkeypatch.setattr(model.luck, "uniform", lambda s, key: 0.2 if s == 22 else uniform(s, key))
    monkeypatch.setattr(model.luck, "uniforms", lambda s, keys, week=None: 0.0 * keys + (0.9 if s == 23 else 0.5))
    case = plant(model, A, 500.0)
    model.step()
    assert case.stage == ON_PAPER  # .2 < .5 / 2, a week ahead of the deadline
    assert committee.success == pytest.approx(0.5 + 0.05 * 0.5)
    model.step()
    assert case.reported == 1
    assert case.stage in (OWNED, ON_PAPER)
    monkeypatch.setattr(model.luck, "uniforms", lambda s, keys, week=None: 0.0 * keys + (0.2 if s == 23 else 0.5))
    model.step()
    assert case.stage == LAPSED
    assert model.communities[0].given[3] > 0.0


def test_nobody_competent_leaves_a_case_at_its_desk(three_bodies, plant):
    nobody = {kind: {"enabled": False} for kind in ("party", "government", "self_governing")}
    model, _, _, _ = three_bodies({"world": {"actors": nobody}}, before=False)
    case = plant(model, A, 0.5)
    model.step()
    assert case.stage == AT_DESK
    assert case.desk is None
    assert case.hops == 0
    assert case.owner is None
