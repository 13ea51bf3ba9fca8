"""A scenario with an extension in the browser: the file that the command line names, and no other."""

from __future__ import annotations

import re
import zipfile

import pytest
from playwright.sync_api import expect

from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.scenarios import load
from cogov.visualization.terminal.scaffolding import write_files
from cogov.visualization.terminal.scaffolding_extension import draft_extension

from .conftest import COMMAND, start

SMALL = "\n[run]\nweeks = 26\n\n[world.city]\nstreets_per_district = 1\nagents_per_grid = 10\n"
CITY = "scenario=mine%2Flocal_medium&against=synergy&language=en"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("extension")
    write_files(draft_extension(folder, "local_medium", "local_medium"))
    file = folder / "local_medium.toml"
    file.write_text(file.read_text("utf-8") + SMALL, "utf-8")
    return folder


@pytest.fixture(scope="module")
def named(folder):
    """A server that was given the scenario of the extension."""
    server = start((*COMMAND, str(folder / "local_medium.toml")), folder)
    yield server
    server.stop()


def digest_of(folder, **changes):
    settings = load(folder / "local_medium.toml", changes=changes).settings
    return run_one(RunSpec("x", settings)).digest


def test_its_numbers_are_sliders_and_what_it_measures_has_a_curve(page, named, folder):
    page.goto(f"{named.url}/?{CITY}&indicator=bad_news&extensions.local_medium.reach=0.75")
    digest = digest_of(folder, **{"extensions.local_medium.reach": 0.75})
    page.locator(f".play-course[data-digest='{digest}']").wait_for()  # the very run of cogov run
    expect(page.locator(".play-title").first).to_contain_text("Bad news")
    page.get_by_text("All rules").first.click()
    expect(page.get_by_text("Local medium", exact=True).first).to_be_visible()
    expect(page.get_by_text("Reach", exact=True)).to_be_visible()
    expect(page.locator(".play-course")).to_contain_text("Bad news")
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(re.compile(r"extensions\.local_medium\.reach=0\.7(?!5)"))


@pytest.mark.parametrize("where", ["page=compare&compared=mine%2Flocal_medium,synergy", "page=multiplier", "panel=why"])
def test_other_pages_know_it(page, named, where):
    page.goto(f"{named.url}/?{CITY}&indicator=bad_news&{where}")
    expect(page.locator("body")).to_contain_text("Local medium")
    page.wait_for_timeout(3000)  # what goes wrong on the page fails the test at its end


def test_another_city_is_looked_at_by_what_it_is_measured_by(page, named):
    page.goto(f"{named.url}/?scenario=synergy&against=mine%2Flocal_medium&indicator=bad_news&language=en")
    expect(page.locator(".play-title").first).to_contain_text("Effectiveness")


def test_an_upload_brings_no_code_even_here(page, named, folder):
    page.goto(f"{named.url}/?{CITY}")
    page.locator(".play-course[data-runs='12']").wait_for()
    text = (folder / "local_medium.toml").read_text("utf-8").replace('name = "local_medium"', 'name = "brought"')
    content = {"name": "brought.toml", "mimeType": "text/plain", "buffer": text.encode()}
    page.locator(".upload input").set_input_files(content)
    expect(page.get_by_text("code runs only from a file that you name")).to_be_visible()
    expect(page.locator(".choices")).not_to_contain_text("brought")


def test_a_link_names_no_file_of_the_machine(page, named, folder):
    page.goto(f"{named.url}/?scenario={folder}/local_medium.toml&language=en")
    expect(page.locator(".choices")).not_to_contain_text(str(folder))


def test_what_is_taken_away_runs_elsewhere(page, named, folder, tmp_path):
    page.goto(f"{named.url}/?{CITY}&panel=takeaway")
    page.locator(".play-course[data-digest]:not([data-digest=''])").wait_for()
    page.locator(".play-course[data-runs='12']").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="local_medium.zip", exact=True).click()
    with zipfile.ZipFile(saved.value.path()) as opened:
        opened.extractall(tmp_path)
    assert load(tmp_path / "local_medium.toml").digest == load(folder / "local_medium.toml").digest
