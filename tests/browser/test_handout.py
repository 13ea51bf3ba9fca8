"""The hand-out: opened from a file without any server, its levers answer exactly what was run."""

import re

import pytest

from cogov.experiments import Results, simulate
from cogov.visualization.terminal.cli import main

SMALL = ("--weeks", "30", "--steps", "3", "--replicates", "2", "--workers", "1")
LEVERS = ("rules.law.service", "rules.mechanism.strength")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    target = tmp_path_factory.mktemp("handout") / "h"
    words = [
        "handout",
        "middling",
        *SMALL,
        *(word for key in LEVERS for word in ("--lever", key)),
        "--out",
        str(target),
    ]
    assert main(words) == 0
    return target


@pytest.fixture
def opened(chromium, folder):
    """Open a page of the folder as a file, offline, and collect what goes wrong."""
    context = chromium.new_context(offline=True, viewport={"width": 390, "height": 844})
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("requestfailed", lambda request: wrong.append(request.url))

    def open_page(name):
        page.goto((folder / name).as_uri())
        return page, wrong

    yield open_page
    context.close()


@pytest.mark.parametrize(("name", "language"), [("handout.html", "en"), ("handout.zh.html", "zh-CN")])
def test_it_opens_without_a_server_and_answers_what_was_run(opened, folder, name, language):
    page, wrong = opened(name)
    assert page.get_attribute("html", "lang") == language
    finals = Results(folder / "runs").finals
    service = sorted(finals["lever_1"].unique())
    assert [service[0], service[-1]] == [0.0, 1.0]
    for place, value in enumerate(service):
        page.locator("#lever-0").fill(str(place))
        own = float(page.locator("#lever-1 + output").inner_text())
        runs = finals[(finals["lever_1"] == value) & (abs(finals["lever_2"] - own) < 0.01)]
        said = re.search(r"\d+\.\d", page.inner_text("#said"))[0]
        assert float(said) == pytest.approx(runs["effectiveness"].mean(), abs=0.051)
    assert page.locator("#curve path").count() == 3
    assert wrong == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_city_beside_it_is_the_one_that_was_named(opened, folder):
    page, _ = opened("handout.html")
    weeks = simulate("fragmented", replicates=2, weeks=30)
    mean = weeks.groupby("seed")["effectiveness"].mean().mean()
    cells = page.locator("#faces tr").first.locator("td").all_inner_texts()
    assert float(cells[2]) == pytest.approx(mean, abs=0.051)


def test_a_lever_is_moved_by_the_keyboard_and_goes_back(opened):
    page, _ = opened("handout.html")
    before, curve = page.inner_text("#said"), page.get_attribute("#now", "d")
    page.locator("#lever-0").focus()
    page.keyboard.press("End")
    assert page.get_attribute("#lever-0", "aria-valuetext") == "1"
    assert page.inner_text("#said") != before
    assert page.get_attribute("#now", "d") != curve
    page.get_by_role("button").click()
    page.wait_for_function("text => document.getElementById('said').textContent === text", arg=before)


def test_what_is_no_lever_is_refused(capsys, tmp_path):
    assert main(["handout", "middling", "--lever", "rules.law.servise", "--out", str(tmp_path / "x")]) == 2
    assert "did you mean rules.law.service" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
