"""Cooperative games: what a coalition is worth, and what of that is owed to whom.

A game of k players is an array of 2^k worths; place S holds the worth of the coalition whose members are the bits that
are set in S (place 0: nobody; place 2^k - 1: all). Leading axes are carried along, so that one call serves all
replicates. Worths need not be 0 for the empty coalition: only differences are used.

The Harsanyi dividend of a coalition is what it brings beyond all its parts (Harsanyi 1959; Moebius inverse),

    m(S) = sum over T in S of (-1)^(|S| - |T|) v(T),      v(S) = sum over T in S of m(T),

and the Shapley value shares each dividend equally among its members (Shapley 1953),

    phi_i = sum over S with i of m(S) / |S|,      sum of all phi = v(all) - v(nobody).

In the words of the design of experiments v is a 2^k factorial, and the effect of a set of factors, in the usual coding
by -1 and 1 (Box, Hunter & Hunter 2005), is e(S) = sum over T containing S of m(T) / 2^(|T| - 1); for all factors
together, m(all) / 2^(k - 1).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from ..statistics.arrays import Floats


def players_of(coalition: int) -> tuple[int, ...]:
    """Return the members of a coalition, from the lowest number.

    >>> players_of(0b101)
    (0, 2)
    """
    return tuple(place for place in range(coalition.bit_length()) if coalition >> place & 1)


def coalition_of(players: Sequence[int]) -> int:
    """Return the coalition of some players.

    >>> coalition_of((0, 2))
    5
    """
    return sum(1 << player for player in set(players))


def star(k: int) -> tuple[int, ...]:
    """Return the coalitions that the synergy of k players needs: nobody, each alone, all.

    >>> star(3)
    (0, 1, 2, 4, 7)
    """
    return tuple(dict.fromkeys((0, *(1 << player for player in range(k)), (1 << k) - 1)))


def ends(k: int) -> tuple[int, ...]:
    """Return the coalitions that :func:`star` and the last-in effects need: nobody, each alone, all but each, all.

    >>> ends(3)
    (0, 1, 2, 4, 3, 5, 6, 7)
    """
    everyone = (1 << k) - 1
    without = (everyone ^ (1 << player) for player in reversed(range(k)))
    return tuple(dict.fromkeys((*star(k)[:-1], *without, everyone)))


def pairs(k: int) -> tuple[tuple[int, int], ...]:
    """Return all pairs of k players."""
    return tuple(combinations(range(k), 2))


def count(worth: ArrayLike) -> int:
    """Return how many players a game has.

    Raises
    ------
    ValueError
        If the last axis is not a power of two long.
    """
    length = np.shape(worth)[-1] if np.ndim(worth) else 0
    k = length.bit_length() - 1
    if length < 1 or length != 1 << k:
        raise ValueError(f"{length} worths; a game of k players has 2^k")
    return k


def _lattice(values: ArrayLike, sign: float) -> Floats:
    """Add to each coalition's value, player by player, `sign` times that of the coalition without her."""
    k = count(values)
    result = np.array(values, dtype=np.float64)
    shape = result.shape
    for player in range(k):
        half = result.reshape(*shape[:-1], -1, 2, 1 << player)
        half[..., 1, :] += sign * half[..., 0, :]
    return result


def dividends(worth: ArrayLike) -> Floats:
    """Return the Harsanyi dividend of every coalition; that of nobody is the worth of nobody."""
    return _lattice(worth, -1.0)


def worths(dividend: ArrayLike) -> Floats:
    """Return the game that has these dividends: the inverse of :func:`dividends`."""
    return _lattice(dividend, 1.0)


def shapley(worth: ArrayLike) -> Floats:
    """Return the Shapley value of every player, shape (…, k)."""
    k = count(worth)
    weights = np.zeros((1 << k, k))
    for coalition, members in _coalitions(k):
        weights[coalition, list(members)] = 1.0 / max(1, len(members))
    return dividends(worth) @ weights


def interactions(worth: ArrayLike) -> Floats:
    """Return the Shapley interaction index of every pair, in the order of :func:`pairs`, shape (…, k (k - 1) / 2).

    What the pair brings beyond its two members, averaged over the coalitions that it may join (Grabisch & Roubens
    1999): the sum over S containing both of m(S) / (|S| - 1). The dividend of the pair is the same where nobody else
    has joined.
    """
    k = count(worth)
    both = pairs(k)
    weights = np.zeros((1 << k, len(both)))
    for coalition, members in _coalitions(k):
        for place, (one, other) in enumerate(both):
            if one in members and other in members:
                weights[coalition, place] = 1.0 / (len(members) - 1)
    return dividends(worth) @ weights


def effects(worth: ArrayLike) -> Floats:
    """Return the factorial effect of every set of factors in -1, 1 coding; place 0 holds the mean of all cells."""
    k = count(worth)
    cells = np.arange(1 << k)
    signs = np.array([[(-1.0) ** (int(s) & ~int(t)).bit_count() for s in cells] for t in cells])
    result = np.asarray(worth, dtype=np.float64) @ signs / 2.0 ** (k - 1)
    result[..., 0] /= 2.0
    return result


def synergy(worth: ArrayLike) -> Floats:
    """Return what all bring together beyond the sum of what each brings alone: the sum of all dividends but singles.

    It needs but the cells of :func:`star`: D = v(all) - v(nobody) - sum of (v(i) - v(nobody)).
    """
    k = count(worth)
    return whole(worth) - parts(np.asarray(worth, dtype=np.float64)[..., list(star(k))])


def whole(worth: ArrayLike) -> Floats:
    """Return what all bring together, v(all) - v(nobody); `worth` holds these two at its ends."""
    result = np.asarray(worth, dtype=np.float64)
    return result[..., -1] - result[..., 0]


def parts(worth: ArrayLike) -> Floats:
    """Return the sum of what each brings alone; `worth` holds the cells of :func:`star`."""
    result = np.asarray(worth, dtype=np.float64)
    last = max(2, result.shape[-1] - 1)  # a single player is also all players
    return (result[..., 1:last] - result[..., :1]).sum(axis=-1)


def _coalitions(k: int) -> Iterator[tuple[int, tuple[int, ...]]]:
    return ((coalition, players_of(coalition)) for coalition in range(1 << k))
