"""What is taken home of Play: a slide, a video that plays, one sheet; all say the same."""

from __future__ import annotations

import base64
import json
import re

import pytest
import segno
from playwright.sync_api import expect

from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query

PLAYED = """async (data) => {
    const video = Object.assign(document.createElement("video"), { muted: true });
    const bytes = Uint8Array.from(atob(data), (each) => each.charCodeAt(0));
    video.src = URL.createObjectURL(new Blob([bytes]));
    await new Promise((done, failed) => {
        video.onloadeddata = done;
        video.onerror = () => failed(video.error.message);
    });
    const board = document.createElement("canvas");
    [board.width, board.height] = [video.videoWidth, video.videoHeight];
    const pen = board.getContext("2d", { willReadFrequently: true });
    const pictures = [];
    for (const at of [1, 8]) {
        const sought = new Promise((done) => { video.onseeked = done; });
        video.currentTime = at;
        await sought;
        pen.drawImage(video, 0, 0);
        const dots = pen.getImageData(0, 0, board.width, board.height).data;
        pictures.push(dots.reduce((sum, value, i) => (Math.imul(sum, 31) + value + i) | 0, 7));
    }
    return { duration: video.duration, size: [video.videoWidth, video.videoHeight], pictures };
}"""


@pytest.fixture
def taking(server, page):
    """Open the panel in a language, with the map and all runs there; return what saves what a button gives."""

    def open_panel(language):
        page.goto(f"{server.url}/?{query(Setup(), View(language=language, panel='takeaway', week=60))}")
        page.locator("canvas.cg-city[data-draws]").wait_for()
        page.locator(".play-course[data-shipped=false][data-runs='12']").wait_for()

        def take(name):
            with page.expect_download() as waiting:
                page.get_by_role("button", name=words(language)(f"takeaway.{name}")).click()
            return waiting.value.suggested_filename, waiting.value.path().read_bytes()

        return take

    return open_panel


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_slide_and_a_sheet_say_what_the_page_says(taking, page, language):
    take = taking(language)
    headline = page.locator("h1").inner_text()
    name, slide = take("slide")
    assert name == "cogov-slide.png"
    assert slide[:8] == b"\x89PNG\r\n\x1a\n"
    assert (int.from_bytes(slide[16:20]), int.from_bytes(slide[20:24])) == (1920, 1080)
    assert len(slide) > 200_000, "curves and map are on it"
    name, sheet = take("leaflet")
    assert name == "cogov-leaflet.html"
    other = page.context.new_page()
    other.set_content(sheet.decode())
    assert other.locator("h1").inner_text() == headline
    assert other.locator("tbody tr").count() == 8
    link = other.locator("footer code").first.inner_text()
    code = segno.make(link, error="l", micro=False).svg_inline(scale=1, omitsize=True)
    drawn = re.search(r'<path[^>]* d="([^"]+)"', code)[1]
    assert other.locator("footer svg path").last.get_attribute("d") == drawn
    pdf = other.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf)) == 1
    other.goto(link)
    expect(other.locator("h1")).to_have_text(headline)


@pytest.mark.parametrize("ending", ["mp4", "webm"])
def test_a_video_of_the_map_is_recorded_and_plays(taking, page, ending):
    if ending == "webm":  # what browsers record that have no other
        page.add_init_script(
            "const can = MediaRecorder.isTypeSupported;"
            "MediaRecorder.isTypeSupported = (type) => type.includes('webm') && can.call(MediaRecorder, type);"
        )
    take = taking("en")
    week = page.locator("canvas.cg-city").get_attribute("data-week")
    name, film = take("film")
    assert name == f"cogov-map.{ending}"
    found = page.context.new_page().evaluate(PLAYED, base64.b64encode(film).decode())
    print(json.dumps({"name": name, "bytes": len(film), **found}))
    assert 14 < found["duration"] < 20
    assert found["size"] == [1280, 720]
    assert len(set(found["pictures"])) == 2, "time passes in it"
    expect(page.locator("canvas.cg-city")).to_have_attribute("data-week", week)  # the map is where it was
