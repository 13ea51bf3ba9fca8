"""What the map's widget sends to the browser, and what it takes from there."""

from __future__ import annotations

import json

import numpy as np
import pytest
import solara

from cogov.visualization.browser.recording import COLOURS, film
from cogov.visualization.browser.widgets.city_map import CityMap, CityMapView, pack


@pytest.fixture(scope="module")
def shown(settings_of):
    return film(settings_of({"run": {"weeks": 5}}))


def unpacked(packet):
    length = int.from_bytes(packet[:4], "little")
    return json.loads(packet[4 : 4 + length]), packet[4 + length :]


@pytest.mark.parametrize("colour", COLOURS)
def test_a_packet_holds_the_film(shown, colour):
    header, rest = unpacked(pack(shown, colour))
    dots, organisations, communities = (len(shown.layout.citizens), shown.effort.shape[1], shown.issues.shape[1])
    assert (header["weeks"], header["dots"], header["citizens"]) == (5, dots, dots)
    assert sum(sum(community["grids"]) for community in header["communities"]) == dots
    assert [organisation["kind"] for organisation in header["organisations"]].count("party_branch") == communities
    columns = np.frombuffer(rest, np.uint8)
    assert np.array_equal(columns[: 5 * dots].reshape(5, dots), shown.shades(colour))
    at = 5 * dots
    assert np.array_equal(columns[at : at + 5 * organisations].reshape(5, organisations), shown.willingness)
    at += 5 * organisations
    assert np.array_equal(columns[at : at + 5 * organisations].reshape(5, organisations), shown.effort)
    at += 5 * organisations
    at += at % 2
    assert np.array_equal(np.frombuffer(rest[at:], "<u2").reshape(5, communities, 5), shown.issues)


def test_clicks_are_checked_and_passed_on(shown):
    chosen = []
    _, context = solara.render(CityMapView(shown, 0, "trust", "zh", chosen.append), handle_error=False)
    widget = context.find(CityMap).widget
    assert widget.names["districts"][0] == "市辖区1"
    assert widget.names["communities"][0].removeprefix("社区") == widget.names["communities_short"][0] == "1-1"
    for message in (
        {"kind": "citizen", "row": 7},
        {"kind": "mayor", "row": 7},
        {"kind": "citizen", "row": "7"},
        {},
        [1],
    ):
        widget._handle_custom_msg(message, [])
    context.close()
    assert chosen == [{"kind": "citizen", "row": 7}]


def test_the_film_is_sent_again_only_when_it_is_another(shown):
    _, context = solara.render(CityMapView(shown, 0, "trust", "en", print), handle_error=False)
    widget = context.find(CityMap).widget
    sent = []
    widget.observe(lambda change: sent.append(change["name"]))
    context.render(CityMapView(shown, 3, "trust", "zh", print))
    assert sorted(sent) == ["names", "week", "words"]
    context.render(CityMapView(shown, 3, "satisfaction", "zh", print))
    assert sent[3:] == ["packet"]
    context.close()
