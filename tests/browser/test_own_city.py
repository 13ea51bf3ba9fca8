"""A city of one's own with its boundaries, from its table to the map of the browser."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from cogov.scenarios import load
from cogov.visualization.terminal.cli import main

from .conftest import COMMAND, start

TABLE = "District,Community,Population\nEast,Elm,3000\nEast,Oak,2000\nEast,Ash,1500\n"


@pytest.fixture(scope="module")
def own_city(tmp_path_factory):
    """A server with a city whose Elm lies in the west and Oak in the east; nobody knows where Ash lies."""
    folder = tmp_path_factory.mktemp("own")
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    ring = [[10.0, 0.0], [10.02, 0.0], [10.02, 0.03], [10.0, 0.03], [10.0, 0.0]]
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": {"type": "Polygon", "coordinates": [[[x + by, y] for x, y in ring]]},
        }
        for name, by in (("Elm", 0.0), ("Oak", 0.02))
    ]
    (folder / "shapes.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    words = ["city", "new", str(folder / "table.csv"), "--boundaries", str(folder / "shapes.geojson")]
    assert main([*words, "--name", "haven", "--out", str(folder / "mine")]) == 0
    assert list(load(folder / "mine" / "city.toml").outlines.rings) == ["Elm", "Oak"]
    server = start((*COMMAND, str(folder / "mine" / "city.toml")), folder)
    yield server
    server.stop()


def test_a_city_opens_on_its_map_and_a_link_leads_back(page, own_city):
    page.emulate_media(reduced_motion="reduce")
    page.goto(own_city.url)
    canvas = page.locator("canvas.cg-city[data-draws]")
    canvas.wait_for()
    expect(page.locator(".choices")).to_contain_text("haven")
    page.wait_for_url("**scenario=mine%2Fhaven**")
    box, tip = canvas.bounding_box(), page.locator(".cg-tip")
    said = {}
    for across in (0.08, 0.3, 0.45, 0.66, 0.9):
        for down in (0.3, 0.5, 0.8):
            page.mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
            if tip.is_visible():
                said.setdefault(across, set()).add(tip.inner_text())
    words = {across: " ".join(texts) for across, texts in said.items()}
    assert "Elm" in words[0.08] + words[0.3]
    assert "Oak" in words[0.45] + words[0.66]
    assert "Ash" in words[0.9]
    assert "Elm" not in words[0.66] + words[0.9]
    other = page.context.new_page()
    other.goto(page.url)
    expect(other.locator(".choices")).to_contain_text("haven")
    other.close()
