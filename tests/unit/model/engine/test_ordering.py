"""Own ways to put rows in order, held against NumPy's stable sort."""

from __future__ import annotations

import numpy as np
import pytest

from cogov.model.engine.ordering import order_descending, order_luck

SIZES = (0, 1, 2, 7, 63, 64, 65, 128, 129, 500)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spread", ["even", "alike", "near", "edges"])
def test_luck_is_ordered_as_a_stable_sort_does(size, spread):
    luck = np.random.default_rng(size).random(size)
    if spread == "alike":
        luck = np.round(luck, 1) * 0.9
    if spread == "near":
        luck = 0.5 + luck * 1e-12
    if spread == "edges":
        luck = np.where(luck < 0.5, 2.0**-53, 1.0 - 2.0**-53)
    order = np.empty(size, np.int64)
    order_luck(luck, order)
    assert order.tolist() == np.argsort(luck, kind="stable").tolist()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("alike", [False, True])
def test_scores_descend_and_the_lower_key_is_first_of_those_alike(size, alike):
    draw = np.random.default_rng(size)
    score = draw.lognormal(size=size)
    if alike:
        score = np.round(score)
    key = draw.permutation(2 * size).astype(np.uint64)
    row = draw.permutation(2 * size)[:size].astype(np.int32)
    order = order_descending(row, score, key)
    assert order.tolist() == sorted(range(size), key=lambda place: (-score[place], key[row[place]]))
