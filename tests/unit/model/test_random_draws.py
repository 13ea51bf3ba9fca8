"""Keyed draws against published vectors and known distributions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cogov.model import random_draws as draws

SIZE = 20_000
WORD = st.integers(0, 2**32 - 1)
LONG = st.integers(0, 2**63 - 1)


def philox_by_the_paper(counter: tuple[int, ...], key: tuple[int, ...]) -> tuple[int, ...]:
    """Philox 4x32-10 in plain integers, written from Salmon et al. (2011)."""
    c, k, mask = list(counter), list(key), 2**32 - 1
    for _ in range(10):
        left, right = 0xD2511F53 * c[0], 0xCD9E8D57 * c[2]
        c = [(right >> 32) ^ c[1] ^ k[0], right & mask, (left >> 32) ^ c[3] ^ k[1], left & mask]
        k = [(k[0] + 0x9E3779B9) & mask, (k[1] + 0xBB67AE85) & mask]
    return tuple(c)


@pytest.mark.portable
@pytest.mark.parametrize(
    ("counter", "key", "answer"),
    [
        ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        ((2**32 - 1,) * 4, (2**32 - 1,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
    ids=["zeros", "ones", "pi"],
)
def test_philox_gives_its_authors_known_answers(counter, key, answer):
    words = [np.uint64(word) for word in (*counter, *key)]
    assert draws.philox(*words) == answer
    assert philox_by_the_paper(counter, key) == answer


@given(LONG, st.integers(0, 65_535), st.integers(0, 5_200), LONG, st.integers(0, 65_535))
def test_a_block_is_philox_of_seed_and_entity_week_stream_draw(seed, stream, week, entity, draw):
    counter = (entity % 2**32, entity >> 32, week, stream * 65_536 + draw)
    assert draws.block(seed, stream, week, entity, draw) == philox_by_the_paper(counter, (seed % 2**32, seed >> 32))


@given(LONG, st.integers(0, 2000), st.integers(0, 5_200), LONG, st.integers(0, 2000))
def test_uniforms_are_the_words_put_together(seed, stream, week, entity, draw):
    a, b, c, d = draws.block(seed, stream, week, entity, draw)
    first, second = draws.two(seed, stream, week, entity, draw)
    assert first == ((a >> 6) * 2**26 + (b >> 6) + 0.5) / 2**52
    assert second == ((c >> 6) * 2**26 + (d >> 6) + 0.5) / 2**52
    assert draws.uniform(seed, stream, week, entity, draw) == first
    assert draws.four(seed, stream, week, entity, draw) == tuple((word + 0.5) / 2**32 for word in (a, b, c, d))


def test_the_ends_of_the_interval_are_never_reached():
    # The least and the greatest 52 bits, as `two` puts them together.
    assert (0 + 0.5) * 2.0**-52 > 0.0
    assert (float(2**52 - 1) + 0.5) * 2.0**-52 < 1.0
    assert (float(2**32 - 1) + 0.5) * 2.0**-32 < 1.0
    found = np.array([draws.four(1, 2, 3, entity, 0) for entity in range(SIZE)])
    assert 0.0 < found.min() < 1e-3
    assert 1.0 - 1e-3 < found.max() < 1.0


@given(LONG, st.integers(0, 2000), st.integers(0, 5_200), st.lists(LONG, min_size=1, max_size=40))
def test_many_uniforms_at_once_are_the_same_as_one_by_one(seed, stream, week, entities):
    out = np.zeros(len(entities))
    draws.uniforms(seed, stream, week, np.array(entities, dtype=np.uint64), out)
    assert out.tolist() == [draws.uniform(seed, stream, week, entity, 0) for entity in entities]
    for draw in (0, 1):
        first, second = np.zeros((2, len(entities)))
        draws.pairs(seed, stream, week, np.array(entities, dtype=np.uint64), draw, first, second)
        wanted = [draws.four(seed, stream, week, entity, draw)[:2] for entity in entities]
        assert list(zip(first.tolist(), second.tolist(), strict=True)) == wanted


@given(LONG, st.integers(0, 2000), st.integers(0, 5_200), st.lists(LONG, min_size=1, max_size=40))
def test_many_other_draws_at_once_are_the_same_as_one_by_one(seed, stream, week, entities):
    keys, columns = np.array(entities, dtype=np.uint64), np.zeros((4, len(entities)))
    draws.fours(seed, stream, week, keys, *columns)
    assert list(zip(*columns.tolist(), strict=True)) == [draws.four(seed, stream, week, e, 0) for e in entities]
    draws.twos(seed, stream, week, keys, 7, columns[0], columns[1])
    assert list(zip(*columns[:2].tolist(), strict=True)) == [draws.two(seed, stream, week, e, 7) for e in entities]
    draws.normals(seed, stream, week, keys, columns[0], columns[1])
    assert columns[0].tolist() == [draws.normal(seed, stream, week, e, 0) for e in entities]
    rows = np.arange(len(entities) - 1, -1, -1, dtype=np.int32)
    draws.uniforms_of(seed, stream, week, keys, rows, columns[0])
    assert columns[0].tolist() == [draws.uniform(seed, stream, week, e, 0) for e in entities[::-1]]


@given(LONG, st.lists(LONG, min_size=1, max_size=40), st.sampled_from([0.2, 0.5, 1.0, 2.0, 6.0]))
def test_many_gammas_at_once_are_the_same_as_one_by_one(seed, entities, shape):
    keys, out, room = np.array(entities, dtype=np.uint64), np.zeros(len(entities)), np.zeros((4, len(entities)))
    draws.gammas(seed, 1, 0, keys, 64, shape, out, room)
    assert out.tolist() == [draws.gamma(seed, 1, 0, e, 64, shape) for e in entities]
    draws.betas(seed, 1, 0, keys, 128, shape, 3.0, out, room)
    assert out.tolist() == [draws.beta(seed, 1, 0, e, 128, shape, 3.0) for e in entities]


def test_a_gamma_that_is_refused_at_first_is_drawn_on():
    keys, out, room = np.arange(SIZE, dtype=np.uint64), np.zeros(SIZE), np.zeros((3, SIZE))
    draws.gammas(3, 1, 0, keys, 0, 0.3, out, room)
    assert out.tolist() == [draws.gamma(3, 1, 0, e, 0, 0.3) for e in range(SIZE)]


def sample(draw) -> np.ndarray:
    return np.array([draw(entity) for entity in range(SIZE)])


@pytest.mark.parametrize(
    ("draw", "law"),
    [
        (lambda e: draws.uniform(1, 16, 5, e, 0), stats.uniform()),
        (lambda e: draws.two(1, 16, 5, e, 0)[1], stats.uniform()),
        (lambda e: draws.four(1, 16, 5, e, 0)[3], stats.uniform()),
        (lambda e: draws.uniform(e, 16, 5, 9, 0), stats.uniform()),
        (lambda e: draws.uniform(1, 16, e, 9, 0), stats.uniform()),
        (lambda e: draws.uniform(1, 16, 5, 9, e), stats.uniform()),
        (lambda e: draws.normal(1, 17, 5, e, 0), stats.norm()),
        (lambda e: draws.gamma(1, 1, 0, e, 0, 0.3), stats.gamma(0.3)),
        (lambda e: draws.gamma(1, 1, 0, e, 0, 1.0), stats.gamma(1.0)),
        (lambda e: draws.gamma(1, 1, 0, e, 0, 4.0), stats.gamma(4.0)),
        (lambda e: draws.beta(1, 1, 0, e, 0, 6.0, 5.0), stats.beta(6.0, 5.0)),
        (lambda e: draws.beta(1, 1, 0, e, 0, 0.5, 2.5), stats.beta(0.5, 2.5)),
    ],
    ids=[
        "uniform",
        "second",
        "fourth",
        "seeds",
        "weeks",
        "numbers",
        "normal",
        "gamma.3",
        "gamma1",
        "gamma4",
        "beta6,5",
        "beta.5,2.5",
    ],
)
def test_draws_follow_their_law(draw, law):
    values = sample(draw)
    assert stats.kstest(values, law.cdf).pvalue > 0.001
    assert abs(values.mean() - law.mean()) < 4.0 * law.std() / np.sqrt(SIZE)
    fourth = law.stats(moments="k") + 3.0  # the variance of a sample's variance depends on the fourth moment
    assert abs(values.var() / law.var() - 1.0) < 4.5 * np.sqrt((fourth - 1.0) / SIZE)


@pytest.mark.parametrize("mean", [0.05, 1.0, 7.5, 64.0, 200.0])
def test_poisson_counts_follow_their_law(mean):
    counts = sample(lambda e: draws.poisson(1, 16, 5, e, mean))
    assert abs(counts.mean() - mean) < 4.0 * np.sqrt(mean / SIZE)
    assert abs(counts.var() / mean - 1.0) < 4.5 * np.sqrt((2.0 + 1.0 / mean) / SIZE)
    law = stats.poisson(mean)
    edges = np.unique(law.ppf(np.linspace(0.1, 0.9, 9)))
    below = [np.mean(counts <= edge) for edge in edges]
    assert np.abs(np.array(below) - law.cdf(edges)).max() < 4.5 * 0.5 / np.sqrt(SIZE)


@given(LONG, st.floats(0.0, 64.0), st.floats(0.0, 64.0))
def test_poisson_counts_rise_with_their_mean(entity, one, other):
    low, high = sorted((one, other))
    assert draws.poisson(1, 16, 5, entity, low) <= draws.poisson(1, 16, 5, entity, high)


@pytest.mark.parametrize("mean", [0.0, -1.0])
def test_no_mean_gives_no_count(mean):
    assert all(draws.poisson(1, 16, 5, entity, mean) == 0 for entity in range(100))


@pytest.mark.parametrize(
    "pair",
    [
        (lambda e: draws.uniform(1, 16, 5, e, 0), lambda e: draws.uniform(1, 16, 5, e + 1, 0)),
        (lambda e: draws.uniform(1, 16, 5, e, 0), lambda e: draws.uniform(2, 16, 5, e, 0)),
        (lambda e: draws.uniform(1, 16, 5, e, 0), lambda e: draws.uniform(1, 17, 5, e, 0)),
        (lambda e: draws.uniform(1, 16, 5, e, 0), lambda e: draws.uniform(1, 16, 6, e, 0)),
        (lambda e: draws.uniform(1, 16, 5, e, 0), lambda e: draws.uniform(1, 16, 5, e, 1)),
        (lambda e: draws.two(1, 16, 5, e, 0)[0], lambda e: draws.two(1, 16, 5, e, 0)[1]),
        (lambda e: draws.gamma(1, 1, 0, e, 0, 2.0), lambda e: draws.gamma(1, 1, 0, e, 64, 2.0)),
    ],
    ids=["entities", "seeds", "streams", "weeks", "numbers", "words", "gammas"],
)
def test_draws_of_different_things_are_independent(pair):
    one, other = (sample(draw) for draw in pair)
    assert abs(np.corrcoef(one, other)[0, 1]) < 4.0 / np.sqrt(SIZE)


@pytest.mark.portable
def test_children_of_key_zero_are_the_published_sequence_of_splitmix64():
    found = [int(draws.child(np.uint64(0), ordinal)) for ordinal in range(4)]
    assert found == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC]


def test_no_two_of_ninety_thousand_grandchildren_share_a_key():
    children = [np.uint64(draws.child(np.uint64(7), ordinal)) for ordinal in range(300)]
    keys = {int(draws.child(child, ordinal)) for child in children for ordinal in range(300)}
    assert len(keys) == 300 * 300


def test_no_two_decisions_share_a_stream():
    streams = [value for name, value in vars(draws).items() if name.isupper() and isinstance(value, int)]
    assert len(streams) == len(set(streams)) == 13
    assert max(streams) == draws.USER
