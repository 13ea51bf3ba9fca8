"""Expressions: arithmetic over series, and nothing but arithmetic."""

import numpy as np
import pytest

from cogov.experiments.outcomes import Expression, ExpressionError

NAMES = ("effectiveness", "official_index", "harm", "trust")
SERIES = {
    "effectiveness": np.array([40.0, 50.0, 60.0]),
    "official_index": np.array([50.0, 70.0, 60.0]),
    "harm": np.array([0.0, 1.0, 4.0]),
    "trust": np.array([0.1, 0.5, 0.9]),
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("effectiveness", [40, 50, 60]),
        ("official_index - effectiveness", [10, 20, 0]),
        ("(official_index - effectiveness) / 10 ** 1", [1, 2, 0]),
        ("-harm + 2", [2, 1, -2]),
        ("max(trust, 0.3)", [0.3, 0.5, 0.9]),
        ("min(effectiveness, official_index)", [40, 50, 60]),
        ("sqrt(harm)", [0, 1, 2]),
        ("abs(effectiveness - 50)", [10, 0, 10]),
        ("exp(0 * trust)", [1, 1, 1]),
    ],
)
def test_arithmetic_goes_week_by_week(text, value):
    assert Expression.parse(text, NAMES).of(SERIES) == pytest.approx(value)


def test_what_arithmetic_does_not_say_is_no_number():
    logged = Expression.parse("log(harm)", NAMES).of(SERIES)
    assert np.isnan(logged[0])
    assert logged[1:] == pytest.approx([0.0, np.log(4.0)])
    assert np.isnan(Expression.parse("trust / (effectiveness - 50)", NAMES).of(SERIES)[1])
    assert np.isnan(Expression.parse("(-trust) ** 0.5", NAMES).of(SERIES)).all()
    assert np.isnan(Expression.parse("exp(effectiveness * 1000)", NAMES).of(SERIES)).all()


def test_names_are_those_that_occur_each_once():
    assert Expression.parse("harm / trust + harm", NAMES).names == ("harm", "trust")


@pytest.mark.parametrize(
    ("text", "reason", "part", "column"),
    [
        ("", "syntax", "", 0),
        ("harm +", "syntax", "harm +", 0),
        ("harm harm", "syntax", "harm harm", 0),
        ("efectiveness", "unknown", "efectiveness", 1),
        ("harm + trst", "unknown", "trst", 8),
        ("logs(harm)", "function", "logs", 1),
        ("log(harm, 2)", "values", "log: 2", 1),
        ("max(harm)", "values", "max: 1", 1),
        ("2 + 3", "constant", "2 + 3", 0),
        ("harm > 2", "part", "harm > 2", 1),
        ("harm if trust else 0", "part", "harm if trust else 0", 1),
        ("harm + True", "part", "True", 8),
        ("harm + 'a'", "part", "'a'", 8),
        ("harm.real", "part", "harm.real", 1),
        ("harm[0]", "part", "harm[0]", 1),
        ("harm // 2", "part", "harm // 2", 1),
        ("harm @ trust", "part", "harm @ trust", 1),
        ("~harm", "part", "~harm", 1),
        ("(lambda: harm)()", "part", "(lambda: harm)()", 1),
        ("__import__('os').system('x')", "part", "__import__('os').system('x')", 1),
        ("max(harm, key=trust)", "part", "max(harm, key=trust)", 1),
        ("max(*harm)", "values", "max: 1", 1),
        ("[harm for harm in trust]", "part", "[harm for harm in trust]", 1),
        ("harm" + " + harm" * 100, "long", "704", 0),
    ],
)
def test_anything_else_is_refused_with_its_place(text, reason, part, column):
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(text, NAMES)
    assert (caught.value.reason, caught.value.part, caught.value.column) == (reason, part, column)


def test_the_nearest_name_is_told():
    with pytest.raises(ExpressionError) as caught:
        Expression.parse("efectiveness", NAMES)
    assert caught.value.nearest == "effectiveness"
    with pytest.raises(ExpressionError) as caught:
        Expression.parse("sqr(harm)", NAMES)
    assert caught.value.nearest == "sqrt"


@pytest.mark.parametrize("text", ["harm + 1" + "0" * 390, "harm * 1e301", "harm - 1e999"])
def test_numbers_that_no_float_holds_are_refused(text):
    with pytest.raises(ExpressionError) as caught:
        Expression.parse(text, NAMES)
    assert caught.value.reason == "number"


def test_towers_of_powers_end_at_once_and_are_no_number():
    assert np.isnan(Expression.parse("harm + 9 ** 9 ** 9 ** 9", NAMES).of(SERIES)).all()
    assert Expression.parse("0 * harm + 2 ** -9 ** 9", NAMES).of(SERIES) == pytest.approx([0, 0, 0])


def test_deep_nesting_is_refused_and_does_not_crash():
    with pytest.raises(ExpressionError):
        Expression.parse("(" * 199 + "harm" + ")" * 197, NAMES)
    assert Expression.parse("-" * 100 + "harm", NAMES).of(SERIES) == pytest.approx([0, 1, 4])
