"""A file is upgraded with what belongs to it: it loads, or all that is wrong is told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cogov.model.file import OutputError
from cogov.model.parameters.settings import Settings
from cogov.scenarios import Scenario, ScenarioError, load
from cogov.scenarios.upgrade import files
from cogov.scenarios.upgrade.files import upgrade_file, write_upgraded
from cogov.scenarios.upgrade.first_edition.settings import FirstSettings
from cogov.scenarios.writing import write_tables

from .test_upgraded_settings import OLD

CSV = "district,name,kind,grids,residents\nEast,One,urban,2,40\nWest,Two,rural,1,9\n"


def _write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def _upgraded(path: Path) -> Scenario:
    """Upgrade a file in its place and load it."""
    result = upgrade_file(path)
    assert result is not None
    write_upgraded(result)
    record = load(path)
    assert isinstance(record, Scenario)
    return record


@pytest.mark.parametrize("path", OLD, ids=lambda path: path.stem)
def test_what_was_shipped_loads(path: Path, tmp_path: Path) -> None:
    _upgraded(Path(shutil.copy(path, tmp_path)))


def test_a_whole_file_that_extends_nothing_loads(tmp_path: Path) -> None:
    """As the first edition wrote them: every key is stated."""
    before = FirstSettings.model_validate({"behaviour": {"lapse": {"patience": 7.0}}, "events": [{**FLOOD}]})
    heading = {"resolved": True, "title": {"en": "whole", "zh": "全"}}
    tables = {"schema_version": 1, "scenario": heading, **before.model_dump(mode="json", exclude_none=True)}
    whole = _upgraded(_write(tmp_path, "whole.toml", write_tables(tables)))
    assert whole.settings.rules.law.service == before.rules.administration.law
    assert whole.settings.world.city.persons_per_grid == 5 * before.world.city.residents_per_grid
    assert {kind.patience_weeks for kind in whole.settings.world.issues.values()} == {7.0}
    assert whole.settings.events[0].where == ("County 1",)


FLOOD = {"week": 3, "surge": {"types": ["refuse"], "factor": 2.0, "weeks": 4, "where": "rural"}}


def test_what_it_extends_is_the_library_of_today(tmp_path: Path) -> None:
    record = _upgraded(_write(tmp_path, "mine.toml", '[scenario]\nextends = "synergy"\n[run]\nweeks = 9\n'))
    assert record.digest == load("synergy", changes={"run.weeks": 9}).digest


def test_communities_beside_count_persons_and_agents(tmp_path: Path) -> None:
    csv = _write(tmp_path, "places.csv", CSV)
    path = _write(tmp_path, "mine.toml", '[scenario]\n[world.city]\ncommunities_file = "places.csv"  # mine\n')
    record = _upgraded(path)
    assert [(place.name, place.persons, place.agents) for place in record.settings.world.city.places] == [
        ("One", 200, 40), ("Two", 45, 9),
    ]  # fmt: skip
    assert csv.read_text("utf-8") == CSV
    assert 'communities_file = "places-second.csv"  # mine' in path.read_text("utf-8")


def test_two_scenarios_may_share_communities_in_chinese(tmp_path: Path) -> None:
    words = {"district": "区县", "name": "名称", "kind": "类型", "grids": "网格数", "residents": "居民数"}
    head, _, rows = CSV.partition("\n")
    _write(tmp_path, "places.csv", f"{','.join(words[word] for word in head.split(','))}\n{rows}")
    for name in ("one.toml", "two.toml"):
        _upgraded(_write(tmp_path, name, '[scenario]\n[world.city]\ncommunities_file = "places.csv"\n'))
    assert (tmp_path / "places-second.csv").read_text("utf-8").startswith("区县,名称,类型,网格数,人口,主体数\n")


def test_another_file_in_the_way_is_not_overwritten(tmp_path: Path) -> None:
    _write(tmp_path, "places.csv", CSV)
    _write(tmp_path, "places-second.csv", "mine")
    path = _write(tmp_path, "mine.toml", '[scenario]\n[world.city]\ncommunities_file = "places.csv"\n')
    result, before = upgrade_file(path), path.read_bytes()
    assert result is not None
    with pytest.raises(OutputError):
        write_upgraded(result)
    assert (path.read_bytes(), (tmp_path / "places-second.csv").read_text("utf-8")) == (before, "mine")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["mine.toml", "places-second.csv", "places.csv"]


def test_a_file_and_its_own_ancestor_in_either_order(tmp_path: Path) -> None:
    base = "[scenario]\n[behaviour.lapse]\npatience = 9.0\n[world.issues.noise]\nshare = 0.1\n"
    mine = '[scenario]\nextends = "base"\n[world.issues.smoke]\nshare = 0.1\n[rules.administration]\nlaw = 0.5\n'
    found: list[Settings] = []
    for order in (("base", "mine"), ("mine", "base")):
        folder = tmp_path / order[0]
        folder.mkdir()
        paths = {"base": _write(folder, "base.toml", base), "mine": _write(folder, "mine.toml", mine)}
        for name in order:
            result = upgrade_file(paths[name])
            assert result is not None
            assert result.ancestors == (("base.toml",) if order[0] == name == "mine" else ())
            write_upgraded(result)
        record = load(paths["mine"])
        assert isinstance(record, Scenario)
        found.append(record.settings)
    assert [settings.world.issues["noise"].patience_weeks for settings in found] == [9.0, 9.0]
    assert found[1].world.issues["smoke"].patience_weeks == 9.0


WRONG = {
    'extends = "nix"\n': ["scenario.not_there"],
    'extends = "mine.toml"\n': ["scenario.circle"],
    '[world.city]\ncommunities_file = "nix.csv"\n': ["toml.missing"],
    '[world.city]\ncommunities_file = "../x.csv"\n': ["scenario.not_same_folder"],
    "[world.city]\ncommunities_per_district = 4000\nvillages_per_county = 4000\n": ["upgrade.outside"] * 2,
    "watch = ['nix']\n[rules]\nx = 1\n[events]\n": ["scenario.indicator", "value.not_list", "value.unknown"],
    "[world.issues.a]\nshare = 0.1\n[world.issues.a.needs]\nsocial = 0.0\n": ["upgrade.then"],
}


@pytest.mark.parametrize(("text", "codes"), WRONG.items())
def test_all_that_is_wrong_is_told_with_its_line(text: str, codes: list[str], tmp_path: Path) -> None:
    path = _write(tmp_path, "mine.toml", f"[scenario]\n{text}")
    with pytest.raises(ScenarioError) as caught:
        upgrade_file(path)
    assert sorted(problem.code for problem in caught.value.problems) == sorted(codes)
    for problem in caught.value.problems:
        assert problem.file.startswith(str(tmp_path))
        assert problem.line or problem.code in ("upgrade.then", "toml.missing")


def test_a_backup_never_takes_the_place_of_another(tmp_path: Path) -> None:
    text = "# old\n[scenario]\n"
    path = _write(tmp_path, "mine.toml", text)
    kept = _write(tmp_path, "mine.toml.first", "older")
    result = upgrade_file(path)
    assert result is not None
    _, backup = write_upgraded(result)
    assert backup == tmp_path / "mine.toml.first2"
    assert (backup.read_text("utf-8"), kept.read_text("utf-8")) == (text, "older")
    assert upgrade_file(path) is None


def test_a_new_file_leaves_the_old_one(tmp_path: Path) -> None:
    path = _write(tmp_path, "mine.toml", "[scenario]\n")
    result = upgrade_file(path)
    assert result is not None
    assert write_upgraded(result, tmp_path / "new.toml") == ([tmp_path / "new.toml"], None)
    assert path.read_text("utf-8") == "[scenario]\n"
    with pytest.raises(OutputError):
        write_upgraded(result, tmp_path / "new.toml")


def test_a_full_disk_leaves_all_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path, "mine.toml", "[scenario]\n")
    result = upgrade_file(path)
    assert result is not None

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files, "write_atomically", full)
    with pytest.raises(OSError, match="No space"):
        write_upgraded(result)
    assert [(each.name, each.read_text("utf-8")) for each in tmp_path.iterdir()] == [("mine.toml", "[scenario]\n")]


@pytest.mark.parametrize("head", ["", "schema_version = 1\n"])
def test_the_old_text_is_refused_by_one_sentence(head: str, tmp_path: Path) -> None:
    path = _write(tmp_path, "mine.toml", f"{head}[scenario]\n[behaviour.lapse]\npatience = 9.0\n[nix]\n")
    with pytest.raises(ScenarioError, match="cogov scenarios upgrade FILE") as caught:
        load(path)
    assert [problem.code for problem in caught.value.problems] == ["scenario.old_form"]
    assert "cogov scenarios upgrade FILE" in caught.value.text("zh")


SURGE = (
    "[[events]]\nweek = 3\n[events.surge]\ntypes = ['refuse']\nfactor = 2.0\nweeks = 2\nwhere = '{where}'  # there\n"
)


def test_a_surge_names_the_districts_that_it_meets(tmp_path: Path) -> None:
    text = "[scenario]\n" + "".join(SURGE.format(where=where) for where in ("urban", "rural", "everywhere"))
    path = _write(tmp_path, "mine.toml", text)
    first, second, third = _upgraded(path).settings.events
    assert (first.where, second.where, third.where) == (("Urban district 1", "Urban district 2"), ("County 1",), ())
    assert path.read_text("utf-8").count("# there") == 3


def test_a_surge_beside_rules_becomes_an_event_of_its_own(tmp_path: Path) -> None:
    text = "[scenario]\n" + SURGE.format(where="rural") + "[events.rules.goals]\nstrength = 0.5\n"
    first, second = _upgraded(_write(tmp_path, "mine.toml", text)).settings.events
    assert (first.where, first.surge, first.rules) == ((), None, {"goals": {"strength": 0.5}})
    assert second.where == ("County 1",)
    assert second.surge is not None


def test_a_surge_where_nobody_lives_is_left_out_and_told(tmp_path: Path) -> None:
    text = "[scenario]\n[world.city]\nrural_counties = 0\n" + SURGE.format(where="rural")
    path = _write(tmp_path, "mine.toml", text)
    result = upgrade_file(path)
    assert result is not None
    assert "left out" in next(moved.told for moved in result.upgraded.account if moved.key == "events")
    assert _upgraded(path).settings.events == ()


def test_districts_of_an_ancestor_in_the_new_form_are_not_guessed(tmp_path: Path) -> None:
    _write(tmp_path, "base.toml", "schema_version = 2\n[scenario]\n")
    text = '[scenario]\nextends = "base"\n' + SURGE.format(where="rural")
    with pytest.raises(ScenarioError, match="names the districts"):
        upgrade_file(_write(tmp_path, "mine.toml", text))
