"""The rounds as a table to take away: who held which lever, where it was put, what was guessed, what came out."""

from __future__ import annotations

import csv
import io

from ....scenarios.toml.sanitize import csv_cell
from ..translations import Language, words
from .actor_levers import actor_name
from .round_game import RoundGame

BOM = "\ufeff"  # Excel reads UTF-8 by it

COLUMNS = ("round", "actor", "lever", "key", "before", "value", "guess", "solved", "low", "high", "together", "alone")


def rounds_table(game: RoundGame, language: Language) -> str:
    """Return the rounds that were run as CSV: a row for each lever that a table held. Tables are named by their actors.

    Numbers stand as the scenario file has them: a share from 0 to 1. `solved` and what follows are problems of 100.
    """
    text = io.StringIO()
    say = words(language)
    sheet = csv.writer(text, lineterminator="\r\n")
    sheet.writerow([say(f"rounds.column.{each}") for each in COLUMNS])
    before = {lever.key: lever.start for held in game.levers.values() for lever in held}
    for result in game.results:
        found = result.outcome
        came = [f"{found.headline:.1f}", *(f"{end:.1f}" for end in found.ends), f"{result.together.mean:.2f}"]
        for actor in result.tables:
            alone = f"{result.alone[actor].mean:.2f}" if actor in result.alone else ""
            for lever in game.levers[actor]:
                row = [
                    result.number, actor_name(actor, language), lever.names[language], lever.key, before[lever.key],
                    result.values[lever.key], result.guesses.get(actor, ""), *came, alone,
                ]  # fmt: skip
                sheet.writerow([csv_cell(each) if isinstance(each, str) else each for each in row])
        before = dict(result.values)
    return BOM + text.getvalue()
