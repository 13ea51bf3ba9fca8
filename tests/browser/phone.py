"""A phone in a room: how it comes in, what it says and is shown, and what its page must be."""

from __future__ import annotations

import http.client
import json
import re
import socket

from websockets.sync.client import connect

from cogov.visualization.browser.configuration import Setup
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.url_state import View, query

from .rude import POLITE

LATEST = 120.0
"""Seconds until a phone is shown something, at most, on a crowded machine."""

SIZE = {"width": 390, "height": 844}


class Door:
    """What the trainer's page shows of the way in."""

    def __init__(self, page):
        link = page.locator(".room-picture").get_attribute("alt")
        self.link = re.search(r"http://\S+", link)[0]
        self.port = int(re.search(r":(\d+)/", self.link)[1])
        self.code = self.link.partition("?c=")[2]
        self.site = self.link.partition("/?")[0]

    def ask(self, path, method="GET", body=None, source=POLITE, **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30, source_address=(source, 0))
        try:
            line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return answer.status, answer.read().decode(), answer.getheader("set-cookie", "")
        finally:
            line.close()

    def cookie(self, source=POLITE):
        status, _, cookie = self.ask(f"/?c={self.code}", source=source)
        assert status == 200
        return cookie.partition(";")[0]

    def line(self, cookie, source=POLITE, origin=None):
        return connect(
            f"ws://127.0.0.1:{self.port}/line", origin=origin or self.site, additional_headers={"Cookie": cookie},
            sock=socket.create_connection(("127.0.0.1", self.port), 30, (source, 0)), proxy=None,
            open_timeout=30, close_timeout=2,
        )  # fmt: skip


def open_room(page, url, language):
    """Open a room, for this computer alone, on a page of the application."""
    say = words(language)
    page.goto(f"{url}/?{query(Setup(), View(page='room', language=language))}")
    page.locator(".room-opening").wait_for()
    page.locator(".room-opening .v-select__slot").click()
    page.get_by_role("option", name=say("room.trial", address="127.0.0.1")).click()
    page.get_by_role("button", name=say("room.open")).click()
    page.locator(".room-picture").wait_for()


def close_room(page, language):
    """Close the room if it is open."""
    close = page.get_by_role("button", name=words(language)("room.close"))
    if close.count():
        close.click()
        page.locator(".room-opening").wait_for()


def until(line, met):
    """Return the first that a phone is shown that meets something."""
    while not met(shown := json.loads(line.recv(timeout=LATEST))):
        pass
    return shown


ACCESS = """() => {
  const wrong = [], shown = (e) => e.getClientRects().length > 0;
  const bright = (c) => { const v = c.match(/[\\d.]+/g).slice(0, 3).map((n) => { n /= 255; return n <= .03928 ? n / 12.92 : ((n + .055) / 1.055) ** 2.4; }); return .2126 * v[0] + .7152 * v[1] + .0722 * v[2]; };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = getComputedStyle(e).backgroundColor; if (c !== 'rgba(0, 0, 0, 0)') return c; } return 'rgb(255, 255, 255)'; };
  if (!['en', 'zh-CN'].includes(document.documentElement.lang)) wrong.push('no language');
  for (const tag of ['main', 'h1']) if (document.querySelectorAll(tag).length !== 1) wrong.push(tag);
  if (/maximum-scale|user-scalable/.test(document.querySelector('meta[name=viewport]').content)) wrong.push('zoom');
  if (document.documentElement.scrollWidth > innerWidth) wrong.push('wider than the window');
  for (const e of document.querySelectorAll('button, input, summary')) if (shown(e)) {
    if (e.type !== 'range' && e.getBoundingClientRect().height < 44) wrong.push('small: ' + e.id);
    if (!(e.textContent.trim() || (e.labels && e.labels[0] && e.labels[0].textContent.trim()))) wrong.push('no name: ' + e.id);
  }
  for (const e of document.querySelectorAll('body *')) if (shown(e) && !e.closest('svg') && [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) {
    const [a, b] = [bright(getComputedStyle(e).color), bright(ground(e))];
    if ((Math.max(a, b) + .05) / (Math.min(a, b) + .05) < 4.5) wrong.push('faint: ' + e.textContent);
  }
  for (const e of document.querySelectorAll('svg[role=img]')) if (!e.getAttribute('aria-label')) wrong.push('picture without words');
  return wrong;
}"""  # noqa: E501
