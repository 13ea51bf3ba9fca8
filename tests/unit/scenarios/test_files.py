"""Scenario files: read, refused with every problem, written and read again."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cogov.model.parameters.settings import Settings
from cogov.scenarios import (
    Scenario,
    ScenarioError,
    Text,
    load,
    loads,
    schema,
    size,
    to_csv,
    to_toml,
    write,
)

sys.path.insert(0, str(Path(__file__).parents[3]))
from tests.agreement.cities import draw_settings

HEAD = "schema_version = 2\n[scenario]\n"


def said(text: str, language: str = "en") -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text, "town.toml")
    return caught.value.text(language).split("\n")


def test_every_problem_at_once_with_line_allowed_and_nearest_name():
    text = HEAD + (
        "watch = ['harn']\n[rules.mechanism]\nrule = 'hubb'\nhotlin = 0.5\n[rules.law]\nservice = 1.5\n"
        "[[places.rules]]\nwhere = ['Street 1-9']\n[places.rules.goals]\nstrength = 'much'\n"
        "[[events]]\nweek = -1\nfor_weeks = 0\n[events.surge]\ntypes = ['refusee']\nfactor = 2\nweeks = 3\n"
    )
    lines = said(text)
    assert [line.split(":")[1] for line in lines] == ["3", "5", "6", "8", "12", "14", "15", "17"]
    assert lines[0].endswith("did you mean harm")
    assert "allowed silo, peer, hub; did you mean hub" in lines[1]
    assert "did you mean hotline" in lines[2]
    assert lines[3].startswith("town.toml:8: rules.law.service: 1.5 is too large")
    assert "events.0.surge.types.0" in lines[7]
    assert "did you mean refuse" in lines[7]
    assert all(any("\u4e00" <= mark <= "\u9fff" for mark in line) for line in said(text, "zh"))


def test_places_that_there_are_not_and_places_of_one_name():
    listed = "".join(
        f"[[world.city.places]]\ndistrict = 'D'\nstreet = '{s}'\nkind = 'urban'\nname = 'Hill'\ngrids = 1\n"
        "persons = 400\nagents = 40\n"
        for s in "AB"
    )
    event = "[[events]]\nweek = 1\nwhere = ['Hil', 'Hill']\n[events.rules.law]\nservice = 0.5\n"
    lines = said(HEAD + listed + event)
    assert len(lines) == 2
    assert "there is no place" in lines[0]
    assert "did you mean Hill" in lines[0]
    assert "say which; allowed D/A/Hill, D/B/Hill" in lines[1]


def test_a_file_in_the_old_form_is_not_extended(tmp_path):
    (tmp_path / "old.toml").write_text("[scenario]\n[behaviour.lapse]\npatience = 9.0\n", "utf-8")
    (tmp_path / "mine.toml").write_text(HEAD + "extends = 'old'", "utf-8")
    with pytest.raises(ScenarioError, match="cogov scenarios upgrade FILE") as caught:
        load(tmp_path / "mine.toml")
    (problem,) = caught.value.problems
    assert (problem.code, Path(problem.file).name) == ("scenario.old_form", "old.toml")
    record = loads(HEAD + "extends = 'middling'\n[run]\nweeks = 9")
    assert record.settings.run.weeks == 9
    assert record.settings.rules == load("middling").settings.rules


def test_changes():
    record = load("middling", changes={"rules.law.service": 1, "run.weeks": 4.0})
    assert record.settings.rules.law.service == 1.0
    assert record.settings.run.weeks == 4
    with pytest.raises(ScenarioError, match="did you mean service"):
        load("middling", changes={"rules.law.servic": 1})
    assert load("middling", changes={"places.rules": []}).settings.places.rules == ()


def test_communities_beside(tmp_path):
    place = (
        "[[world.city.places]]\ndistrict = 'D'\nkind = 'urban'\nname = 'H{0}'\ngrids = 1\npersons = 400\nagents = 9\n"
    )
    record = loads(HEAD + "".join(place.format(n) for n in range(1001)))
    write(record, tmp_path / "big.toml")
    assert (tmp_path / "big-communities.csv").read_text("utf-8") == to_csv(record)
    assert load(tmp_path / "big.toml").digest == record.digest
    (tmp_path / "big-communities.csv").write_text("district,kind,name,grids,persons,agents\nD,urban,H,3,400,2\n")
    with pytest.raises(ScenarioError, match=r"big-communities\.csv:2: H: 2 agents cannot people 3 grids"):
        load(tmp_path / "big.toml")


def test_size_is_that_of_the_city():
    told = size(Settings())
    assert (told.districts, told.communities, told.grids, told.residents) == (3, 18, 72, 2880)


def test_schema():
    about = schema()["properties"]
    assert about["schema_version"]["const"] == 2
    assert about["events"]["items"]["properties"]["for_weeks"] == {"type": "integer", "minimum": 1, "maximum": 5200} | {
        key: value for key, value in about["events"]["items"]["properties"]["for_weeks"].items() if key == "description"
    }
    assert about["rules"]["properties"]["law"]["properties"]["service"]["maximum"] == 1.0
    json.dumps(schema())


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_any_settings_written_and_read_are_equal(seed):
    drawn = draw_settings(seed)
    record = Scenario(name="drawn", title=Text(en="drawn", zh="drawn"), settings=drawn)
    again = loads(to_toml(record))
    assert again.settings == drawn
    assert again.digest == record.digest


def test_a_key_of_the_first_edition_is_told_where_it_is_now() -> None:
    text = """\
schema_version = 2
[scenario]
[rules.administration]
law = 0.5
[behaviour.commit]
cap = 0.8
link = 0.1
[[events]]
week = 3
[events.rules.administration]
law = 0.5
[rules.nix]
law = 0.5
"""
    with pytest.raises(ScenarioError) as caught:
        loads(text, "mine.toml")
    said = {problem.key: (problem.line, problem.code) for problem in caught.value.problems}
    assert said == {
        "rules.administration.law": (4, "upgrade.old_key"),
        "behaviour.commit.cap": (6, "upgrade.old_key"),
        "behaviour.commit.link": (7, "upgrade.old_key_gone"),
        "events.0.rules.administration.law": (11, "upgrade.old_key"),
        "rules.nix": (12, "value.unknown"),
    }


def test_a_change_with_a_key_of_the_first_edition_is_told_the_same() -> None:
    with pytest.raises(ScenarioError) as caught:
        load("synergy", changes=["behaviour.arise.base_rate=0.02"], door="--set")
    (problem,) = caught.value.problems
    assert str(problem) == (
        "--set: behaviour.arise.base_rate: a key of the first edition; now it is behaviour.arise.rate: "
        "counted per person now; an agent of the first edition stood for five"
    )
