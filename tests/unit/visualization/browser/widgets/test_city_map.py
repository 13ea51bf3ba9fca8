"""What the map's widget sends to the browser, and what it takes from there."""

from __future__ import annotations

import pytest
import solara

from cogov.model.parameters.places import COMMUNITY
from cogov.scenarios.outlines import Outlines
from cogov.visualization.browser.film_packet import pack
from cogov.visualization.browser.recording import film
from cogov.visualization.browser.widgets.city_map import CityMap, CityMapView, can_be_split, shapes_on_map


@pytest.fixture(scope="module")
def films(apart, together):
    return film(apart), film(together)


def rendered(view):
    _, context = solara.render(view, handle_error=False)
    return context.find(CityMap).widget, context


def test_clicks_are_checked_and_passed_on(films):
    chosen, followed = [], []
    widget, context = rendered(
        CityMapView(films[1], 0, "trust", "zh", chosen.append, against=films[0], on_follow=followed.append)
    )
    assert widget.names["districts"][0] == "市辖区1"
    assert widget.names["streets"] == ["街道1-1", "乡镇1-1"]
    assert widget.names["communities"][0].removeprefix("社区") == widget.names["communities_short"][0] == "1-1-1"
    for message in (
        {"kind": "citizen", "row": 7, "city": 0},
        {"kind": "mayor", "row": 7, "city": 0},
        {"kind": "citizen", "row": "7", "city": 0},
        {"kind": "citizen", "row": 7, "city": 2},
        {"case": 3, "city": 0},
        {"case": 3, "city": 1},
        {"case": 10**6, "city": 1},
        {"case": "3", "city": 1},
        {},
        [1],
    ):
        widget._handle_custom_msg(message, [])
    context.close()
    assert chosen == [{"kind": "citizen", "row": 7, "city": 0}]
    assert followed == [int(shown.stories.key[3]) for shown in films]


def test_a_followed_case_has_its_row_in_each_city(films):
    key = int(next(key for key in films[0].stories.key if films[1].stories.find(int(key)) >= 0))
    widget, context = rendered(CityMapView(films[1], 0, "trust", "en", print, against=films[0], followed=key))
    assert widget.followed == {"cases": [shown.stories.find(key) for shown in films]}
    context.close()


def test_the_film_is_sent_again_only_when_it_is_another(films):
    before, after = films
    widget, context = rendered(CityMapView(after, 0, "trust", "en", print, against=before, titles=("A", "B")))
    assert (widget.packet, widget.against) == (pack(after, "trust"), pack(before, "trust"))
    sent = []
    widget.observe(lambda change: sent.append(change["name"]))
    context.render(CityMapView(after, 3, "trust", "zh", print, against=before, titles=("A", "B")))
    assert sorted(sent) == ["names", "week", "words"]
    context.render(CityMapView(after, 3, "satisfaction", "zh", print, against=before, titles=("A", "B")))
    assert sorted(sent[3:]) == ["against", "packet"]
    context.close()


def test_a_city_with_other_places_does_not_share_the_map(films, settings_of):
    other = film(settings_of({"world": {"city": {"grids_per_community": 1}}, "run": {"weeks": 30}}))
    assert can_be_split(*films)
    assert not can_be_split(other, films[1])
    widget, context = rendered(CityMapView(films[1], 0, "trust", "en", print, against=other))
    assert widget.against == b""
    context.close()


def test_outlines_go_to_the_browser_in_the_order_of_the_communities(films):
    names = [node.name for node in films[1].layout.places.tiers[COMMUNITY]]
    ring = ((0, 0), (9, 0), (9, 5))
    outlines = Outlines(width=9, height=5, rings={names[1]: (ring,), "elsewhere": (ring,)})
    widget, context = rendered(CityMapView(films[1], 0, "trust", "en", print, outlines=outlines))
    context.close()
    rings = [None] * len(names)
    rings[1] = [[0, 0, 9, 0, 9, 5]]
    assert widget.shapes == {"width": 9, "height": 5, "rings": rings}
    assert shapes_on_map(films[1], Outlines(width=9, height=5, rings={"elsewhere": (ring,)})) == {}
    assert shapes_on_map(films[1], None) == {}
