"""The page of a report in Chromium: every picture can be saved, and nothing is asked for."""

import xml.etree.ElementTree as ET

import pytest

from cogov.experiments import compare
from cogov.experiments.execution.provenance import provenance
from cogov.visualization.charts.comparison import figures
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.reports.comparison import page as page_of

CITY = (
    "world.city.streets_per_district=1",
    "world.city.communities_per_street=1",
    "world.city.townships_per_county=1",
    "world.city.villages_per_township=1",
    "world.city.agents_per_grid=10",
)


@pytest.fixture(scope="module")
def found():
    return compare(["fragmented", "synergy"], replicates=2, weeks=20, changes=CITY)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_is_saved_as_svg_and_png(chromium, found, language, tmp_path):
    file = tmp_path / "page.html"
    file.write_text(page_of(found, language, provenance(["cogov", "compare"])), encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, accept_downloads=True)
    said, asked = [], []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url.split(":")[0]))
    page = context.new_page()
    page.goto(file.as_uri())
    drawn = figures(found, language)
    assert page.locator("figure").count() == page.locator(".save").count() == len(drawn)
    for figure in (drawn[0], next(each for each in drawn if each.name == "volunteering")):
        shown = page.locator(f"figure[data-name={figure.name}]")
        for kind in ("SVG", "PNG"):
            with page.expect_download() as waiting:
                shown.get_by_role("button", name=f"{words(language)('page.save')} {kind}").click()
            assert waiting.value.suggested_filename == f"{figure.name}.{kind.lower()}"
            saved = waiting.value.path().read_bytes()
            if kind == "PNG":
                assert saved.startswith(b"\x89PNG")
                assert int.from_bytes(saved[16:20]) == 1920
                continue
            texts = [each.text for each in ET.fromstring(saved).iter("{http://www.w3.org/2000/svg}text")]
            assert {figure.title, *(name for _, name in figure.keys)} <= set(texts)
            assert set(texts) == {each.text for each in figure.alone().root.iter("text")}
    assert page.evaluate("document.documentElement.scrollWidth") == 1366
    page.set_viewport_size({"width": 420, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 420
    context.close()
    assert said == []
    assert set(asked) <= {"file", "data", "blob"}
