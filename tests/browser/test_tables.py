"""Tables play actors through three rounds: real pages, phones that are gone, and who does not keep to the rules."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from cogov.visualization.browser.room.gateway import LARGEST_MESSAGE, SLOWEST_MESSAGE
from cogov.visualization.browser.room.round_game import ROUNDS
from cogov.visualization.browser.translations import words

from .conftest import PATIENCE
from .phone import ACCESS, Door, close_room, open_room, until
from .rude import POLITE, RUDE
from .tables import Tables, go_back, go_on, run

PICTURES = os.environ.get("COGOV_PICTURES")
"""A folder that the pages are drawn into, to be looked at."""


def draw(name, **pages):
    if PICTURES:
        for who, page in pages.items():
            page.screenshot(path=Path(PICTURES) / f"{name}-{who}.png", full_page=who != "stage")


def slide(phone, key, value):
    """Put a lever as a hand does: it moves, and rests."""
    lever = phone.locator(f'[id="lever_{key}"]')
    lever.evaluate(
        "(e, v) => { e.value = v; e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); }",
        str(value),
    )


@pytest.fixture(params=["en", "zh"])
def stage(request, server, page):
    """The stage with an open room, in either language."""
    open_room(page, server.url, request.param)
    yield page, request.param
    close_room(page, request.param)


LISTS, LINKS = "rules.mechanism.responsibility_lists", "rules.party_building.household_links"


def test_two_tables_play_actors_through_three_rounds(stage, phones):
    page, language = stage
    say, locale = words(language), {"en": "en-GB", "zh": "zh-CN"}[language]
    door = Door(page)
    party, bureau = (phones(door.link, locale) for _ in range(2))
    page.get_by_role("button", name=re.compile(say("rounds.begin", city=".*"))).click()
    page.locator('.rounds[data-phase="seats"]').wait_for(timeout=5 * PATIENCE)
    party.locator("#actor_party").tap()
    expect(bureau.locator("#actor_party")).to_be_disabled()
    bureau.locator("#actor_government").tap()
    expect(page.locator(".rounds-taken")).to_have_count(2)
    draw(f"{language}-seats", stage=page, phone=bureau)

    go_on(page, say, "propose")
    slide(bureau, LISTS, 0.9)
    slide(party, LINKS, 0.75)
    expect(bureau.locator(".lever.moved")).to_have_count(1)
    expect(bureau.locator(".lever.moved output")).to_have_text({"en": "90 %", "zh": "90%"}[language])
    assert bureau.evaluate(ACCESS) == []
    assert "0.9" not in page.inner_text(".rounds-body")
    assert not re.search("90 ?%", page.inner_text(".rounds-body")), "seen by the table alone"
    draw(f"{language}-propose", stage=page, phone=bureau)

    go_on(page, say, "deliberate")
    expect(page.locator(".rounds-moves")).to_have_count(2)
    expect(page.locator('[data-actor="government"]')).to_contain_text(re.compile("90 ?%"))
    expect(party.locator("#all")).to_contain_text(re.compile("90 ?%"))
    assert party.locator(".lever").count() == 0, "nobody sets a lever now"
    draw(f"{language}-deliberate", stage=page, phone=party)

    go_on(page, say, "commit")
    slide(bureau, LISTS, 1)
    bureau.locator("#guess").fill("80")
    assert bureau.evaluate(ACCESS) == []
    draw(f"{language}-commit", stage=page, phone=bureau)
    bureau.locator("#commit").tap()
    expect(bureau.locator("#status")).to_have_text(say("rounds.phone.committed"))
    expect(bureau.locator(f'[id="lever_{LISTS}"]')).to_be_disabled()
    party.locator("#guess").fill("60")
    party.locator("#commit").tap()
    expect(page.locator(".room-count")).to_have_text(say("rounds.commit_stage", n=2, of=2))

    go_on(page, say, "run")
    run(page, say)
    first = float(page.locator(".rounds-found").get_attribute("data-solved"))
    expect(page.locator(".rounds-part")).to_have_count(2)
    expect(page.locator(".rounds-guess")).to_have_count(2)
    expect(bureau.locator(".came")).to_contain_text(str(round(first)))
    assert bureau.evaluate(ACCESS) == []
    page.wait_for_timeout(500)
    draw(f"{language}-reveal", stage=page, phone=bureau)

    # Round 2: the second table is gone, and its levers stay; the first one comes back after a reload.
    party.close()
    bureau.reload()
    page.get_by_role("button", name=say("rounds.next_round", n=2)).click()
    expect(bureau.locator("#status")).to_have_text(say("rounds.phone.propose"))
    expect(bureau.locator(f'[id="lever_{LISTS}"]')).to_have_value("1")
    assert bureau.locator(".lever.moved").count() == 0, "carried over"
    expect(page.locator(".rounds-seat").first).to_contain_text(say("rounds.away"))
    expect(page.locator(".rounds-seat").first).to_contain_text("75")
    slide(bureau, "rules.mechanism.hotline", 0.8)
    expect(bureau.locator(".lever.moved")).to_have_count(1)
    page.get_by_role("button", name=say("rounds.console")).click()
    expect(page.locator(".rounds-progress")).to_contain_text(say("rounds.state_moved", n=1))
    expect(page.locator(".rounds-progress")).to_contain_text(say("rounds.away_short"))
    draw(f"{language}-console", stage=page)
    page.get_by_role("button", name=say("rounds.stage")).click()
    page.locator(".rounds-seats").wait_for()

    # Led from the trainer's second screen, the stage follows.
    own = page.context.new_page()
    own.goto(page.url + "&console=1")
    own.locator(".rounds-console").wait_for()
    for phase in ("deliberate", "commit", "run"):
        go_on(own, say, phase)
        page.locator(f'.rounds[data-phase="{phase}"]').wait_for()
    assert page.locator(".rounds-console").count() == 0
    run(own, say)
    own.close()
    expect(page.locator(".rounds-part")).to_have_count(1)
    expect(page.locator(".rounds-together")).to_contain_text(
        say("rounds.together_one", together="", low="", high="")[:8]
    )

    # Round 3: no table does anything.
    page.get_by_role("button", name=say("rounds.next_round", n=ROUNDS)).click()
    for phase in ("deliberate", "commit", "run"):
        go_on(page, say, phase)
    run(page, say)
    expect(page.locator(".rounds-parts")).to_contain_text(say("rounds.nothing"))
    expect(bureau.locator("#status")).to_have_text(say("rounds.phone.over"))
    assert page.get_by_role("button", name=re.compile(say("rounds.next_round", n=4))).count() == 0
    with page.expect_download() as saved:
        page.get_by_role("button", name=say("rounds.export")).click()
    rows = list(csv.reader(io.StringIO(Path(saved.value.path()).read_text("utf-8-sig"))))
    heads, kept = rows[0], [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len(kept) == 3 * 8, "two tables of four levers"
    lists = [row for row in kept if row[heads[3]] == LISTS]
    assert [(row[heads[4]], row[heads[5]], row[heads[6]]) for row in lists] == [
        ("0.25", "1.0", "80"), ("1.0", "1.0", ""), ("1.0", "1.0", ""),
    ]  # fmt: skip
    assert lists[0][heads[7]] == f"{first:.1f}"
    page.get_by_role("button", name=say("rounds.end")).click()
    page.locator(".room-question").first.wait_for()


def test_the_command_begins_on_the_page_of_the_room(serve, page):
    server = serve("--room")
    address = re.search(r"http://\S+", server.wait_for("serving at"))[0]
    assert address == f"{server.url}/?page=room"
    page.goto(address)
    page.locator(".room-opening").wait_for()


SCREENS = {"laptop": (1366, 768, ""), "stage": (1920, 1080, ""), "presented": (1920, 1080, "&presenter=1")}


def test_seven_tables_are_revealed_on_one_screen_and_the_trainer_steps_back(stage, lasting):
    page, language = stage
    say = words(language)
    door = Door(page)
    page.get_by_role("button", name=re.compile(say("rounds.begin", city=".*"))).click()
    page.locator('.rounds[data-phase="seats"]').wait_for(timeout=5 * PATIENCE)
    assert page.get_by_role("button", name=re.compile(say("rounds.back", phase=""))).count() == 0
    tables = Tables(door, lasting)
    go_on(page, say, "propose")
    moved = tables.move_all()
    go_on(page, say, "deliberate")
    go_back(page, say, "propose")
    go_on(page, say, "deliberate")
    go_on(page, say, "commit")
    tables.commit_all()
    expect(page.locator(".room-count")).to_have_text(say("rounds.commit_stage", n=7, of=7))
    go_on(page, say, "run")
    run(page, say)
    solved = page.locator(".rounds-found").get_attribute("data-solved")
    address = page.url
    for name, (width, height, more) in SCREENS.items():
        page.set_viewport_size({"width": width, "height": height})
        page.goto(address + more)
        page.locator(".rounds-reveal canvas").wait_for()
        expect(page.locator(".rounds-part")).to_have_count(7)
        expect(page.locator(".rounds-guess")).to_have_count(7)
        page.wait_for_timeout(500)
        draw(f"{language}-reveal-{name}", stage=page)
        assert page.evaluate("document.documentElement.scrollHeight") <= height, name
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name

    go_back(page, say, "run")
    go_back(page, say, "commit")
    expect(page.locator(".room-count")).to_have_text(say("rounds.commit_stage", n=0, of=7))
    assert page.locator(".rounds-moves").count() == 7, "what tables set is there to be changed"
    assert page.locator(".rounds-body").inner_text().count("→") == moved
    tables.commit_all()
    go_on(page, say, "run")
    run(page, say)
    assert page.locator(".rounds-found").get_attribute("data-solved") == solved
    page.get_by_role("button", name=say("rounds.next_round", n=2)).click()
    go_back(page, say, "reveal")
    assert page.locator(".rounds-found").get_attribute("data-solved") == solved


def test_a_rude_client_changes_nothing_in_a_game(trainer, server, lasting):
    door = Door(trainer)
    say = words("en")
    cookies = {source: door.cookie(source) for source in (POLITE, RUDE)}
    polite, rude = (lasting(door.line(cookie, source)) for source, cookie in cookies.items())
    trainer.get_by_role("button", name=re.compile("Let tables play")).click()
    trainer.locator('.rounds[data-phase="seats"]').wait_for(timeout=5 * PATIENCE)
    number = until(polite, lambda shown: shown["task"])["task"]["number"]

    def ask(source, body, **headers):
        text = body if isinstance(body, str | bytes) else json.dumps({"number": number, **body})
        about = {"Cookie": cookies[source], "Origin": door.site, "Content-Type": "application/json"} | headers
        return door.ask("/move", "POST", text, source=source, **about)

    def sit(source, actor):
        return ask(source, {"do": "sit", "actor": actor})[0]

    def move(source, lever, value, **more):
        return ask(source, {"do": "move", "lever": lever, "value": value, **more})[0]

    assert move(RUDE, LISTS, 0.5) == 403, "plays nobody"
    assert sit(POLITE, "government") == 200
    assert sit(RUDE, "government") == 409
    assert sit(RUDE, "king") == sit(RUDE, None) == sit(RUDE, ["party"]) == 422
    assert sit(RUDE, "party") == 200
    assert move(RUDE, LINKS, 0.5) == 409, "before the first round"
    go_on(trainer, say, "propose")
    assert move(POLITE, LISTS, 0.9) == 200
    before = json.loads(ask(RUDE, {"do": "sit", "actor": "party"})[1])["task"]
    assert not any(key in before for key in ("result",))
    assert before["moves"] == [], "seen by the table alone"

    for value in (1.01, -0.1, "0.5", None, True, [1], {}, 10**30):
        assert move(RUDE, LINKS, value) == 422
    assert ask(RUDE, f'{{"number": {number}, "do": "move", "lever": "{LINKS}", "value": NaN}}')[0] == 422
    assert ask(RUDE, f'{{"number": {number}, "do": "move", "lever": "{LINKS}", "value": 1e999}}')[0] == 422
    assert move(RUDE, "rules.mechanism.rule", "king") == 422
    for lever in (LISTS, "run.seed", "rules.nothing", None, 7, {}):
        assert move(RUDE, lever, 0.5) == 403
    assert move(RUDE, LINKS, 0.5, number=number - 1) == 409
    assert move(RUDE, LINKS, 0.5, number=True) == move(RUDE, LINKS, 0.5, number=[]) == 409
    assert sit(RUDE, "citizen") == 409, "who plays one stays"
    assert ask(RUDE, {"do": "commit", "guess": 5})[0] == 409
    assert ask(RUDE, {"do": "finish"})[0] == ask(RUDE, {})[0] == 422
    for text in ("[", "[" * 1500, "7", "null", b"\xff\xfe"):
        assert ask(RUDE, text)[0] == 400
    assert ask(RUDE, "x" * (LARGEST_MESSAGE + 1))[0] == 413
    good = {"do": "move", "lever": LINKS, "value": 0.5}
    forged = re.sub(r"=[0-9a-f]{32}", "=" + "0" * 32, cookies[RUDE])
    for headers in ({"Cookie": ""}, {"Cookie": forged}, {"Origin": "http://evil.example"}, {"Origin": ""}):
        assert ask(RUDE, good, **headers)[0] == 403
    assert ask(RUDE, good, Host="evil.example")[0] == 400
    assert door.ask("/move", source=RUDE)[0] == 404
    assert door.ask("/move", "PUT", "{}", source=RUDE)[0] == 413
    assert json.loads(ask(POLITE, {"do": "sit", "actor": "government"})[1])["task"]["levers"][0]["value"] == 0.9

    # A request whose body never comes is given up, and disturbs nobody meanwhile.
    head = f"POST /move HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\nOrigin: {door.site}\r\nCookie: {cookies[RUDE]}\r\n"
    with socket.create_connection(("127.0.0.1", door.port), 30, (RUDE, 0)) as slow:
        slow.sendall(f"{head}Content-Length: 9\r\n\r\n{{".encode())
        begun = time.monotonic()
        assert ask(POLITE, {"do": "sit", "actor": "government"})[0] == 200
        assert slow.recv(1000).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - begun < SLOWEST_MESSAGE + 5

    go_on(trainer, say, "deliberate")
    shown = until(rude, lambda shown: shown["task"] and shown["task"]["phase"] == "deliberate")["task"]
    assert [each["after"]["en"] for each in shown["moves"]] == ["90 %"], "only what the polite one did"
    assert move(RUDE, LINKS, 0.5) == 409
    go_on(trainer, say, "commit")
    for guess in (101, -1, "80", 80.5, True, [], 10**400):
        assert ask(RUDE, {"do": "commit", "guess": guess})[0] == 422
    assert ask(RUDE, {"do": "commit", "guess": 50})[0] == 200
    assert ask(RUDE, {"do": "commit", "guess": 51})[0] == 409
    assert move(RUDE, LINKS, 0.5) == 409, "what is committed is fixed"
    statuses = {move(RUDE, LINKS, 0.5) for _ in range(200)}
    assert statuses == {409, 429}
    assert ask(POLITE, {"do": "commit", "guess": None})[0] == 200, "others are not disturbed"
    expect(trainer.locator(".room-count")).to_have_text(say("rounds.commit_stage", n=2, of=2))
