import csv

import numpy as np
import pytest

from cogov.experiments.multipliers.map import STUDY, MapStudy, plans, run_map
from cogov.scenarios import load
from cogov.visualization.charts.heatmap import Panel, Square, planes, tint
from cogov.visualization.charts.multiplier_map import picture
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.terminal import multiplier_map as maps


@pytest.fixture(scope="module")
def study(small):
    return MapStudy(
        players=("rules", "institutions"),
        loads=(0.5, 1.0, 2.0),
        elasticities=(0.4, 2 / 3),
        residents=(20, 40),
        replicates=5,
        changes=(*small[:2], "run.weeks=30"),
    )


@pytest.fixture(scope="module")
def table(study):
    return run_map(study)


def test_one_row_for_each_city_and_set_of_players(table):
    assert len(table) == 2 * 3 * (2 + 1)
    assert not table.duplicated(["players", "load", "elasticity", "residents"]).any()
    assert set(table["answer"]) <= {"yes", "no", "not_shown"}
    assert np.isfinite(table[["raw_synergy", "raw_low", "raw_high", "log_synergy", "log_low", "log_high"]]).all(
        axis=None
    )
    assert (table[["seed", "replicates"]] == [1, 5]).all(axis=None)


def test_cities_differ_as_declared(study):
    usual = load("synergy").settings
    seen = set()
    for plan in plans(study):
        settings = plan.settings[-1]
        seen.add(
            (
                round(usual.world.actors.capacity_scale / settings.world.actors.capacity_scale, 9),
                round(1 / (1 - settings.behaviour.produce.substitution), 9),
                settings.world.city.residents_per_grid,
            )
        )
        assert settings.rules == usual.rules
    assert len(seen) == 9
    assert {load for load, _, _ in seen} == {0.5, 1.0, 2.0}


def test_the_scenarios_own_city_is_in_the_map():
    own = load("synergy").settings
    cities = [plan.settings[-1] for plan in plans(MapStudy(players=("rules",)))]
    assert own in cities
    assert 1.0 in STUDY.loads
    assert own.world.city.residents_per_grid == STUDY.residents[0]


def test_the_picture_tells_every_number(table, study):
    for language in LANGUAGES:
        svg = picture(table, study, words(language)).file()
        assert svg.count("<rect") == 1 + len(table) + 2 * 3  # the usual size stands in both bands
        assert words(language)("multiplier.map.rules") in svg


def test_a_sign_for_each_answer(table, study):
    signs = {"multiplier": "+", "mending": "±", "substitutes": "−", "harm": "−", "raw_only": "·", "conflict": "·"}
    for reason, sign in signs.items():
        svg = picture(table.assign(reason=reason), study, words("en")).markup()
        assert svg.count(f">{sign}</text>") == len(table) + 2 * 3


def test_the_command_writes_table_and_pictures(tmp_path, study, monkeypatch, capsys):
    monkeypatch.setattr(maps, "MapStudy", lambda **_: study)
    assert maps.main(["--out", str(tmp_path / "docs")]) == 0
    assert sorted(each.name for each in (tmp_path / "docs").iterdir()) == [
        "multiplier-map.csv",
        "multiplier-map.svg",
        "multiplier-map.zh.svg",
    ]
    with (tmp_path / "docs" / "multiplier-map.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 18
    assert "rules" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        maps.main(["--replicates", "4"])


def test_pictures_are_drawn_again_from_a_table_that_says_of_which_code_it_is(tmp_path, study, table, monkeypatch):
    monkeypatch.setattr(maps, "MapStudy", lambda **_: study)
    monkeypatch.setattr(maps, "run_map", None)
    of_old = table.assign(code="123456789012")
    of_old.to_csv(tmp_path / "old.csv", index=False)
    assert maps.main(["--table", str(tmp_path / "old.csv"), "--out", str(tmp_path)]) == 0
    for language, end in (("en", ""), ("zh", ".zh")):
        drawn = (tmp_path / f"multiplier-map{end}.svg").read_text("utf-8")
        assert drawn == picture(of_old, study, words(language)).file()
        assert "123456789012" in drawn


def test_the_pictures_of_the_documents_are_those_of_their_table_in_the_words_of_today(root, tmp_path):
    pictures = root / "docs" / "pictures"
    maps.main(["--table", str(pictures / "multiplier-map.csv"), "--out", str(tmp_path)])
    for end in ("", ".zh"):
        name = f"multiplier-map{end}.svg"
        assert (tmp_path / name).read_text("utf-8") == (pictures / name).read_text("utf-8")


def test_shades_run_from_vermilion_over_white_to_blue():
    assert (tint(-2.0), tint(0.0), tint(1.0), tint(float("nan"))) == ("#d55e00", "#ffffff", "#0072b2", "#ffffff")
    drawing = planes(
        [("down", [Panel("one", ["×1"], [("a", [Square("+", "+1.0", 1.0)])])])], heading="h", x="across", notes=["n"]
    )
    assert "#0072b2" in drawing.markup()
