"""Names, files, and what extends what."""

import pytest

from cogov.scenarios import ScenarioError, library, load, loads


def write(folder, name, extends="", more=""):
    head = "schema_version = 2\n[scenario]\n" + (f'extends = "{extends}"\n' if extends else "")
    path = folder / name
    path.write_text(head + more, "utf-8")
    return path


def said(source, **more) -> str:
    with pytest.raises(ScenarioError) as caught:
        load(source, **more)
    return str(caught.value)


def test_a_file_extends_the_library_and_its_neighbours(tmp_path):
    write(tmp_path, "base city.toml", "synergy", "[run]\nweeks = 52\n")
    path = write(tmp_path, "mine.toml", "base city", "[rules.goals]\nstrength = 0.1\n")
    scenario = load(path)
    assert scenario.settings.run.weeks == 52
    assert scenario.settings.rules.goals.strength == 0.1
    assert scenario.settings.rules.goals.rule == "deliberative"
    assert [source.split("/")[-1] for source in scenario.sources] == [
        "fragmented.toml",
        "synergy.toml",
        "base city.toml",
        "mine.toml",
    ]
    assert scenario.name == scenario.title.en == "mine"


def test_a_file_may_bear_the_name_of_what_it_extends(tmp_path):
    path = write(tmp_path, "fragmented.toml", "fragmented", "[run]\nweeks = 3\n")
    assert load(path).settings.run.weeks == 3


def test_a_name_that_is_nearly_right(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert said("fragmentd").startswith("fragmentd: no such scenario or file; allowed a file, or one of austerity, ")
    assert said("fragmentd").endswith("did you mean fragmented")
    write(tmp_path, "harbour.toml")
    assert said("harbor.toml").endswith("did you mean harbour.toml")
    path = write(tmp_path, "mine.toml", "synergi")
    assert said(path).endswith(
        'mine.toml:3: scenario.extends: there is no scenario "synergi" in the library or the '
        "same folder; allowed a name "
        "of the library, or a file in the same folder; did you mean synergy"
    )


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\\\up", "C:\\\\x", "..", "sub/x.toml"])
def test_nothing_outside_is_read(tmp_path, name):
    path = write(tmp_path, "mine.toml", name)
    assert "allowed a name of the library, or a file in the same folder" in said(path)


def test_links_that_lead_out(tmp_path):
    inside, outside = tmp_path / "city", tmp_path / "city-evil"
    inside.mkdir()
    outside.mkdir()
    write(outside, "secret.toml")
    (inside / "link.toml").symlink_to(outside / "secret.toml")
    assert said(write(inside, "mine.toml", "link.toml")).endswith(
        'mine.toml:3: scenario.extends: "link.toml" leads out of the folder; allowed a name of '
        "the library, or a file in "
        "the same folder"
    )


def test_circles_are_named_in_full(tmp_path):
    for name, extends in (("a", "b"), ("b", "c"), ("c", "a")):
        write(tmp_path, f"{name}.toml", f"{extends}.toml")
    assert "extends runs in a circle: a.toml -> b.toml -> c.toml -> a.toml" in said(tmp_path / "a.toml")
    write(tmp_path, "self.toml", "self")
    assert "extends runs in a circle: self.toml -> self.toml" in said(tmp_path / "self.toml")


def test_a_long_chain_is_refused(tmp_path):
    for number in range(1000):
        write(tmp_path, f"n{number}.toml", f"n{number + 1}.toml")
    assert said(tmp_path / "n0.toml").endswith("extends goes on for more than 16 files")
    write(tmp_path, "n15.toml")
    assert len(load(tmp_path / "n0.toml").sources) == 16


def test_problems_of_all_files_are_said(tmp_path):
    write(tmp_path, "parent.toml", "fragmented", "[rules.goals]\nstrength = 2\n")
    path = write(tmp_path, "mine.toml", "parent.toml", "[run]\nweeks = 0\n")
    lines = said(path).split("\n")
    assert [line.split("/")[-1] for line in lines] == [
        "parent.toml:5: rules.goals.strength: 2 is too large; allowed a number between 0 and 1",
        "mine.toml:5: run.weeks: 0 is too small; allowed a whole number between 1 and 5200",
    ]


def test_a_value_is_blamed_on_the_file_that_said_it(tmp_path):
    write(tmp_path, "parent.toml", "fragmented", "[world.city]\nurban_districts = 0\n")
    path = write(tmp_path, "mine.toml", "parent.toml", "[run]\nweeks = 5\n[world.city]\nrural_counties = 0\n")
    assert said(path).split("/")[-1].startswith("mine.toml:6: world.city: a city needs")


@pytest.mark.fault("H3")
def test_an_uploaded_text_reaches_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "near.toml")
    assert loads('schema_version = 2\n[scenario]\nextends = "synergy"', "../../x.toml").name == "x"
    with pytest.raises(
        ScenarioError, match=r'^x.toml:3: .* there is no scenario "near.toml" in the library; allowed aus'
    ):
        loads('schema_version = 2\n[scenario]\nextends = "near.toml"', "../../x.toml")


@pytest.mark.parametrize("name", ["a b.toml", "我的城市.toml", "quo\"te's.toml", "new\nline.toml", "NUL.toml", "-x"])
def test_a_file_may_be_called_anything(tmp_path, name):
    folder = tmp_path / 'odd "folder"\n名'
    folder.mkdir()
    scenario = load(write(folder, name))
    assert scenario.name
    assert "\n" not in scenario.sources[0]
    assert '"' not in scenario.name
    again = load(scenario, changes={"run.weeks": 4})
    assert again.name == scenario.name


def test_chinese_names_stay():
    assert loads('schema_version = 2\n[scenario]\nname = "湘西·花垣"').name == "湘西·花垣"
    assert loads("schema_version = 2\n[scenario]", "我的城市.toml").title.zh == "我的城市"


def test_a_missing_language_is_stood_in_for():
    title = loads('schema_version = 2\n[scenario.title]\nzh = "各自为政"').title
    assert (title.en, title.zh) == ("各自为政", "各自为政")


def test_library_is_sorted():
    assert list(library()) == sorted(library())


@pytest.mark.parametrize("file", ["synergy.toml", "synergy"])
def test_a_name_that_means_two_things_is_refused_with_both(tmp_path, monkeypatch, file):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, file, "fragmented", "[run]\nweeks = 3\n")
    assert said("synergy") == (
        f"synergy: is the name of a scenario of the library and of a file beside; allowed library:synergy or ./{file}"
    )
    assert load(f"./{file}").settings.run.weeks == 3
    assert load(tmp_path / file).settings.run.weeks == 3
    assert load("library:synergy").digest == load(load("library:synergy")).digest
    assert load("library:synergy").settings.run.weeks == 260
    assert load("flood").settings.run.weeks == 260  # whose ancestors in the library are not looked for here


def test_what_a_file_extends_is_refused_if_it_means_two_things(tmp_path):
    write(tmp_path, "synergy.toml", "fragmented", "[run]\nweeks = 3\n")
    mine = write(tmp_path, "mine.toml", "synergy")
    assert said(mine).endswith(
        "mine.toml:3: scenario.extends: is the name of a scenario of the library and of a file beside; "
        "allowed library:synergy or synergy.toml"
    )
    assert load(write(tmp_path, "mine.toml", "synergy.toml")).settings.run.weeks == 3
    assert load(write(tmp_path, "mine.toml", "library:synergy")).settings.run.weeks == 260


def test_a_study_of_that_name_is_no_scenario(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "synergy.toml").write_text('[study]\nscenario = "synergy"\n', "utf-8")
    assert load("synergy").name == "synergy"
