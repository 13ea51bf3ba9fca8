"""Solara's page is changed where it must be, and a Solara whose page is another one is refused."""

from __future__ import annotations

from pathlib import Path

import jinja2
import pytest
import solara.server.server

from cogov.visualization.browser.serving.frame import CHANGES, PAGE, PageLoader, frame_only

THEIRS = Path(solara.server.server.directory) / "templates"


def read(folder):
    environment = jinja2.Environment(loader=PageLoader(str(folder)), autoescape=True)
    return environment.loader.get_source(environment, PAGE)[0]


def test_every_passage_is_replaced():
    text = read(THEIRS)
    assert 'lang="{{ lang }}"' in text
    for old, new in CHANGES:
        assert old not in text or old in new
        assert new in text


def test_a_template_that_has_changed_is_refused(tmp_path):
    (tmp_path / PAGE).write_text((THEIRS / PAGE).read_text().replace("<html>", "<html dir='ltr'>"))
    with pytest.raises(RuntimeError, match="Solara's page has changed"):
        read(tmp_path)


def test_without_a_painter_there_is_a_language_and_nothing_else():
    assert frame_only("page=play", "en") == frame_only("", "en-US")
    assert frame_only("", "").html == ""
