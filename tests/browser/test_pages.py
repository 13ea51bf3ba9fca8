"""Every page, driven as a visitor does it, in a real browser."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from cogov.experiments.execution.runs import RunSpec, run_one, with_seed
from cogov.model.parameters.events import Event, Surge
from cogov.scenarios import load, loads, to_toml
from cogov.visualization.browser.configuration import Setup, base, scenario_compared, scenario_played
from cogov.visualization.browser.pages import PAGES
from cogov.visualization.browser.shell import ROOMS
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query
from cogov.visualization.narratives.standing import say_standing

COURSE = ".play-course[data-busy=false]"


def digest_of(setup):
    return run_one(RunSpec("", scenario_played(setup, {}).settings)).digest


def finals_of(setup):
    """The last years of twelve pairs of runs, as the command makes them."""
    both = scenario_played(setup, {}).settings, scenario_compared(setup, {}).settings
    return [[run_one(RunSpec("", with_seed(each, seed))).final for seed in range(1, 13)] for each in both]


def titles_of(setup, language):
    return tuple(words(language).of(base(name, {}).title) for name in (setup.scenario, setup.against))


def opened(tab, server, setup=None, **view):
    address = query(setup or Setup(), View(**{"language": "en", **view}))
    tab.goto(f"{server.url}/?{address}")
    tab.locator(".room").wait_for()
    return tab


def settled(page):
    """Wait until the run of the present setup is shown, and return its digest."""
    course = page.locator(f"{COURSE}[data-digest]:not([data-digest=''])")
    course.wait_for()
    return course.get_attribute("data-digest")


SIZES = ((1366, 768), (1024, 768), (820, 1180), (390, 844), (1920, 1080))
"""Of windows: a laptop, an old projector, a tablet, a phone, and a stage."""


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_every_page_opens_in_both_languages_and_stays_in_the_window(server, page, name, language):
    opened(page, server, page=name, language=language)
    expect(page.locator(".heading-button.pressed").first).to_have_text(ROOMS[name].names[language])
    page.wait_for_load_state("networkidle")
    assert page.locator(".fault").count() == 0
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        if wide == 1920:
            page.locator("body").press("p")
            page.locator(".shell.presenter").wait_for()
        page.wait_for_timeout(300)
        found = page.evaluate("document.documentElement.scrollWidth")
        assert found <= wide, f"{name} is {found} pixels wide in a window of {wide}"


def test_what_is_shown_is_what_the_command_gives(server, page):
    opened(page, server, Setup(scenario="synergy", seed=3))
    assert settled(page) == digest_of(Setup(scenario="synergy", seed=3))


@pytest.mark.fault("H10")
def test_a_lever_is_moved_and_the_curve_follows(server, page):
    opened(page, server)
    settled(page)
    lever = page.locator("input[id='front-rules.mechanism.strength']")
    lever.focus()
    for _ in range(4):
        lever.press("ArrowLeft")
    value = float(lever.input_value())
    wanted = digest_of(Setup().with_change("rules.mechanism.strength", value))
    page.locator(f".play-course[data-digest='{wanted}']").wait_for()
    expect(page).to_have_url(re.compile(re.escape(urlencode({"rules.mechanism.strength": json.dumps(value)}))))
    for _ in range(4):
        page.get_by_role("button", name="Undo").click()
    page.locator(f".play-course[data-digest='{digest_of(Setup())}']").wait_for()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_opens_with_a_sentence_its_certainty_and_a_story(server, page, language):
    opened(page, server, language=language)
    settled(page)
    page.locator(".play-course[data-runs='12']").wait_for()
    said = say_standing(*finals_of(Setup()), titles_of(Setup(), language), words(language))
    expect(page.locator("h1")).to_have_text(said.headline)
    expect(page.locator(".standing-about")).to_contain_text(words(language)("play.differing.coordination"))
    expect(page.locator(".standing-sure")).to_contain_text(said.sure)
    page.locator(".standing .v-expansion-panel-header").click()
    story = load("middling").story
    expect(page.locator(".standing-story")).to_contain_text((story.zh if language == "zh" else story.en)[:40])


def test_the_headline_follows_a_lever(server, page):
    opened(page, server)
    settled(page)
    before = page.locator("h1").inner_text()
    lever = page.locator("input[id='front-rules.mechanism.responsibility_lists']")
    lever.focus()
    lever.press("End")
    setup = Setup().with_change("rules.mechanism.responsibility_lists", 1.0)
    page.locator(f".play-course[data-digest='{digest_of(setup)}']").wait_for()
    expect(page.locator("h1")).to_contain_text("A little of everything, changed")
    assert page.locator("h1").inner_text() != before


def test_a_link_with_a_key_of_the_first_edition_says_what_it_is_called_now(server, page):
    page.goto(f"{server.url}/?language=zh&scenario=flood&rules.administration.law=0.5")
    settled(page)
    expect(page.locator(".told")).to_contain_text("rules.law.service")


def test_an_event_waits_for_a_condition(server, page):
    opened(page, server)
    settled(page)
    page.locator(".cg-add").click()
    page.locator(".editor").wait_for()
    assert page.locator(".cg-chip").get_attribute("data-week") == "52"  # nobody chose a week: when the city has settled
    event = {
        "when": "backlog_share > 0.1",
        "until": "backlog_share < 0.05",
        "rules": {"administration": {"relief": 1.0}},
    }
    opened(page, server, Setup().with_events((Event.model_validate(event),)))
    page.locator(".waiting", has_text="when share of overdue cases > 0.1").click()
    page.locator(".editor .condition").first.wait_for()
    assert settled(page) == digest_of(Setup().with_events((Event.model_validate(event),)))


def test_a_choice_is_changed_and_set_back(server, page):
    opened(page, server)
    settled(page)
    page.locator(".levers-front .lever-switch").first.select_option("peer")
    wanted = digest_of(Setup().with_change("rules.mechanism.rule", "peer"))
    page.locator(f".play-course[data-digest='{wanted}']").wait_for()
    page.locator(".levers-all > summary").click()
    page.locator(".levers-group", has_text="Joint work").locator("summary").click()
    page.locator(".levers-all .lever-back").click()
    page.locator(f".play-course[data-digest='{digest_of(Setup())}']").wait_for()


def test_an_intervention_is_added_dragged_edited_and_removed(server, page):
    opened(page, server, week=52)
    settled(page)
    page.locator(".cg-add").click()
    chip = page.locator(".cg-chip")
    chip.wait_for()
    assert chip.get_attribute("data-week") == "52"
    page.locator(".editor").wait_for()
    box, track = chip.bounding_box(), page.locator(".cg-track").bounding_box()
    x, y = box["x"] + 6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y, steps=4)
    page.mouse.move(x + track["width"] / 5, y, steps=6)
    page.mouse.up()
    week = int(page.locator(".cg-chip").get_attribute("data-week"))
    assert 95 < week < 115
    surge = Surge(types=tuple(scenario_played(Setup(), {}).settings.world.issues), factor=10.0, weeks=4)
    flooded = Setup().with_events((Event(week=week, surge=surge),))
    page.locator(f".play-course[data-digest='{digest_of(flooded)}']").wait_for()
    page.get_by_role("button", name="Remove", exact=True).click()
    page.locator(f".play-course[data-digest='{digest_of(Setup())}']").wait_for()
    expect(page.locator(".cg-chip")).to_have_count(0)


@pytest.mark.fault("H9")
def test_a_link_opens_the_same_again(server, page):
    setup = Setup(scenario="synergy", seed=4).with_change("rules.goals.strength", 0.35)
    opened(page, server, setup, indicator="trust", language="zh", presenter=True)
    shown = settled(page)
    other = page.context.new_page()
    other.goto(page.url)
    assert settled(other) == shown == digest_of(setup)
    expect(other.locator(".shell.presenter")).to_have_count(1)
    expect(other.locator(".figures-chosen")).to_contain_text("信任度")


def test_what_is_taken_away_gives_the_run_again(server, page, tmp_path):
    setup = Setup(seed=9).with_change("rules.resources.share", 0.25)
    opened(page, server, setup, panel="takeaway")
    shown = settled(page)
    page.locator(".play-course[data-runs='12']").wait_for()

    def taken(name):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / name)
        return (tmp_path / name).read_bytes()

    scenario = loads(taken("middling-changed.toml"))
    assert run_one(RunSpec("", scenario.settings)).digest == shown
    rows = list(csv.reader(io.StringIO(taken("cogov-effectiveness.csv").decode("utf-8-sig"))))
    assert len(rows) == 1 + 2 * 12 * 260
    report = taken("cogov-report.html").decode()
    assert "Content-Security-Policy" in report
    assert ET.fromstring(taken("cogov-effectiveness.svg")).tag.endswith("svg")
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG", exact=True).click()
    download.value.save_as(tmp_path / "x.png")
    assert (tmp_path / "x.png").read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert (
        "cogov compare fragmented.toml middling-changed.toml --replicates 12"
        in page.locator(".takeaway-command").inner_text()
    )


HOSTILE = "<img src=x onerror=alert(1)>{{7*7}}<script>alert(2)</script>"


def brought(page, name, content):
    page.locator(".upload input").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content.encode()})


@pytest.mark.fault("H1")
def test_a_scenario_is_uploaded_and_its_title_is_only_text(server, page):
    opened(page, server)
    settled(page)
    scenario = load("synergy")
    hostile = scenario.model_copy(
        update={"name": "mine", "title": scenario.title.model_copy(update={"en": HOSTILE, "zh": HOSTILE})}
    )
    brought(page, "mine.toml", to_toml(hostile))
    page.locator(f".play-course[data-digest='{digest_of(Setup(scenario='synergy'))}']").wait_for()
    assert page.locator(".room img").count() == 0
    assert "49" not in page.locator(".choices").inner_text()
    assert (
        HOSTILE in page.locator(".choices").inner_text()
        or HOSTILE in page.locator(".choices input").first.input_value()
    )


@pytest.mark.fault("H4")
def test_a_bad_file_is_refused_and_the_page_goes_on(server, page):
    opened(page, server)
    shown = settled(page)
    brought(page, "bad.toml", "schema_version = 2\n[scenario]\n[rules.goals]\nstrengt = 0.5\nstrength = 7\n")
    told = page.locator(".told")
    told.wait_for()
    assert "did you mean" in told.inner_text()
    assert "7" in told.inner_text()
    assert settled(page) == shown
    page.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)


def test_a_bad_address_is_told_and_the_rest_opens(server, page):
    page.goto(f"{server.url}/?language=en&scenario=nonsense&rules.goals.strengt=1&{quote(HOSTILE)}=1&against=synergy")
    settled(page)
    told = page.locator(".told").inner_text()
    assert "nonsense" in told
    assert "did you mean" in told
    assert page.locator(".told img").count() == 0


def test_keys_work_and_not_while_typing(server, page):
    opened(page, server)
    settled(page)
    page.locator("body").press("l")
    expect(page.locator(".heading-button.pressed").first).to_have_text("演练")
    page.locator("body").press("p")
    expect(page.locator(".shell.presenter")).to_have_count(1)
    page.locator("body").press("ArrowRight")
    expect(page.locator(".cg-time")).to_have_attribute("data-week", "1")
    page.locator("body").press("l")
    opened(page, server, page="assumptions")
    page.locator("input[type=search]").press_sequentially("lp")
    expect(page.locator(".heading-button.pressed").first).to_have_text("Assumptions")


def test_an_assumption_is_changed_on_the_spot(server, page):
    opened(page, server, page="assumptions")
    page.locator("input[type=search]").fill("behaviour.work.fungible")
    field = page.locator("input[aria-label='behaviour.work.fungible']")
    field.fill("0")
    field.press("Tab")
    page.wait_for_url(re.compile("fungible=0"))
    page.get_by_role("button", name="Play", exact=True).click()
    assert settled(page) == digest_of(Setup().with_change("behaviour.work.fungible", 0.0))


def test_the_first_page_comes(server, page, capsys):
    """Print how long a warm server takes to show the first curve; what is asserted is that it comes."""
    settled(opened(page, server))
    begun = time.monotonic()
    settled(opened(page.context.new_page(), server))
    with capsys.disabled():
        print(f"\nfirst page with its curve, warm: {time.monotonic() - begun:.1f} s")


def test_the_curve_follows_the_hand(server, page, capsys):
    """Print how long it takes from the lever to the new curve; what is asserted is only that each curve comes."""
    opened(page, server)
    settled(page)
    page.locator(".play-course[data-runs='12']").wait_for()
    times = []
    for number in range(20):
        value = round(0.05 * (7 * number % 20), 2)
        wanted = digest_of(Setup().with_change("rules.mechanism.strength", value))
        times.append(
            page.evaluate(
                """([value, wanted]) => new Promise((done) => {
                    const course = document.querySelector('.play-course'), begun = performance.now();
                    const look = () => course.dataset.digest === wanted
                        ? done(performance.now() - begun) : requestAnimationFrame(look);
                    const input = document.getElementById('front-rules.mechanism.strength');
                    input.value = value;
                    input.dispatchEvent(new Event('input'));
                    look();
                })""",
                [value, wanted],
            )
        )
        page.wait_for_timeout(150)
    times.sort()
    with capsys.disabled():
        print(f"\nlever to curve: median {statistics.median(times):.0f} ms, 95 % within {times[18]:.0f} ms")


def test_the_multiplier_gives_a_verdict_with_intervals(server, page):
    opened(page, server, Setup().with_change("run.weeks", 60), page="multiplier")
    page.locator(".verdict-no, .verdict-yes, .verdict-unclear, .multiplier svg[role=img]").first.wait_for()
    expect(page.locator(".multiplier svg[role=img]")).to_have_count(4)
    assert page.locator(".verdict h1").inner_text() != "Do the parts bring more together than each alone?"
    assert "“Each on its own" in page.locator(".verdict").inner_text()
    page.wait_for_function("document.querySelector('.takeaway-command').innerText.includes('--replicates 20')")


def test_up_to_four_scenarios_are_compared(server, page):
    opened(
        page,
        server,
        page="compare",
        compared=("fragmented", "middling", "synergy"),
        with_played=True,
    )
    page.locator(".compare canvas").first.wait_for()
    expect(page.locator(".multiple canvas")).to_have_count(4)
    page.wait_for_function("document.querySelectorAll('.figures thead th').length === 5")
    page.wait_for_function("document.querySelector('.figures tbody td:last-child').innerText.includes('[')")


def test_a_running_study_is_watched(serve, page, tmp_path):
    study = tmp_path / "two.toml"
    study.write_text(STUDY)
    folder = tmp_path / "studies" / "two"
    command = (
        sys.executable,
        "-m",
        "cogov.visualization.terminal",
        "sweep",
        str(study),
        "--out",
        str(folder),
        "--workers",
        "1",
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    server = serve("--results", str(tmp_path / "studies"))
    sweep = subprocess.Popen([*command, "--part-runs", "2"], start_new_session=True, **quiet)
    try:
        while not (folder / "manifest.json").exists():
            assert sweep.poll() is None
            time.sleep(0.01)
        os.killpg(sweep.pid, signal.SIGSTOP)  # a sweep is quicker than a page that opens on a crowded machine
        opened(page, server, page="studies")
        state = page.locator(".study-state")
        state.wait_for()
        begun = int(state.get_attribute("data-ok"))
        os.killpg(sweep.pid, signal.SIGCONT)
        page.wait_for_function("begun => Number(document.querySelector('.study-state').dataset.ok) > begun", arg=begun)
        page.locator(".study-state[data-state=complete]").wait_for()
        assert state.get_attribute("data-ok") == "30"
        page.locator(".sheet svg").first.wait_for()
        page.locator(".sheet canvas").first.wait_for()
    finally:
        if sweep.poll() is None:
            os.killpg(sweep.pid, signal.SIGKILL)
        sweep.wait()


STUDY = """
schema_version = 1
[study]
scenario = "fragmented"
outcomes = ["effectiveness"]
minutes = 1
[study.title]
en = "Two levers"
zh = "两个杠杆"
[study.question]
en = "Which?"
zh = "哪个？"
[design.levers]
method = "grid"
[levers.lists]
key = "rules.mechanism.responsibility_lists"
values = [0.0, 0.4, 0.8]
[levers.share]
key = "rules.resources.share"
values = [0.0, 0.5]
[seeds]
replicates = 5
"""


def test_the_model_is_read_by_its_own_links(server, page):
    opened(page, server, page="model")
    page.locator(".document a[href^='#9']").first.click()
    expect(page.locator(".reader-chapter.pressed")).to_contain_text("9.")
    page.locator(".reader-chapter").first.click()
    page.locator(".document a[href='ODD.zh.md']").first.click()
    expect(page.locator(".heading-button.pressed").first).to_have_text("模型")


def test_back_goes_back(server, page):
    opened(page, server)
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator(".compare").wait_for()
    page.wait_for_url(re.compile("page=compare"))  # a place to go back from
    page.go_back()
    page.locator(".play").wait_for()
    page.go_forward()
    page.locator(".compare").wait_for()
