"""``cogov city``: a city of one's own, from the table of its communities and the records of its requests."""

from __future__ import annotations

import sys
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from ....experiments.execution.provenance import provenance
from ....experiments.records.building import read_requests
from ....experiments.records.example import example_files
from ....experiments.records.mapping import RecordsMapping, read_mapping_file
from ....experiments.records.study import (
    choose_folder,
    compare_again,
    copies_of_city,
    read_document,
    study_records,
)
from ....experiments.records.writing import FACTS, TARGETS
from ....experiments.records.writing import SCENARIO as SCENARIO_OF_RECORDS
from ....scenarios import load
from ....scenarios.city.assumptions import assume
from ....scenarios.city.boundaries import read_boundaries
from ....scenarios.city.places import read_places
from ....scenarios.city.writing import BOUNDARIES, COMMUNITIES, SCENARIO, city_files
from ....scenarios.city.writing import FACTS as PLACES
from ....scenarios.names import fit_name
from ...language.translations import LANGUAGES, Words, preferred_language, words
from ...narratives.city import tell_city
from ...narratives.records import forecast_verdicts, headline, misses, reading
from ...reports.records import NAMES_OF_PAGES, page
from .. import consoles
from ..command_list import PLAIN
from ..own_files import check_new_files, write_new_folder
from .options import Lang, Out, Replace, ScenarioName

app = typer.Typer(
    name="city",
    help="A city of your own: a scenario from the table of its communities, and from the records of its requests.",
    no_args_is_help=True,
    **PLAIN,
)

DateOrder = Literal["month_first", "day_first", "year_first"]
ColumnOption = Annotated[
    list[str] | None,
    typer.Option("--column", metavar="MEANING=HEADING", help="Which column is what, where its heading is not known."),
]


@app.command()
def new(
    communities: Annotated[Path, typer.Argument(metavar="COMMUNITIES", help="A table of communities: CSV or Excel.")],
    column: ColumnOption = None,
    boundaries: Annotated[
        Path | None, typer.Option("--boundaries", metavar="FILE", help="Boundaries of the communities, as GeoJSON.")
    ] = None,
    out: Out = None,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Of the city; the file's if not given.")
    ] = None,
    persons_per_agent: Annotated[
        int | None,
        typer.Option(
            "--persons-per-agent", min=1, max=100_000, metavar="N", help="Instead of the number chosen for speed."
        ),
    ] = None,
    replace: Replace = False,
    lang: Lang = None,
) -> None:
    """Make a scenario of the communities of a city; what the table does not say is assumed, and marked so."""
    say = words(lang or preferred_language())
    folder = out or Path(fit_name(name or communities.stem))
    written = (SCENARIO, COMMUNITIES, PLACES, BOUNDARIES)
    check_new_files(folder, written, replace=replace)
    table = read_places(communities, str(communities), column or ())
    facts = assume(table, fit_name(name or communities.stem), persons_per_agent)
    shapes = None
    if boundaries is not None:
        shapes = read_boundaries(boundaries, str(boundaries), [place.name for place in facts.places])
    lines = list(tell_city(table, facts, shapes, say))
    files = city_files(facts, shapes.text if shapes else "")
    changed = write_new_folder(folder, files, replace=replace, known=written)
    for line in lines:
        tell(line, say)
    _tell_written(folder, files, changed, say)
    if (folder / SCENARIO_OF_RECORDS).exists():
        tell(say("city.records_of_before", file=folder / SCENARIO_OF_RECORDS), say)
    tell(say("city.next", scenario=folder / SCENARIO), say)


def _tell_written(folder: Path, files: Collection[str], changed: tuple[list[str], list[str]], say: Words) -> None:
    """Say which files were written, which of them in the place of others, and which are gone."""
    between = ", " if say.language == "en" else "、"
    replaced, removed = (between.join(names) for names in changed)
    tell(say("city.written", folder=folder, files=between.join(files)), say)
    if replaced:
        tell(say("city.replaced", files=replaced), say)
    if removed:
        tell(say("city.removed", files=removed), say)


def tell(line: str, say: Words) -> None:
    """Print a line."""
    consoles.show(line, say)


def _column(meaning: str, about: str) -> Any:
    return typer.Option(f"--{meaning}", metavar="HEADING", help=f"Heading of the column that says {about}.")


Heading = str | None


@app.command()
def requests(
    file: Annotated[Path, typer.Argument(metavar="REQUESTS", help="An export of requests: CSV, CSV.gz or Excel.")],
    created: Annotated[Heading, _column("created", "when a request came")] = None,
    closed: Annotated[Heading, _column("closed", "when it was closed")] = None,
    due: Annotated[Heading, _column("due", "by when it should be")] = None,
    kind: Annotated[Heading, _column("type", "of which type it is")] = None,
    place: Annotated[Heading, _column("place", "where it comes from")] = None,
    department: Annotated[Heading, _column("department", "who sees to it")] = None,
    satisfied: Annotated[Heading, _column("satisfied", "whether the caller was satisfied")] = None,
    reopened: Annotated[Heading, _column("reopened", "how often it was sent back or on")] = None,
    reporter: Annotated[Heading, _column("reporter", "who reports, to count only")] = None,
    number: Annotated[Heading, _column("id", "the number of the order; rows that repeat one are one request")] = None,
    mapping: Annotated[
        Path | None, typer.Option("--map", metavar="FILE", help="A file that says which column is what.")
    ] = None,
    dates: Annotated[
        DateOrder | None,
        typer.Option("--dates", metavar="ORDER", help="month_first, day_first or year_first, where nothing tells."),
    ] = None,
    city: Annotated[
        Path | None, typer.Option("--city", metavar="SCENARIO", help="Scenario file of the city, from cogov city new.")
    ] = None,
    persons: Annotated[
        int | None, typer.Option("--persons", min=1, max=10_000_000_000, metavar="N", help="Who live there.")
    ] = None,
    runs: Annotated[
        int, typer.Option("--runs", min=0, max=100, metavar="R", help="Runs of the model's city to compare with.")
    ] = 3,
    out: Out = None,
    replace: Replace = False,
    lang: Lang = None,
) -> None:
    """Read the records of requests: issue types, targets and facts for the model, and a page; no names are kept."""
    say = words(lang or preferred_language())
    said = read_mapping_file(mapping, str(mapping)) if mapping else RecordsMapping()
    options = {
        "created": created, "closed": closed, "due": due, "type": kind, "place": place, "department": department,
        "satisfied": satisfied, "reopened": reopened, "reporter": reporter, "id": number,
    }  # fmt: skip
    headings = said.headings | {meaning: heading for meaning, heading in options.items() if heading is not None}
    if city is not None:
        consoles.tell_warnings([load(city)], say)  # before anything else is computed
    folder = choose_folder(out, city)
    copies = copies_of_city(folder, city)
    written = (SCENARIO_OF_RECORDS, FACTS, TARGETS, *NAMES_OF_PAGES.values())
    check_new_files(folder, (*written, *copies), replace=replace)
    records = read_requests(file, str(file), headings, dates or said.records.dates)
    if runs:
        consoles.announce_compilation(say)
    study = study_records(
        records, city=city, persons=persons or said.records.persons or None, runs=runs, source=said.source
    )
    origin = provenance(["cogov", *sys.argv[1:]])
    pages = {NAMES_OF_PAGES[language]: page(study.document, origin, language) for language in LANGUAGES}
    files = {**copies, **study.files, **pages}
    changed = write_new_folder(folder, files, replace=replace, known=written)
    tell(headline(study.document, say), say)
    for line in (*reading(study.document, say), *misses(study.document, say), *forecast_verdicts(study.document, say)):
        tell(line, say)
    _tell_written(folder, files, changed, say)
    if TARGETS in study.files:
        tell(say("city.next_calibrate", targets=folder / TARGETS), say)


@app.command()
def compare(
    facts: Annotated[Path, typer.Argument(metavar="FACTS", help="facts.json, as cogov city requests writes it.")],
    scenario: ScenarioName,
    runs: Annotated[int, typer.Option("--runs", min=1, max=100, metavar="R", help="Runs; seeds are 1 to R.")] = 3,
    out: Out = None,
    replace: Replace = False,
    lang: Lang = None,
) -> None:
    """Show the records of requests beside another city of the model, such as a calibrated one, as a page."""
    say = words(lang or preferred_language())
    folder = out or facts.parent / "compared"
    check_new_files(folder, NAMES_OF_PAGES.values(), replace=replace)
    document = read_document(facts, str(facts))
    other = load(scenario)
    consoles.tell_warnings([other], say)
    consoles.announce_compilation(say)
    shown = compare_again(document, other, runs)
    origin = provenance(["cogov", *sys.argv[1:]])
    pages = {NAMES_OF_PAGES[language]: page(shown, origin, language) for language in LANGUAGES}
    changed = write_new_folder(folder, pages, replace=replace)
    for line in (headline(shown, say), *misses(shown, say)):
        tell(line, say)
    _tell_written(folder, pages, changed, say)


@app.command()
def example(out: Out = None, replace: Replace = False, lang: Lang = None) -> None:
    """Make an example: the tables of a small city that is not there, as two offices would keep them."""
    say = words(lang or preferred_language())
    folder = out or Path("example")
    files = ("communities.csv", "requests.csv")
    check_new_files(folder, files, replace=replace)
    consoles.announce_compilation(say)
    _tell_written(folder, files, write_new_folder(folder, example_files(say.language), replace=replace), say)
    tell(say("city.next_new", communities=folder / files[0]), say)
