"""What is written reads back; differences; templates; the JSON Schema."""

import tomllib
from pathlib import Path

import jsonschema
import pytest

from cogov.model.parameter import quantities
from cogov.model.parameters.events import Event
from cogov.model.parameters.settings import Settings
from cogov.model.parameters.world import IssueType, World
from cogov.scenarios import (
    Scenario,
    ScenarioError,
    Text,
    difference,
    library,
    load,
    loads,
    schema,
    template,
    to_toml,
    write,
)
from cogov.scenarios.inheritance import LIBRARY


@pytest.mark.parametrize("name", library())
def test_the_library_is_written_whole(name):
    scenario = load(name)
    again = loads(to_toml(scenario), "x.toml")
    assert again.digest == scenario.digest
    for part in ("name", "title", "story", "watch", "expect", "notes", "settings"):
        assert getattr(again, part) == getattr(scenario, part)
    assert to_toml(again) == to_toml(scenario)


def test_types_that_are_gone_stay_gone():
    settings = Settings(world=World(issues={"噪声 1": IssueType(share=0.2)}))
    text = to_toml(Scenario(name="a", title=Text(en="a", zh="a"), settings=settings))
    assert loads(text).settings == settings


def test_strange_words_are_quoted():
    settings = Settings(world=World(issues={'a"b\x80'.replace("\x80", "é"): IssueType(share=0.2)}))
    scenario = Scenario(
        name="a",
        title=Text(en='"quoted" \\ = #', zh="“引号”"),
        story=Text(en="one\ntwo\t'''"),
        settings=settings,
    )
    again = loads(to_toml(scenario))
    assert again.settings == settings
    assert again.title == scenario.title
    assert again.story.en == scenario.story.en


def test_a_resolved_file_extends_nothing():
    with pytest.raises(ScenarioError, match="a resolved scenario extends nothing"):
        loads('schema_version = 2\n[scenario]\nresolved = true\nextends = "synergy"')


def test_writing_is_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.toml"
    write(load("synergy"), path)
    before = path.read_bytes()

    def fail(self, target):
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write(load("fragmented"), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_difference():
    one, other = (
        load("fragmented"),
        load("fragmented", changes={"rules.goals.rule": "command", "run.weeks": 5}),
    )
    assert difference(one, other) == [("rules.goals.rule", "independent", "command"), ("run.weeks", 260, 5)]
    assert difference(one.settings, one) == []
    keys = [key for key, _, _ in difference("x" and load("fragmented"), load("flood"))]
    assert "events.0.week" in keys


def test_a_template_can_be_used_as_it_is():
    scenario = loads(template("我的城市"), "x.toml")
    assert scenario.name == scenario.title.zh == "我的城市"
    assert scenario.warnings == ()
    with pytest.raises(ScenarioError, match="a name may not hold a slash or backslash"):
        template("../up")


def test_commented_lines_of_the_template_are_right():
    text = template("a")
    event = text[text.index("# [[events]]") :].replace("# ", "")
    assert loads(text[: text.index("# Something")] + event).settings.events[0].surge.factor == 5.0


def test_schema_accepts_what_is_accepted():
    whole = schema()
    jsonschema.Draft7Validator.check_schema(whole)
    for name in library():
        jsonschema.validate(tomllib.loads((LIBRARY / f"{name}.toml").read_text("utf-8")), whole)
        jsonschema.validate(tomllib.loads(to_toml(load(name))), whole)


@pytest.mark.parametrize(
    "text",
    [
        "[rules.goals]\nstrength = 2",
        "[rules.goals]\nrule = 'x'",
        "[rules]\nx = 1",
        "[run]\nweeks = 1.5",
        "[[events]]\nx = 1",
        "[[events]]\nfor_weeks = 0",
        "[world.issues.new]\nshare = 2",
        "watch = ['x']",
    ],
)
def test_schema_refuses_what_is_refused(text):
    head = "schema_version = 2\n[scenario]\n"
    jsonschema.validate(tomllib.loads(head), schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(head + text), schema())


def test_schema_tells_meaning_unit_default_and_bounds_of_every_number():
    for number in quantities(Settings()):
        node = schema_node(number.path)
        found = tuple(float(node[word]) for word in ("minimum", "maximum", "default"))
        assert found == (number.low, number.high, number.default), number.path
        assert number.meaning in node["description"]
        assert number.meaning_zh in node["description"]
        assert number.unit in node["description"]


WHOLE = schema()


def schema_node(path: str) -> dict:
    node = WHOLE
    for part in path.split("."):
        node = node["properties"][part]
    return node


def test_equal_events_have_equal_digests():
    one, other = (Settings(events=(Event(week=1, rules={"goals": {"strength": value}}),)) for value in (1, 1.0))
    assert one.digest() == other.digest()
