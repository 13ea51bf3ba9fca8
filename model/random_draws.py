"""Keyed random draws: each is a pure function of (seed, stream, week, entity, draw number).

The generator is Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"). Its
key is the seed, its counter the entity, the week, the stream and the draw number. No generator is ever advanced, so
neither order nor company changes a draw: two scenarios with one seed meet the same city, people and luck.
"""

from __future__ import annotations

import math

import numpy as np

from .array_types import Column, Keys, Rows, Word
from .compilation import inline, kernel

# One stream per decision; a number is never reused.
FOUND_CITIZEN, FOUND_ORGANISATION, FOUND_COMMUNITY = 1, 2, 3
ARISE, SEVERITY, REPORT, ASSIGN, DELIBERATE, VOLUNTEER, PAPER, LAPSE, TURN = 16, 17, 18, 19, 20, 21, 22, 23, 24
USER = 1024
"""Streams from here on are free for processes that users add."""

_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_LOW, _32 = np.uint64(0xFFFFFFFF), np.uint64(32)
_6, _26 = np.uint64(6), np.uint64(26)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_27, _30, _31, _1 = np.uint64(27), np.uint64(30), np.uint64(31), np.uint64(1)


@inline
def philox(c0: Word, c1: Word, c2: Word, c3: Word, k0: Word, k1: Word) -> tuple[Word, Word, Word, Word]:
    """Return the four 32-bit words of one Philox 4x32-10 block, as uint64."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c2 = (p1 >> _32) ^ c1 ^ k0, (p0 >> _32) ^ c3 ^ k1
        c1, c3 = p1 & _LOW, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@kernel
def block(seed: int, stream: int, week: int, entity: Word, draw: int) -> tuple[Word, Word, Word, Word]:
    """Return the four words that belong to one decision; `stream` and `draw` are below 65,536."""
    s, e = np.uint64(seed), np.uint64(entity)
    return philox(
        e & _LOW, e >> _32, np.uint64(week) & _LOW, np.uint64(stream * 65536 + draw), s & _LOW, s >> _32
    )  # fmt: skip


@kernel
def two(seed: int, stream: int, week: int, entity: Word, draw: int) -> tuple[float, float]:
    """Return two uniforms of 52 bits in the open interval (0, 1)."""
    a, b, c, d = block(seed, stream, week, entity, draw)
    return (
        (float(((a >> _6) << _26) | (b >> _6)) + 0.5) * 2.0**-52,
        (float(((c >> _6) << _26) | (d >> _6)) + 0.5) * 2.0**-52,
    )


@kernel
def uniform(seed: int, stream: int, week: int, entity: Word, draw: int) -> float:
    """Return one uniform of 52 bits in the open interval (0, 1)."""
    return two(seed, stream, week, entity, draw)[0]


@kernel
def uniforms(seed: int, stream: int, week: int, entities: Keys, out: Column) -> None:
    """Write :func:`uniform` (draw 0) of many entities at once; the loop is vectorised."""
    s, w, last = np.uint64(seed), np.uint64(week) & _LOW, np.uint64(stream * 65536)
    for i in range(len(entities)):
        a, b, _, _ = philox(entities[i] & _LOW, entities[i] >> _32, w, last, s & _LOW, s >> _32)
        out[i] = (float(((a >> _6) << _26) | (b >> _6)) + 0.5) * 2.0**-52


@kernel
def uniforms_of(seed: int, stream: int, week: int, entities: Keys, rows: Rows, out: Column) -> None:
    """Write :func:`uniform` (draw 0) of the entities in some rows."""
    s, w, last = np.uint64(seed), np.uint64(week) & _LOW, np.uint64(stream * 65536)
    for place in range(len(rows)):
        entity = entities[np.uint32(rows[place])]
        a, b, _, _ = philox(entity & _LOW, entity >> _32, w, last, s & _LOW, s >> _32)
        out[place] = (float(((a >> _6) << _26) | (b >> _6)) + 0.5) * 2.0**-52


@kernel
def four(seed: int, stream: int, week: int, entity: Word, draw: int) -> tuple[float, float, float, float]:
    """Return four uniforms of 32 bits in the open interval (0, 1): enough for yes-or-no decisions."""
    a, b, c, d = block(seed, stream, week, entity, draw)
    scale = 2.0**-32
    return (float(a) + 0.5) * scale, (float(b) + 0.5) * scale, (float(c) + 0.5) * scale, (float(d) + 0.5) * scale


@kernel
def pairs(seed: int, stream: int, week: int, entities: Keys, draw: int, first: Column, second: Column) -> None:
    """Write the first two of :func:`four` of many entities at once; the loop is vectorised."""
    s, w, last = np.uint64(seed), np.uint64(week) & _LOW, np.uint64(stream * 65536 + draw)
    for i in range(len(entities)):
        a, b, _, _ = philox(entities[i] & _LOW, entities[i] >> _32, w, last, s & _LOW, s >> _32)
        first[i] = (float(a) + 0.5) * 2.0**-32
        second[i] = (float(b) + 0.5) * 2.0**-32


@kernel
def fours(
    seed: int, stream: int, week: int, entities: Keys, first: Column, second: Column, third: Column, fourth: Column
) -> None:
    """Write :func:`four` (draw 0) of many entities at once; the loop is vectorised."""
    s, w, last = np.uint64(seed), np.uint64(week) & _LOW, np.uint64(stream * 65536)
    for i in range(len(entities)):
        a, b, c, d = philox(entities[i] & _LOW, entities[i] >> _32, w, last, s & _LOW, s >> _32)
        first[i] = (float(a) + 0.5) * 2.0**-32
        second[i] = (float(b) + 0.5) * 2.0**-32
        third[i] = (float(c) + 0.5) * 2.0**-32
        fourth[i] = (float(d) + 0.5) * 2.0**-32


@kernel
def twos(seed: int, stream: int, week: int, entities: Keys, draw: int, first: Column, second: Column) -> None:
    """Write :func:`two` of many entities at once; the loop is vectorised."""
    s, w, last = np.uint64(seed), np.uint64(week) & _LOW, np.uint64(stream * 65536 + draw)
    for i in range(len(entities)):
        a, b, c, d = philox(entities[i] & _LOW, entities[i] >> _32, w, last, s & _LOW, s >> _32)
        first[i] = (float(((a >> _6) << _26) | (b >> _6)) + 0.5) * 2.0**-52
        second[i] = (float(((c >> _6) << _26) | (d >> _6)) + 0.5) * 2.0**-52


@kernel
def normals(seed: int, stream: int, week: int, entities: Keys, out: Column, room: Column) -> None:
    """Write :func:`normal` (draw 0) of many entities at once; `room` is working space of the same length."""
    twos(seed, stream, week, entities, 0, out, room)
    for i in range(len(entities)):
        out[i] = math.sqrt(-2.0 * math.log(out[i])) * math.cos(2.0 * math.pi * room[i])


@kernel
def normal(seed: int, stream: int, week: int, entity: Word, draw: int) -> float:
    """Return a standard normal (Box & Muller 1958)."""
    u, v = two(seed, stream, week, entity, draw)
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


@kernel
def gamma(seed: int, stream: int, week: int, entity: Word, draw: int, shape: float) -> float:
    """Return a gamma variate of scale 1 (Marsaglia & Tsang 2000); uses up to 64 draw numbers from `draw` on."""
    boost = 1.0
    if shape < 1.0:
        boost = uniform(seed, stream, week, entity, draw + 63) ** (1.0 / shape)
        shape = shape + 1.0
    d = shape - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    for trial in range(31):
        x = normal(seed, stream, week, entity, draw + 2 * trial)
        root = 1.0 + c * x
        v = root * root * root  # not ** 3, which Python and the compiler round differently
        if v > 0.0:
            u = uniform(seed, stream, week, entity, draw + 2 * trial + 1)
            # Their squeeze: the logarithms are seldom needed.
            if u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
                return boost * d * v
    return boost * d  # reached with a probability below 1e-40: acceptance is above 95 % at each trial


@kernel
def gammas(
    seed: int, stream: int, week: int, entities: Keys, draw: int, shape: float, out: Column, room: Column
) -> None:
    """Write :func:`gamma` of many entities at once; `room` is working space of three rows of the same length.

    Of twenty trials nineteen succeed at once, and what these need is drawn in loops that are vectorised.
    """
    raised = shape + 1.0 if shape < 1.0 else shape
    d = raised - 1.0 / 3.0
    c = 1.0 / math.sqrt(9.0 * d)
    first, second, boost = room[0], room[1], room[2]
    if shape < 1.0:
        twos(seed, stream, week, entities, draw + 63, boost, first)
    twos(seed, stream, week, entities, draw, out, second)
    for i in range(len(entities)):
        out[i] = math.sqrt(-2.0 * math.log(out[i])) * math.cos(2.0 * math.pi * second[i])
    twos(seed, stream, week, entities, draw + 1, first, second)
    for i in range(len(entities)):
        x, u = out[i], first[i]
        root = 1.0 + c * x
        v = root * root * root
        if v > 0.0 and (u < 1.0 - 0.0331 * x * x * x * x or math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v)):
            out[i] = (boost[i] ** (1.0 / shape) if shape < 1.0 else 1.0) * d * v
        else:
            out[i] = gamma(seed, stream, week, entities[i], draw, shape)


@kernel
def betas(
    seed: int, stream: int, week: int, entities: Keys, draw: int, a: float, b: float, out: Column, room: Column
) -> None:
    """Write :func:`beta` of many entities at once; `room` is working space of four rows of the same length."""
    gammas(seed, stream, week, entities, draw, a, out, room)
    gammas(seed, stream, week, entities, draw + 64, b, room[3], room)
    for i in range(len(entities)):
        out[i] = out[i] / (out[i] + room[3, i])


@kernel
def beta(seed: int, stream: int, week: int, entity: Word, draw: int, a: float, b: float) -> float:
    """Return a Beta(a, b) variate; uses 128 draw numbers from `draw` on."""
    x = gamma(seed, stream, week, entity, draw, a)
    y = gamma(seed, stream, week, entity, draw + 64, b)
    return x / (x + y)


@kernel
def poisson(seed: int, stream: int, week: int, entity: Word, mean: float) -> int:
    """Return a Poisson count by inversion, in chunks of mean at most 64; monotone in `mean` within a chunk."""
    count, draw = 0, 0
    while mean > 0.0:
        part = min(mean, 64.0)
        mean -= part
        u = uniform(seed, stream, week, entity, draw)
        draw += 1
        term = math.exp(-part)
        below = term
        k = 0
        # 512 lies beyond 40 standard deviations of a mean of 64; it ends the loop where rounding keeps `below` under u.
        while u > below and k < 512:
            k += 1
            term *= part / k
            below += term
        count += k
    return count


@kernel
def child(parent: Word, ordinal: int) -> Word:
    """Return the 64-bit key of a thing by its parent's key and its place among its siblings (SplitMix64 finaliser).

    A key does not depend on how many siblings follow, nor on anything elsewhere in the city.
    """
    z = np.uint64(parent) + _GOLDEN * (np.uint64(ordinal) + _1)
    z = (z ^ (z >> _30)) * _MIX1
    z = (z ^ (z >> _27)) * _MIX2
    return z ^ (z >> _31)
