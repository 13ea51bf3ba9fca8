"""Dose curves: which are drawn, what is read from them, and that the pages hold what was computed."""

import re

import numpy as np
import pandas as pd
import pytest

from cogov.experiments.validation.dose_tables import (
    PAGES,
    POINTS,
    refresh,
    say_change,
    tabulate_curves,
    tabulate_decisions,
    tabulate_rules,
)
from cogov.experiments.validation.doses import (
    CHAIN,
    MIDDLING,
    STUDY,
    DoseChange,
    DoseStudy,
    change_of,
    draw_curves,
    list_curves,
    read_shapes,
    settle,
    strike,
)
from cogov.experiments.validation.settings_runs import run_all
from cogov.model.institutions import BY_NAME, INSTITUTIONS
from cogov.model.parameters.settings import Settings

SHAPES = {"rises": (0.0, 1.0, 2.0), "turns": (0.0, 2.0, -1.0), "harms": (0.0, -1.0, -3.0)}


def points(noise: float = 0.05) -> pd.DataFrame:
    """Points of three curves of known shape, six seeds each."""
    rng = np.random.default_rng(1)
    rows = []
    for name, course in SHAPES.items():
        for dose, height in zip((0.0, 0.5, 1.0), course, strict=True):
            for seed in range(6):
                chain = dict.fromkeys(CHAIN, 0.1) | {"solved": 0.5 + 0.1 * height, "hours": 0.2 + 0.1 * dose}
                effect = 50.0 + seed + height + noise * rng.normal()
                rows.append(
                    {"institution": name, "variant": "", "demand": 1.0, "dose": dose, "seed": seed}
                    | {"effectiveness": effect, "log_harm": 0.0, **chain}
                )
    return pd.DataFrame(rows)


def test_every_rule_has_a_curve_from_off_to_its_largest_dose():
    curves = list_curves()
    assert {curve.institution for curve in curves} == {rule.name for rule in INSTITUTIONS if rule.gates}
    for curve in curves:
        gate = BY_NAME[curve.institution].gates[-1]
        if curve.lever == gate.path:
            assert curve.doses[0] == gate.off
        assert len(set(curve.doses)) == len(curve.doses) >= 4
    assert {curve.variant for curve in curves if curve.institution == "pooling"} == {
        "community", "street", "district", "city",
    }  # fmt: skip


def test_a_point_differs_from_the_middling_city_by_its_dose_alone():
    plain = Settings.model_validate(settle(STUDY, 1.0, {}))
    dosed = Settings.model_validate(settle(STUDY, 1.0, {"rules.law.service": 0.75}))
    assert plain.rules.law.service == MIDDLING["law"]["service"]
    assert dosed.rules.law.service == 0.75
    assert dosed.rules.model_copy(update={"law": plain.rules.law}) == plain.rules
    assert Settings.model_validate(settle(STUDY, 2.0, {})).behaviour.arise.rate == 2.0 * plain.behaviour.arise.rate


def test_command_has_a_curve_in_an_emergency_and_is_as_usual_before_it():
    [curve] = [curve for curve in list_curves() if curve.emergency]
    assert (curve.institution, curve.lever) == ("command", "rules.administration.command")
    struck = Settings.model_validate(strike(STUDY, 1.0, curve.lever, 1.0))
    order, surge = struck.events
    assert struck.rules.administration.command == MIDDLING["administration"]["command"]
    assert order.rules == {"administration": {"command": 1.0}}
    assert order.week == surge.week == STUDY.weeks - 26
    emergency = surge.surge.weeks + struck.behaviour.hours.mobilise_weeks
    assert order.for_weeks == emergency
    assert order.week + emergency <= STUDY.weeks, "the emergency is over when the run is"


def test_shapes_are_read_as_they_were_drawn():
    rises, turns, harms = read_shapes(points())
    assert (rises.best, turns.best, harms.best) == (1.0, 0.5, 0.0)
    assert rises.gain.mean == pytest.approx(2.0, abs=0.1)
    assert rises.beyond is None
    assert (rises.turns, turns.turns, harms.turns) == (False, True, True)
    assert turns.beyond.mean == pytest.approx(-3.0, abs=0.1)
    assert turns.up["solved"].mean == pytest.approx(0.2)
    assert turns.down["solved"].mean == pytest.approx(-0.3)
    assert harms.gain.mean == pytest.approx(0.0)
    assert harms.up == {}


def test_luck_alone_is_no_gain():
    """Ten doses that do nothing: the best of them seems to gain, but not when it is chosen by the other seeds."""
    rng = np.random.default_rng(2)
    gains = []
    for _ in range(25):
        frame = pd.DataFrame(
            [
                {"institution": "idle", "variant": "", "demand": 1.0, "dose": float(dose), "seed": seed,
                 "effectiveness": rng.normal(), "log_harm": 0.0, **dict.fromkeys(CHAIN, 0.1)}
                for dose in range(10)
                for seed in range(6)
            ]
        )  # fmt: skip
        gains.append(read_shapes(frame)[0].gain.mean)
    assert abs(np.mean(gains)) < 0.35


def test_a_change_is_shown_if_its_interval_leaves_nothing_out():
    found = change_of(np.array([1.0, 2.0, 3.0, 2.0]))
    assert found.mean == 2.0
    assert found.high - found.mean == pytest.approx(3.18245 * 0.816497 / 2.0, rel=1e-4)
    assert found.shown
    assert not DoseChange(0.1, -0.1, 0.3).shown
    assert say_change(DoseChange(-1.25, -1.5, -1.0), 1) == "−1.2 ± 0.2"
    assert say_change(DoseChange(0.004, -0.1, 0.1), 1) == "0.0 ± 0.1"


def test_tables_in_both_languages_tell_the_same_numbers():
    shapes = [
        shape.__class__(**{**{f: getattr(shape, f) for f in shape.__slots__}, "institution": name, "variant": variant})
        for shape, (name, variant) in zip(
            read_shapes(points()), (("joint_work", "hub"), ("meetings", "rounds"), ("relief", "")), strict=True
        )
    ]
    english, chinese = (tabulate_curves(shapes, tongue) for tongue in ("en", "zh"))
    assert re.findall(r"[−+]?\d+\.?\d*", english) == re.findall(r"[−+]?\d+\.?\d*", chinese)
    assert "joint work: hub" in english
    assert "机制协同（党组织牵头）" in chinese
    assert "民主协商（讨论轮数）" in chinese
    decided = pd.DataFrame(
        [
            {
                "scenario": name,
                "seed": seed,
                "adoption": adoption,
                "matters_passed": None if name == "d" else 0.5,
                "requests_accepted": joined,
            }
            for name, adoption, joined in (
                ("a", 0.5, 0.5),
                ("b", 0.99, 0.5),
                ("c", float("nan"), 0.95),
                ("d", None, None),
            )
            for seed in (1, 2)
        ]
    )
    rows = tabulate_decisions(decided, "en").splitlines()[2:]
    assert [row.rsplit("| ", 1)[1] for row in rows] == ["yes |", "no |", "no |", "– |"]
    assert rows[2].startswith("| `c` | – |")


def test_runs_are_made_once_and_do_not_depend_on_workers():
    study = DoseStudy(demands=(1.0,), shares=(0.0, 1.0), intervals=(0, 4), seeds=1, weeks=3)
    table = settle(study, 1.0, {})
    done = []
    alone = run_all([(table, 1), (table, 2), (table, 1)], on_done=lambda: done.append(1))
    assert len(done) == len(alone) == 2
    shared = run_all([(table, 1), (table, 2)], workers=2)
    pd.testing.assert_frame_equal(pd.DataFrame(shared), pd.DataFrame(alone))
    frame = draw_curves(study)
    assert len(frame) == sum(len(curve.doses) for curve in list_curves(study))
    assert np.isfinite(frame[["effectiveness", "log_harm", "found", "accepted", "hours"]].to_numpy()).all()


def test_pages_hold_every_curve_and_the_points_that_were_computed(root):
    rows = len(list_curves()) * len(STUDY.demands)
    kept = []
    for page in PAGES:
        text = (root / page).read_text("utf-8")
        table = re.search(r"<!-- curves -->\n\n(.*?)\n<!-- /curves -->", text, re.DOTALL)[1].splitlines()
        assert len(table) == rows + 2, "run python -m cogov.experiments.validation.dose_tables --write"
        kept.append([re.findall(r"[−+]?\d+\.?\d*", line.split("|", 2)[2]) for line in table[2:]])
        for name in ("curves", "decisions", "rules"):
            assert refresh(text, {name: "x"}) != text
    assert kept[0] == kept[1], "the pages were not made by one run"
    frame = pd.read_csv(root / POINTS)
    assert len(frame) == len(STUDY.demands) * sum(len(curve.doses) for curve in list_curves())
    with pytest.raises(ValueError, match="0 tables"):
        refresh("nothing", {"curves": "x"})


def test_the_rules_of_decision_are_set_against_a_majority():
    frame = pd.DataFrame(
        [
            {"scenario": f"middling/{rule}", "seed": seed, "effectiveness": 50.0 + seed + gain, "adoption": 0.5,
             "matters_passed": 0.5, "requests_accepted": 0.5}
            for rule, gain in (("majority", 0.0), ("two_thirds", -1.0), ("unanimity", -3.0))
            for seed in range(4)
        ]
    )  # fmt: skip
    rows = tabulate_rules(frame, "en").splitlines()[2:]
    assert [row.rsplit("| ", 1)[1] for row in rows] == ["– |", "−1.00 ± 0.00 |", "−3.00 ± 0.00 |"]
