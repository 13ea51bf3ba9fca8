"""Which names are ours."""

from __future__ import annotations

import pytest

from cogov.visualization.browser.serving import addresses
from cogov.visualization.browser.serving.addresses import (
    HostAddress,
    Names,
    listen,
    local_addresses,
    reach,
    same_origin,
    url,
)
from cogov.visualization.language.translations import words

HERE = HostAddress("127.0.0.1", 8765)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("a.example", HostAddress("a.example", None)),
        ("A.Example:80", HostAddress("a.example", 80)),
        ("[::1]:8765", HostAddress("::1", 8765)),
        ("::1", None),
        ("a.example:99999", None),
        ("a.example:x", None),
        ("a@b", None),
        ("a/b", None),
        ("a b", None),
        ("[::1", None),
        ("例子", None),
        ("", None),
    ],
)
def test_places(host, place):
    assert HostAddress.of(host) == place


def test_names_of_this_machine_come_with_the_port():
    names = Names(8765)
    for host in ("127.0.0.1:8765", "localhost:8765", "[::1]:8765"):
        assert names.allow(host, HERE)
    for host in ("127.0.0.1", "localhost:8766", "a.example:8765"):
        assert not names.allow(host, HERE)
    assert Names(80).allow("localhost", HostAddress("127.0.0.1", 80))


def test_an_address_in_figures_is_ours_if_it_was_connected_to():
    names = Names(8765)
    assert names.allow("10.0.0.5:8765", HostAddress("10.0.0.5", 8765))
    assert not names.allow("10.0.0.6:8765", HostAddress("10.0.0.5", 8765))
    assert not names.allow("10.0.0.5:8765", None)
    assert not names.allow("a.example:8765", HostAddress("a.example", 8765)), "a name can be rebound"


def test_other_names_hold_for_the_port_they_were_given_with():
    names = Names(8765, (HostAddress("a.example", None), HostAddress("b.example", 443)))
    assert names.allow("a.example", HERE)
    assert names.allow("a.example:4711", HERE)
    assert names.allow("b.example", HERE, "https")
    assert not names.allow("b.example", HERE, "http")
    assert not names.allow("c.a.example", HERE)


@pytest.mark.parametrize(
    ("origin", "same"),
    [
        ("http://a.example:8765", True),
        ("https://a.example:8765", True),
        ("http://a.example", False),
        ("http://a.example:8766", False),
        ("http://b.example:8765", False),
        ("ftp://a.example:8765", False),
        ("a.example:8765", False),
        ("null", False),
        ("", False),
    ],
)
def test_origins(origin, same):
    assert same_origin(origin, "a.example:8765") is same


@pytest.mark.fault("H12")
def test_listens_where_it_is_told_and_nowhere_else():
    sockets = listen("127.0.0.1", 0)
    try:
        assert [each.getsockname()[0] for each in sockets] == ["127.0.0.1"]
        port = sockets[0].getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            listen("127.0.0.1", port)
    finally:
        for each in sockets:
            each.close()
    with pytest.raises(OSError, match=r"."):
        listen("no.such.host.invalid", 0)


def test_who_can_reach_it_is_said():
    en, zh = words("en"), words("zh")
    assert reach("127.0.0.1", 8765, en) == "http://127.0.0.1:8765 (only this machine can reach it)"
    assert reach("localhost", 80, zh, "/a").startswith("http://localhost:80/a（只有本机")
    assert reach("10.0.0.5", 80, en) == "http://10.0.0.5:80: whoever reaches this address can use the application"
    assert reach("127.0.0.1", 8765, en, "/a", "/?page=room").startswith("http://127.0.0.1:8765/a/?page=room (only")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_who_serves_a_room_reads_her_own_address_and_that_of_the_others(monkeypatch, language):
    say = words(language)
    monkeypatch.setattr(addresses, "local_addresses", lambda: ("10.0.0.5", "192.168.1.7"))
    told = reach("0.0.0.0", 8765, say, "", "/?page=room")
    assert "http://127.0.0.1:8765/?page=room" in told
    assert "http://10.0.0.5:8765 http://192.168.1.7:8765" in told, "the trainer's seat is at this machine alone"
    monkeypatch.setattr(addresses, "local_addresses", tuple)
    assert reach("0.0.0.0", 8765, say).startswith("http://127.0.0.1:8765 ")


def test_addresses_of_this_machine_are_those_that_others_can_have():
    assert not {"127.0.0.1", "0.0.0.0", "::1"} & set(local_addresses())


def test_how_urls_are_written():
    assert url("::", 80) == "http://[::1]:80"
