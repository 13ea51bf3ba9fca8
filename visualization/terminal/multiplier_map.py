"""Where coordination multiplies: the sign of the synergy over load and complementarity, a declared study.

``python -m cogov.visualization.terminal.multiplier_map`` runs it and writes ``multiplier-map.csv`` and the picture in
both languages, ``multiplier-map.svg`` and ``multiplier-map.zh.svg``, into ``docs/pictures`` (``--out``). With ``--table
FILE`` nothing is run: the pictures of a table that was made earlier are drawn again, in the words of today.
"""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from ...experiments.multipliers.factorial import count_runs
from ...experiments.multipliers.map import STUDY, MapStudy, plans, run_map
from ...experiments.store.result_files import write_frame, write_text
from ..charts.multiplier_map import picture
from ..language.translations import LANGUAGES, words
from .consoles import progress

NAME = "multiplier-map"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the map and write its files."""
    about = (__doc__ or "").splitlines()[0]
    parser = argparse.ArgumentParser(prog="python -m cogov.visualization.terminal.multiplier_map", description=about)
    parser.add_argument("--replicates", type=int, default=STUDY.replicates, help="seeds of each city, at least 5")
    parser.add_argument("--workers", type=int, default=1, help="processes; results do not depend on it")
    parser.add_argument("--out", type=Path, default=Path("docs/pictures"), help="folder for the files")
    parser.add_argument("--table", type=Path, help="draw the pictures of this table, and run nothing")
    asked = parser.parse_args(arguments)
    if asked.replicates < 5 or asked.workers < 1:
        parser.error("at least 5 replicates and 1 worker are needed")
    asked.out.mkdir(parents=True, exist_ok=True)
    if asked.table is not None:
        table = parse_table(asked.table.read_text(encoding="utf-8"))
        draw(table, MapStudy(replicates=int(table["replicates"].iloc[0]), seed=int(table["seed"].iloc[0])), asked.out)
        return 0
    study = MapStudy(replicates=asked.replicates)
    runs = count_runs(plans(study), study.replicates)
    with progress(study.scenario, runs, words("en")("run.runs")) as advance:
        table = run_map(study, workers=asked.workers, on_done=advance)
    write_frame(table, asked.out / f"{NAME}.csv")
    draw(table, study, asked.out)
    counts = table.groupby(["players", "reason"], sort=False).size().unstack(fill_value=0)
    sys.stdout.write(counts.to_string() + "\n")
    return 0


def parse_table(text: str) -> pd.DataFrame:
    """Return the table of a map from what :func:`main` wrote."""
    table = pd.DataFrame(list(csv.DictReader(io.StringIO(text))))
    words = ("players", "answer", "reason", "code")
    whole = dict.fromkeys(("residents", "seed", "replicates"), int)
    numbers = {name: float for name in table.columns if name not in (*words, *whole)}
    return table.replace({"": "nan"}).astype({**numbers, **whole})  # a ratio to 0 is written as nothing


def draw(table: pd.DataFrame, study: MapStudy, folder: Path) -> None:
    """Write the picture of a table in both languages."""
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_text(folder / f"{NAME}{end}.svg", picture(table, study, words(language)).file())


if __name__ == "__main__":
    raise SystemExit(main())
