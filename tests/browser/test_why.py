"""The waterfall on Play: its sum is the difference of the curves, a step opens, both languages."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from cogov.experiments import compare
from cogov.scenarios import load
from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.url_state import View, query
from cogov.visualization.browser.use_runs import REPLICATES


def opened(tab, server, language="en"):
    setup = Setup(scenario="middling", against="fragmented")
    tab.goto(f"{server.url}/?{query(setup, View(language=language, panel='why'))}")
    tab.locator(".why").wait_for()
    return tab


def total(page):
    return float(page.locator(".why").get_attribute("data-total"))


def test_the_steps_add_up_to_what_compare_says(server, page, capsys):
    """Print, too, how long the first waterfall takes on a server that is warm at best."""
    begun = time.monotonic()
    opened(page, server)
    with capsys.disabled():
        print(f"\nfirst waterfall of a page: {time.monotonic() - begun:.1f} s")
    page.locator(f".why[data-pairs='{REPLICATES}']").wait_for()  # those before it may be passed in no time
    pair = [load(name) for name in ("fragmented", "middling")]
    comparison = compare(pair, replicates=REPLICATES)
    assert total(page) == pytest.approx(comparison.paired[comparison.labels[1], "effectiveness"].mean, abs=1e-6)
    assert f"+{total(page):.1f} points" in page.locator(".why").inner_text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_step_opens_to_its_weeks_and_streets(server, page, language):
    opened(page, server, language)
    expect(page.locator(".why svg[role=img]")).to_have_count(1)
    step = page.locator(".why-bar").first
    step.click()
    expect(step).to_have_attribute("aria-pressed", "true")
    page.locator(".why-chosen svg[role=img]").wait_for()
    page.locator(".why-street").first.wait_for()
    assert page.locator(".why-street").count() == 6


def test_it_is_taken_apart_by_institution_too(server, page):
    opened(page, server)
    sections = page.locator(".why-bar").count()
    page.get_by_role("button", name="By institution").click()
    page.wait_for_function(f"document.querySelectorAll('.why-bar').length > {sections}")
    assert "Responsibility lists" in page.locator(".why-bars").inner_text()
