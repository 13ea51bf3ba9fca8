"""What goes to the browser is the film, in few bytes."""

from __future__ import annotations

import json
import zlib

import numpy as np
import pytest

from cogov.model.engine.history import CaseEvent
from cogov.scenarios import load
from cogov.visualization.browser.film_packet import COARSE, LOTS, SHADE_BITS, pack
from cogov.visualization.browser.recording import COLOURS, film


@pytest.fixture(scope="module")
def shown(together):
    return film(together)


def unpacked(packet):
    """Take a packet apart as the browser does."""
    data = zlib.decompress(packet)
    length = int.from_bytes(data[:4], "little")
    header, at, columns = json.loads(data[4 : 4 + length]), 4 + length, {}
    for name, type_, size, step, planes in header["columns"]:
        column = np.frombuffer(data, np.dtype("<" + type_), size, at)
        at += (column.nbytes + 3) // 4 * 4
        if planes:  # all first bytes, then all second ones, ...
            column = column.view(np.uint8).reshape(column.itemsize, -1).T.copy().view(column.dtype).ravel()
        if step:  # differences wrap round, and back
            column = np.add.accumulate(column.reshape(-1, step), axis=0, dtype=column.dtype).ravel()
        columns[name] = column
    assert at == len(data)
    return header, columns


@pytest.mark.parametrize("colour", COLOURS)
def test_a_packet_holds_the_film(shown, colour):
    header, columns = unpacked(pack(shown, colour))
    weeks, dots = shown.trust.shape
    assert (header["weeks"], header["dots"], header["citizens"], header["colour"]) == (weeks, dots, dots, colour)
    shades = shown.shades(colour) >> (0 if colour == "participation" else SHADE_BITS)
    assert np.array_equal(columns["shades"].reshape(weeks, dots), shades)
    for name in ("willingness", "queue", "open", "signs", "attendance"):
        assert np.array_equal(columns[name], getattr(shown, name).ravel())
    assert np.array_equal(columns["effort"], shown.effort.ravel() & COARSE)
    stories = shown.stories
    for name in ("grid", "week", "what", "case", "person", "detail"):
        assert np.array_equal(columns[name], getattr(stories, name))
    assert np.array_equal(columns["totals"], stories.totals.ravel())
    reported = stories.what == CaseEvent.REPORTED
    assert np.array_equal(columns["body"], np.where(reported, stories.desk, stories.body))
    assert (columns["lot"] < header["told"]).all()
    assert np.allclose(columns["lot"] / LOTS, stories.lot, atol=1 / LOTS)
    assert [columns["born"][case] for case in stories.case[stories.what == CaseEvent.BORN]] == stories.week[
        stories.what == CaseEvent.BORN
    ].tolist()


def test_a_header_has_all_tiers(shown):
    header, _ = unpacked(pack(shown, "trust"))
    assert len(header["districts"]) == len(header["streets"]) == 2
    assert [community["rural"] for community in header["communities"]] == [False, False, True]
    assert [community["street"] for community in header["communities"]] == [0, 0, 1]
    assert sum(sum(community["grids"]) for community in header["communities"]) == header["dots"]
    assert {body["tier"] for body in header["bodies"]} == {0, 1, 2, 3}
    assert len({body["kind"] for body in header["bodies"]}) == 6


def test_a_move_of_a_lever_costs_the_browser_at_most_300_kilobytes():
    shown = film(load("middling").settings)
    assert max(len(pack(shown, colour)) for colour in COLOURS) <= 300_000
