"""A room with phones: real pages and plain clients, the trainer's seat, and who does not belong."""

from __future__ import annotations

import json
import re
import socket
import threading
from pathlib import Path

import pytest
from playwright.sync_api import expect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.room.gateway import BUSY, LARGEST_MESSAGE
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query

from .conftest import PATIENCE
from .phone import ACCESS, Door, until
from .rude import POLITE, RUDE
from .tab import Tab

CLASS = 60


def code_of_end(line, texts):
    """Say something until the server ends the connection, and return why it did."""
    with pytest.raises(ConnectionClosed) as end:
        say_all(line, texts)
    return end.value.rcvd.code


def say_all(line, texts):
    for text in texts:
        line.send(text)
    until(line, lambda shown: False)


def test_two_phones_vote_and_draw_and_the_trainer_reveals(trainer, phones, watch):
    door = Door(trainer)
    english, chinese = phones(door.link), phones(door.site, "zh-CN", {"width": 320, "height": 640})
    chinese.locator("#code").wait_for()
    assert chinese.evaluate(ACCESS) == []
    chinese.locator("#code").fill(door.code)
    chinese.locator("#go").click()
    expect(chinese.locator("h2")).to_have_text(words("zh")("room.phone.waiting"))
    english.locator("#name").fill("<b>Ada</b>")
    english.locator("#give").click()
    expect(trainer.locator(".room-present")).to_have_text("2 phones in the room")
    expect(trainer.get_by_text("<b>Ada</b>", exact=True)).to_be_visible()

    trainer.get_by_role("button", name="Ask the room").click()
    english.locator("#choice1").tap()
    chinese.locator("#choice1").tap()
    expect(chinese.locator("#choice1")).to_have_attribute("aria-pressed", "true")
    expect(trainer.locator(".room-count")).to_have_text("2 of 2 have answered")
    assert trainer.locator(".room-bar").count() == 0, "hidden until revealed"
    for phone in (english, chinese):
        assert phone.evaluate(ACCESS) == []
    trainer.reload()
    expect(trainer.locator(".room-count")).to_have_text("2 of 2 have answered")
    trainer.get_by_role("button", name="Lock").click()
    expect(english.locator("#choice0")).to_be_disabled()
    trainer.get_by_role("button", name="Reveal").click()
    expect(trainer.locator(".room-leading .room-votes")).to_have_text("2 votes")
    expect(english.locator("#choice1")).to_contain_text("· 2")
    apply = trainer.get_by_role("button", name=re.compile("Apply to the city"))
    apply.click()
    trainer.wait_for_url(re.compile(r"rules\.goals\.strength="))

    trainer.get_by_role("button", name="Another question").click()
    trainer.get_by_role("button", name="Ask for the curve").click()
    for phone in (english, chinese):
        pad = phone.locator("#pad")
        pad.wait_for()
        pad.scroll_into_view_if_needed()
        box = pad.bounding_box()
        phone.mouse.move(box["x"] + box["width"] * 0.1, box["y"] + box["height"] / 2)
        phone.mouse.down()
        phone.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + box["height"] / 4, steps=5)
        phone.mouse.up()
        expect(phone.locator("#status")).to_have_text(words("zh" if phone is chinese else "en")("room.phone.drawn"))
    expect(trainer.locator(".room-count")).to_have_text("2 of 2 have answered")
    english.reload()
    expect(english.locator("#status")).to_have_text(words("en")("room.phone.drawn"))
    assert english.locator(".mine").count() == 1, "its curve is found again"
    trainer.get_by_role("button", name="Run the city and reveal").click()
    expect(trainer.locator(".room-console")).to_contain_text("Distance of the room's median", timeout=PATIENCE)
    expect(english.locator("#status")).to_contain_text("Points off, on average: you")
    expect(chinese.locator("#status")).to_contain_text("全场平均相差")
    for phone in (english, chinese):
        assert phone.evaluate(ACCESS) == []
    trainer.get_by_role("button", name="Close the room").click()
    trainer.locator(".room-opening").wait_for()
    expect(english.locator("h2")).to_have_text(words("en")("room.phone.closed"))
    expect(chinese.locator("h2")).to_have_text(words("zh")("room.phone.closed"))
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", door.port), 5)


MOST_MEMORY = 1_000_000
"""Bytes that a phone may take of the server's memory."""


def memory_of(server):
    """Return the bytes that the server holds in memory: the command and the process it started."""
    number = server.process.pid
    inside = [number, *Path(f"/proc/{number}/task/{number}/children").read_text().split()]
    said = (Path(f"/proc/{number}/status").read_text() for number in inside)
    return sum(1024 * int(re.search(r"VmRSS:\s+(\d+)", each)[1]) for each in said)


TOGGLES = """async (times) => {
    const texts = ["Lock", "Unlock"], waits = [];
    const buttons = () => [...document.querySelectorAll(".room-controls button")];
    const find = (text) => buttons().find((each) => each.innerText.trim() === text);
    for (let i = 0; i < times; i++) {
        const begun = performance.now();
        find(texts[i % 2]).click();
        while (!find(texts[1 - (i % 2)])) await new Promise(requestAnimationFrame);
        waits.push(performance.now() - begun);
    }
    return waits.sort((a, b) => a - b);
}"""


def test_a_class_votes_and_the_count_is_right(trainer, server, lasting, capsys):
    """Print how long the trainer waits for an answer while phones vote; what is asserted is that all votes count."""
    door = Door(trainer)
    before = memory_of(server)
    lines = [lasting(door.line(door.cookie("127.0.0.1"), "127.0.0.1")) for _ in range(CLASS)]
    expect(trainer.locator(".room-present")).to_have_text(f"{CLASS} phones in the room")
    each = (memory_of(server) - before) / CLASS
    assert each <= MOST_MEMORY
    trainer.get_by_role("button", name="Ask the room").click()

    def vote(place):
        task = until(lines[place], lambda shown: shown["task"])["task"]["number"]
        lines[place].send(json.dumps({"task": task, "answer": place % 3}))
        assert until(lines[place], lambda shown: shown["task"]["mine"] is not None)["task"]["mine"] == place % 3

    threads = [threading.Thread(target=vote, args=(place,)) for place in range(CLASS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    expect(trainer.locator(".room-count")).to_have_text(f"{CLASS} of {CLASS} have answered")
    waits = trainer.evaluate(TOGGLES, 20)
    with capsys.disabled():
        told = f"median {waits[10]:.0f} ms, 95 % within {waits[18]:.0f} ms; {each / 1000:.0f} kB of memory a phone"
        print(f"\n{CLASS} phones told of each press of the trainer: {told}")
    trainer.get_by_role("button", name="Reveal").click()
    expect(trainer.locator(".room-votes").first).to_have_text("20 votes")
    assert trainer.locator(".room-votes").all_inner_texts() == ["20 votes"] * 3 + ["0 votes"]


def test_a_rude_client_changes_nothing_and_disturbs_nobody(trainer, server, lasting):
    door = Door(trainer)
    polite = lasting(door.line(door.cookie()))
    trainer.get_by_role("button", name="Ask the room").click()
    task = until(polite, lambda shown: shown["task"])["task"]["number"]
    polite.send(json.dumps({"task": task, "answer": 0}))
    until(polite, lambda shown: shown["task"]["mine"] == 0)

    for path in ("/jupyter/api/kernels", "/_solara/cdn/x", "/static/x", "/room.py", "/../room.py", "/readyz"):
        assert door.ask(path, source=RUDE)[0] == 404, "nothing of the application is behind this door"
    assert door.ask("/", "POST", b"x" * 100_000, source=RUDE)[0] == 413
    assert door.ask("/", "DELETE", source=RUDE)[0] == 405
    assert door.ask("/", source=RUDE, Host="evil.example")[0] == 400
    assert door.ask("/here", source=RUDE)[0] == 403
    cookie = door.cookie(RUDE)
    forged = re.sub(r"=[0-9a-f]{32}", "=" + "0" * 32, cookie)
    for given, origin in ((forged, None), ("", None), (cookie, "http://evil.example")):
        with pytest.raises(InvalidStatus) as refused:
            lasting(door.line(given, RUDE, origin))
        assert refused.value.response.status_code == 403
    flood = [json.dumps({"task": task, "answer": 99})] * 500
    for texts, code in ((["x" * (LARGEST_MESSAGE + 1)], 1009), (flood, BUSY)):
        with door.line(cookie, RUDE) as line:
            assert code_of_end(line, texts) == code
    with door.line(door.cookie(RUDE), RUDE) as line:
        for text in ("[", "[" * 1500, "7", "null", '{"answer": 1e999}', '{"name": {}}', '{"task": [], "answer": 0}'):
            line.send(text)
        assert until(line, lambda shown: shown["task"])["task"]["mine"] is None
    tries = [door.ask("/?c=x", source=RUDE)[0] for _ in range(15)]
    assert set(tries) == {403, 429}
    assert tries[-1] == 429
    assert door.ask(f"/?c={door.code}", source=RUDE)[0] == 429, "nor the right one, or tries would tell"
    assert door.ask(f"/?c={door.code}")[0] == 200, "others come in"
    # The bucket of an address holds 2,000.
    statuses = {door.ask("/phone.js", source=RUDE)[0] for _ in range(2_500)}
    assert statuses == {200, 429}
    assert door.ask("/phone.js")[0] == 200
    polite.send(json.dumps({"task": task, "answer": 1}))
    until(polite, lambda shown: shown["task"]["mine"] == 1)
    expect(trainer.locator(".room-count")).to_contain_text(re.compile("^1 of "))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_trainers_controls_are_on_her_machine_only(server, language):
    address = f"{server.url}/?{query(Setup(), View(page='room', language=language))}"
    say = words(language)
    with Tab(address, source=POLITE) as tab:
        texts = tab.open().texts()
        assert say("room.elsewhere") in texts
        assert say("room.open") not in texts
    with Tab(address) as tab:
        assert say("room.open") in tab.open().texts()


def test_the_page_is_small(trainer):
    door = Door(trainer)
    size = sum(
        len(door.ask(path)[1].encode()) for path in (f"/?c={door.code}", "/phone.js", "/phone_tables.js", "/phone.css")
    )
    assert size <= 150_000
