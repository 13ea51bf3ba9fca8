"""What is drawn can be read on a phone."""

from __future__ import annotations

import pytest

LEAST = 10
"""Pixels of the smallest text of a picture."""

SIZES = """() => [...document.querySelectorAll('.document svg text')]
    .map((each) => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a)"""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("query", ["page=multiplier", "panel=why"])
def test_the_text_of_pictures_is_large_enough_on_a_phone(server, phones, language, query):
    phone = phones(f"{server.url}/?language={language}&{query}")
    phone.locator(".document svg text").first.wait_for(timeout=300_000)
    sizes = phone.evaluate(SIZES)
    assert len(sizes) > 10
    assert min(sizes) >= LEAST
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("height", [660, 844])
def test_the_curve_stays_in_sight_of_levers_and_leaves_them_room(server, phones, language, height):
    phone = phones(f"{server.url}/?language={language}", viewport={"width": 390, "height": height})
    phone.locator("[data-busy=false] .cg-play").wait_for()
    phone.locator(".play-levers .lever").nth(3).evaluate("each => window.scrollTo(0, each.offsetTop - 300)")
    places = phone.evaluate(
        "() => [...document.querySelectorAll('.play-chart, .play-time')].map((each) => each.getBoundingClientRect())"
        ".map(({ top, bottom }) => [top, bottom])"
    )
    assert places[0][0] == 0
    assert places[1][0] == pytest.approx(places[0][1], abs=1)
    assert places[1][1] <= height / 3 + 1
    canvas = phone.locator(".play-chart canvas").bounding_box()
    assert canvas["height"] == pytest.approx(places[0][1], abs=2)  # the chart is drawn in the room that it has
    slider = phone.locator(".play-levers input[type=range]").nth(3).bounding_box()
    assert places[1][1] < slider["y"] < height
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
