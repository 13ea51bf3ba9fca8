"""Outlines on a map: flat, of few points, neighbours with one border; a scenario brings them and runs the same."""

import json
import math

import pytest

from cogov.scenarios import ScenarioError, load, loads
from cogov.scenarios.outlines import FINEST, MOST, draw_outlines

CITY = """\
schema_version = 2
[scenario]
{boundaries}
[[world.city.places]]
district = "East"
kind = "urban"
name = "Elm"
grids = 1
persons = 500
agents = 100
[[world.city.places]]
district = "East"
kind = "urban"
name = "Oak"
grids = 1
persons = 500
agents = 100
"""


def square(west, south, size=0.01):
    return [(west, south), (west + size, south), (west + size, south + size), (west, south + size), (west, south)]


def wavy(points):
    """A circle of many points."""
    turns = [2 * math.pi * k / points for k in range(points)]
    return [(10 + math.cos(t) * (1 + 0.01 * math.sin(997 * t)), math.sin(t)) for t in turns]


def write(folder, name, boundaries=None, text=None):
    key = f'boundaries = "{boundaries}"' if boundaries else ""
    (folder / name).write_text(CITY.format(boundaries=key), encoding="utf-8")
    if text is not None:
        (folder / boundaries).write_text(text, encoding="utf-8")
    return folder / name


def collection(**shapes):
    features = [
        {"type": "Feature", "properties": {"n": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for name, ring in shapes.items()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_a_square_at_sixty_degrees_is_half_as_wide_as_high():
    drawn = draw_outlines({"Elm": [square(10.0, 60.0)]}, ["Elm"])
    assert (drawn.width, drawn.height) == (pytest.approx(FINEST / 2, abs=2), FINEST)
    [ring] = drawn.rings["Elm"]
    assert sorted(ring) == sorted([(0, 0), (0, FINEST), (drawn.width, 0), (drawn.width, FINEST)])


def test_north_is_above_and_points_on_a_line_are_left_out():
    south, north = square(10.0, 0.0), square(10.0, 0.01)
    south.insert(1, (10.003, 0.0))
    south.insert(1, (10.003, 0.0))
    drawn = draw_outlines({"South": [south], "North": [north]}, ["South", "North"])
    [lower], [upper] = drawn.rings["South"], drawn.rings["North"]
    assert (len(lower), len(upper)) == (4, 4)
    assert max(y for _, y in upper) == min(y for _, y in lower)  # one border
    assert min(y for _, y in upper) == 0


def test_points_are_bounded_and_the_shape_stays():
    drawn = draw_outlines({"Elm": [wavy(300_000)]}, ["Elm"])
    [ring] = drawn.rings["Elm"]
    assert MOST / 8 < len(ring) <= MOST
    area = abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True))) / 2
    assert area / (drawn.width * drawn.height) == pytest.approx(math.pi / 4, rel=0.03)


def test_what_nobody_can_draw_has_no_outline():
    two = {"Elm": [square(10.0, 0.0)], "Dot": [[(10.0, 0.0)] * 4]}
    assert list(draw_outlines(two, ["Elm", "Dot"]).rings) == ["Elm"]
    assert not draw_outlines(two, ["Elm", "Elm", "Dot"])  # whose is it?
    assert not draw_outlines({}, ["Elm"])


def test_a_scenario_brings_its_outlines_and_runs_the_same(tmp_path):
    bare = load(write(tmp_path, "bare.toml"))
    shapes = collection(Elm=square(10.0, 0.0), Ash=square(11.0, 0.0))
    drawn = load(write(tmp_path, "drawn.toml", "shapes.geojson", shapes))
    assert not bare.outlines
    assert list(drawn.outlines.rings) == ["Elm"]
    assert drawn.digest == bare.digest
    assert load(drawn, changes=["run.seed=7"]).outlines == drawn.outlines
    below = tmp_path / "below.toml"
    below.write_text('schema_version = 2\n[scenario]\nextends = "drawn.toml"\n', encoding="utf-8")
    assert load(below).outlines == drawn.outlines  # as the communities are


@pytest.mark.parametrize(
    ("name", "text", "english", "chinese"),
    [
        ("nix.geojson", None, "there is no file", "没有文件"),
        ("../x.geojson", None, "is not in the same folder", "不在同一文件夹中"),
        ("x.geojson", "{", "JSON", "JSON"),
        ("x.geojson", collection(Ash=[]), "names", "名称"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(name, text, english, chinese, tmp_path):
    path = write(tmp_path, "town.toml", name, text)
    for language, words in (("en", english), ("zh", chinese)):
        with pytest.raises(ScenarioError) as error:
            load(path, lang=language)
        assert words in str(error.value)


def test_a_text_without_a_file_brings_none():
    with pytest.raises(ScenarioError, match="a text without a file cannot name a file beside it"):
        loads(CITY.format(boundaries='boundaries = "x.geojson"'))
