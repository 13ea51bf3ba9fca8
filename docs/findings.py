"""Make the figures of both READMEs and of the tables of docs/explanation anew, whatever their signs.

Usage: ``python docs/findings.py [PART …]``, or ``make findings``: ``headline`` (two cities side by side),
``multiplier`` (two games), ``map`` (where in a plane of two numbers they multiply), ``patterns``, ``library`` and
``effects`` (every lever from end to end, every kind of actor removed); all of them if none is named. It takes a quarter
of an hour on two cores. ``ensemble`` states claims over plausible cities, and ``search`` looks for policies in them
(``make ensemble``): an hour or two, and only if they are named. Runs are kept in ``results/findings``: after a kill the
same command goes on.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from cogov.experiments import compare
from cogov.experiments.ensembles import EnsembleResult, RunOptions, conclude, load_ensemble, run_ensemble
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.library_table import tabulate_library
from cogov.experiments.multipliers import MapAxis, map_answers, multiplier
from cogov.experiments.sweeps.city_runs import CityRuns
from cogov.experiments.validation.criteria import lay
from cogov.experiments.validation.effects import measure_effects
from cogov.experiments.validation.validate import validate
from cogov.scenarios import load
from cogov.visualization.charts.answer_map import figure as map_figure
from cogov.visualization.charts.ensemble import figures as ensemble_figures
from cogov.visualization.language.translations import LANGUAGES, Language, words
from cogov.visualization.narratives import comparison as of_comparison
from cogov.visualization.narratives import multiplier as of_multiplier
from cogov.visualization.narratives.ensemble import brief
from cogov.visualization.reports import effects_table, ensemble_tables, library_table, multiplier_table, pattern_table
from cogov.visualization.reports import ensemble as ensemble_report
from cogov.visualization.terminal.cli import main as main_of_cogov

ROOT = Path(__file__).resolve().parents[1]
GAMES = {"sections": "sections", "rules": "rules"}
"""Players of each game, by its name."""
MAP = {
    "behaviour.arise.rate": (0.002, 0.003, 0.004, 0.006, 0.008),
    "behaviour.work.substitution": (-3.0, -1.0, -0.5, 0.0, 0.5, 1.0),
}
"""Values of load and of the exponent of resources over which the answer is drawn: from end to end of their ranges."""
WORKERS = 2
END = "<!-- end of findings -->"


def find_headline(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write what two cities side by side come to into the READMEs."""
    names = ("fragmented", "synergy")
    runs = CityRuns(kept / "headline", load(names[0], changes=changes), workers=WORKERS)
    found = compare(names, replicates=replicates, changes=changes, keep=runs.weeks)
    for language in LANGUAGES:
        say = words(language)
        sentences = [of_comparison.headline(found, names[1], say), of_comparison.context(found, names[1], say)]
        replace_block(readme(root, language), "headline", "\n>\n".join(f"> {each}" for each in sentences))


def find_multiplier(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write the verdicts of both games into the READMEs, and their figures into a table."""
    base = load("synergy", changes=changes)
    found = {
        name: multiplier(
            base, players=players, replicates=replicates,
            run=CityRuns(kept / name, base, workers=WORKERS).cells,
        )
        for name, players in GAMES.items()
    }  # fmt: skip
    for language in LANGUAGES:
        say = words(language)
        told = [
            say("multiplier.found", game=say(f"multiplier.game.{name}", seeds=replicates),
                evidence=of_multiplier.evidence(result, say), answer=of_multiplier.answer(result.verdict, say))
            for name, result in found.items()
        ]  # fmt: skip
        replace_block(readme(root, language), "multiplier", "\n".join(f"* {each}" for each in told))
        write_table(root, "multiplier", language, multiplier_table.markdown(found, say))


def find_map(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Draw where, over load and over how far resources stand in for each other, the three coordinations multiply."""
    base = load("synergy", changes=changes)
    rows, columns = (MapAxis(key, values) for key, values in MAP.items())
    found = map_answers(
        base, rows, columns, replicates=max(5, replicates // 2),
        runs=lambda row, column: CityRuns(kept / "map" / f"{row}-{column}", base, workers=WORKERS).cells,
    )  # fmt: skip
    for language in LANGUAGES:
        drawn = map_figure(found, language)
        end = "" if language == "en" else f".{language}"
        (root / "docs" / "pictures" / f"{drawn.name}{end}.svg").write_text(drawn.alone().file(), "utf-8")
        write_table(root, "map", language, f"{drawn.caption}\n")


def find_patterns(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write the table of patterns; they are of cities of their own, which no change touches."""
    found = validate(replicates=replicates, workers=WORKERS, out=kept / "patterns")
    for language in LANGUAGES:
        write_table(root, "patterns", language, pattern_table.markdown(found, words(language)))


def find_library(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write the table of the library, in the READMEs folded away."""
    found = tabulate_library(replicates=replicates, changes=changes, workers=WORKERS)
    for language in LANGUAGES:
        say = words(language)
        table = library_table.markdown(found, say)
        write_table(root, "library", language, table)
        title = say("library_table.folded", scenarios=len(found.rows))
        replace_block(
            readme(root, language), "library", f"<details>\n<summary>{title}</summary>\n\n{table}\n</details>"
        )


def find_effects(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write what each lever moves and what a city loses without a kind of actor, in the city of the criteria."""
    found = measure_effects(replicates, WORKERS, lay(changes), kept / "effects")
    for language in LANGUAGES:
        say = words(language)
        for name, told in (("levers", effects_table.levers), ("removals", effects_table.removals)):
            write_table(root, name, language, f"{told(found, say)}\n{effects_table.caption(found, say)}\n")


def find_ensemble(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write what is claimed over plausible cities: sentences, tables, a picture, and the record that is shipped.

    Its cities and seeds are those that it declares, which nothing changes.
    """
    declaration = load_ensemble(ENSEMBLE)
    options = RunOptions(workers=WORKERS)
    write_ensemble(root, conclude(run_ensemble(declaration, kept / "ensemble", options, with_parts=True)))


def write_ensemble(root: Path, found: EnsembleResult) -> None:
    """Write what an ensemble says into READMEs, tables, pictures, and the record that is shipped."""
    declaration = found.declaration
    shipped = root / "experiments" / "ensembles" / "found" / declaration.name
    shipped.mkdir(parents=True, exist_ok=True)
    origin = provenance(["make", "ensemble"])
    for name, text in ensemble_report.record(found, origin).items():
        (shipped / name).write_text(text, "utf-8", newline="\n")
    for language in LANGUAGES:
        say = words(language)
        replace_block(readme(root, language), "ensemble", "\n".join(f"* {each}" for each in brief(found, say)))
        write_table(root, "ensemble", language, ensemble_tables.markdown(found, say))
        end = "" if language == "en" else f".{language}"
        shown = [each for each in ensemble_figures(found, language) if each.name in PICTURES]
        for figure in shown:
            (root / "docs" / "pictures" / f"{figure.name}{end}.svg").write_text(figure.alone().file(), "utf-8")


def find_search(root: Path, kept: Path, replicates: int, changes: Mapping[str, object]) -> None:
    """Write what a search of levers finds in the plausible cities that are shipped."""
    if main_of_cogov(["search", "synergy", *SEARCHED, "--workers", str(WORKERS), "--out", str(kept / "search")]):
        sys.exit("the search failed")
    for language in LANGUAGES:
        end = "" if language == "en" else f".{language}"
        write_table(root, "search", language, (kept / "search" / f"search{end}.md").read_text("utf-8"))
        picture = f"front-coordination_cost{end}.svg"
        (root / "docs" / "pictures" / picture).write_bytes((kept / "search" / picture).read_bytes())


PARTS: Mapping[str, Callable[[Path, Path, int, Mapping[str, object]], None]] = {
    "headline": find_headline, "multiplier": find_multiplier, "map": find_map, "patterns": find_patterns,
    "library": find_library, "effects": find_effects,
}  # fmt: skip
AT_NIGHT: Mapping[str, Callable[[Path, Path, int, Mapping[str, object]], None]] = {
    "ensemble": find_ensemble, "search": find_search,
}  # fmt: skip
"""Parts that are made only if they are named."""

ENSEMBLE = "plausible"
SEARCHED = ("--population", "12", "--generations", "5", "--search-in", "8", "--tell-in", "12", "--replicates", "1")
PICTURES = ("decides-effectiveness", "decides-effectiveness-drawn")
"""Pictures of an ensemble that docs/explanation shows."""


def readme(root: Path, language: Language) -> Path:
    """Return the README in a language."""
    return root / ("README.md" if language == "en" else f"README.{language}.md")


def replace_block(path: Path, name: str, text: str) -> None:
    """Put text in the place of a block of a file.

    Raises
    ------
    ValueError
        If there is no such block.
    """
    before = path.read_text("utf-8")
    mark = f"<!-- findings: {name}, written by make findings -->"
    after, count = re.subn(f"{re.escape(mark)}.*?{re.escape(END)}", f"{mark}\n{text}\n{END}", before, flags=re.DOTALL)
    if count != 1:
        raise ValueError(f"{path.name} has {count} blocks {name!r}")
    path.write_text(after, "utf-8")


def write_table(root: Path, name: str, language: Language, text: str) -> None:
    """Write a table that a page of docs/explanation includes."""
    file = f"{name}.table.md" if language == "en" else f"{name}.table.{language}.md"
    (root / "docs" / "explanation" / file).write_text(text, "utf-8")


def main(
    parts: list[str], root: Path = ROOT, replicates: int = 20, changes: Mapping[str, object] | None = None
) -> None:
    """Make some parts anew, or all."""
    for name in parts or PARTS:
        {**PARTS, **AT_NIGHT}[name](root, root / "results" / "findings", replicates, changes or {})


if __name__ == "__main__":
    if unknown := [part for part in sys.argv[1:] if part not in {**PARTS, **AT_NIGHT}]:
        sys.exit(f"no part {unknown[0]!r}; there are {', '.join((*PARTS, *AT_NIGHT))}")
    main(sys.argv[1:])
