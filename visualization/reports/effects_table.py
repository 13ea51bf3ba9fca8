"""The tables of what each lever moves, and of what a city loses without a kind of actor, as Markdown for the pages."""

from __future__ import annotations

from collections.abc import Sequence

from ...experiments.validation.dose_tables import say_change, title_curve
from ...experiments.validation.effects import LOADS, SCENARIOS, Effects
from ..language.translations import Words
from .markdown import markdown_row

COMMAND = "make findings NAMES=effects"


def levers(found: Effects, words: Words) -> str:
    """Return a fragment of Markdown: a row for each lever, a column for each scenario."""
    rows = [
        [title_curve(*key, words.language), *(say_change(found.levers[(*key, name)], 1) for name in SCENARIOS)]
        for key in dict.fromkeys(key[:2] for key in found.levers)
    ]
    return _tabulate([words("effect_tables.lever")], [f"`{name}`" for name in SCENARIOS], rows, words)


def removals(found: Effects, words: Words) -> str:
    """Return a fragment of Markdown: a row for each scenario and kind of actor, a column for each load."""
    rows = [
        [f"`{name}`", words(f"player.{kind}"), *(say_change(found.removals[name, kind, each], 1) for each in LOADS)]
        for name, kind in dict.fromkeys(key[:2] for key in found.removals)
    ]
    heads = [words("effect_tables.scenario"), words("effect_tables.without")]
    return _tabulate(heads, [f"× {each:.1f}" for each in LOADS], rows, words)


def caption(found: Effects, words: Words) -> str:
    """Return what both tables are of."""
    return words("effect_tables.caption", seeds=found.seeds)


def _tabulate(texts: Sequence[str], numbers: Sequence[str], rows: Sequence[Sequence[str]], words: Words) -> str:
    head = [markdown_row([*texts, *numbers]), markdown_row([*["---"] * len(texts), *["---:"] * len(numbers)])]
    made = f"<!-- {words('validate.made', command=COMMAND)} -->"
    return "\n".join([made, "", *head, *map(markdown_row, rows)]) + "\n"
