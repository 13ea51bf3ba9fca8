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
