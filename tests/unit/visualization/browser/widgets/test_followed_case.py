"""The way of a case on a page: names of files are text there, and nothing else."""

from __future__ import annotations

import ipyvuetify
import pytest
import solara

from cogov.visualization.browser.panels.followed_case import FollowedCase
from cogov.visualization.browser.recording import film
from cogov.visualization.browser.translations import LANGUAGES, words

NAME = "<img src=x onerror=window.harmed=1>"


@pytest.mark.fault("H1")
@pytest.mark.parametrize("language", LANGUAGES)
def test_names_are_text(settings_of, language):
    place = {"district": NAME, "kind": "urban", "name": NAME, "grids": 2, "persons": 1600, "agents": 24}
    shown = film(settings_of({"world": {"city": {"places": (place,)}}}))
    key = int(shown.stories.key[0])
    _, context = solara.render(
        FollowedCase((shown, shown), ("A", "B"), 3, key, words(language), print), handle_error=False
    )
    title = context.find(ipyvuetify.Html, tag="h3").widget
    assert NAME in "".join(title.children)
    for markup in context.find(solara.widgets.HTML).widgets:
        assert NAME not in (markup.unsafe_innerHTML or "")
    context.close()
