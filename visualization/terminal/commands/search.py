"""``cogov search``: levers that nobody can better in one respect without losing in another, and their regret."""

from __future__ import annotations

import json as parser
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.text import Text

from ....experiments.ensembles import RunOptions, load_ensemble
from ....experiments.ensembles.declaration import FOUND, RESULT, SOURCE
from ....experiments.ensembles.drawing import CityDraws
from ....experiments.ensembles.lever_search import CityPanel, plan_search
from ....experiments.ensembles.policy_regret import search_policies
from ....experiments.execution.provenance import provenance
from ....experiments.execution.runs import resolve_scenario
from ....experiments.execution.signals import draining
from ....experiments.store.atomic_files import StoreError
from ....experiments.store.result_files import folder
from ....scenarios.message import message
from ...language.translations import preferred_language, words
from ...narratives import lever_search as sentences
from ...reports import json_documents
from ...reports.lever_search import NAMES_OF_PAGES, document, lever_table, objective_table, write_files
from .. import consoles
from ..columns import TableColumn, render
from .ensemble import tell_stages
from .options import Json, Lang, Out, WorkersOption

SearchedScenario = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="Whose rules stand where no lever moves them.")
]
CitiesOption = Annotated[
    Path | None,
    typer.Option("--cities", metavar="DIR", help="Folder of an ensemble: its cities; those that are shipped if none."),
]
SearchedLevers = Annotated[
    list[str] | None, typer.Option("--lever", metavar="KEY", help="A lever to move; may be repeated; else eight.")
]
ObjectiveOption = Annotated[
    list[str] | None,
    typer.Option("--objective", metavar="NAME", help="An indicator to better; may be repeated; two to six."),
]
PopulationOption = Annotated[
    int, typer.Option("--population", min=4, max=1000, metavar="N", help="Policies of a generation.")
]
GenerationsOption = Annotated[
    int, typer.Option("--generations", min=1, max=1000, metavar="N", help="Generations of the search.")
]
PanelOption = Annotated[
    int, typer.Option("--search-in", min=1, max=1000, metavar="N", help="Cities that the search lives in.")
]
HeldOption = Annotated[
    int, typer.Option("--tell-in", min=2, max=1000, metavar="N", help="Other cities in which the front is run again.")
]
LucksOption = Annotated[
    int, typer.Option("--replicates", min=1, max=1000, metavar="R", help="Runs of each policy in each city.")
]
SearchSeed = Annotated[int, typer.Option("--seed", min=0, metavar="N", help="Luck of the search.")]

FOLDER = Path("results") / "search"
AGAINST, SHIPPED = "fragmented", "plausible"
_SEARCHED, _TOLD = 201, 301
"""Luck of the first run of the search, and of what is told."""


def search(
    scenario: SearchedScenario,
    cities: CitiesOption = None,
    lever: SearchedLevers = None,
    objective: ObjectiveOption = None,
    population: PopulationOption = 20,
    generations: GenerationsOption = 10,
    search_in: PanelOption = 8,
    tell_in: HeldOption = 20,
    replicates: LucksOption = 2,
    seed: SearchSeed = 1,
    workers: WorkersOption = 1,
    out: Out = None,
    json: Json = False,
    lang: Lang = None,
) -> None:
    """Search levers for policies that trade off several aims, and tell their regret over plausible cities."""
    say = words(lang or preferred_language())
    base = resolve_scenario(scenario)
    consoles.tell_warnings([base], say)
    plan = plan_search(
        base, lever or (), objective or (), population=population, generations=generations, seed=seed, options="--"
    )
    every = plausible_cities(cities or FOUND / SHIPPED)
    searched = replace(every, cities=every.cities[:search_in], labels=every.labels[:search_in], first_seed=_SEARCHED)
    rest = slice(search_in, search_in + tell_in)
    held = replace(every, cities=every.cities[rest], labels=every.labels[rest], first_seed=_TOLD)
    if len(held.cities) < 2:  # so few that no other is left: further luck in the same
        held = replace(every, cities=every.cities[:tell_in], labels=every.labels[:tell_in], first_seed=_TOLD)
        consoles.tell(say("search.same_cities"), say)
    searched, held = (replace(each, seeds=replicates) for each in (searched, held))
    target = out or FOLDER
    command = ["cogov", "search", scenario, "--population", str(population)]
    command += [] if cities is None else ["--cities", str(cities)]
    command += ["--generations", str(generations), "--search-in", str(search_in), "--tell-in", str(tell_in)]
    command += ["--replicates", str(replicates), "--seed", str(seed)]
    command += [word for each in lever or () for word in ("--lever", each)]
    command += [word for each in objective or () for word in ("--objective", each)]
    given = [(base.name, base)]
    if base.name != AGAINST:
        given.append((AGAINST, resolve_scenario(AGAINST)))
    consoles.announce_compilation(say)
    with draining(lambda text: consoles.tell(text, say)) as stopped:
        options = RunOptions(
            workers=workers, command=command, notice=lambda text: consoles.tell(text, say),
            interrupted=lambda: stopped.number, on_stage=tell_stages(say),
        )  # fmt: skip
        front = search_policies(plan, searched, held, target, options, given)
    origin = provenance(command)
    with folder(target, "search", lambda text: consoles.tell(text, say)) as stage:
        write_files(stage, front, origin)
    if json:
        typer.echo(json_documents.text(document(front, origin)), nl=False)
        return
    console = consoles.output()
    console.print(sentences.headline(front, say), style="bold")
    for sentence in sentences.context(front, say):
        console.print(sentence)
    for name, (head, rows) in (("front", objective_table(front, say)), ("levers", lever_table(front, say))):
        columns = [
            TableColumn(each, place > 0, _worth(name, place, len(head)), place == 0) for place, each in enumerate(head)
        ]
        title = say(f"search.section.{name}")
        console.print(render(columns, [[Text(cell) for cell in row] for row in rows], console.width, title))
    consoles.show(say("run.page", path=target / NAMES_OF_PAGES[say.language]), say)


def _worth(table: str, place: int, count: int) -> int:
    """Return what a column is worth where room is short: regrets go first, they stand on the page."""
    return 1 if table == "front" and place > 2 and place < count - 1 and place % 2 else 0


def plausible_cities(folder: Path) -> CityPanel:
    """Return the cities that an ensemble kept; families take turns, since cities of one plain draw are alike.

    Raises
    ------
    StoreError
        If the folder is none of an ensemble, or holds no plausible city.
    """
    try:
        found: Any = parser.loads((folder / RESULT).read_bytes())
        numbers = _in_turns([(int(each["draw"]), int(each.get("root", each["draw"]))) for each in found["cities"]])
        descents = found.get("descents", [])
    except (OSError, ValueError, KeyError, TypeError):
        numbers, descents = [], []
    if not numbers:
        raise StoreError(message("search.no_cities", name=folder))
    draws = CityDraws(load_ensemble(folder / SOURCE))
    draws.follow(descents)
    return CityPanel(
        tuple(draws.city(number) for number in numbers), tuple(f"draw {number}" for number in numbers), 1, 1
    )


def _in_turns(cities: Sequence[tuple[int, int]]) -> list[int]:
    """Return draws so that the first of each root come before the second of any.

    >>> _in_turns([(3, 1), (4, 1), (5, 2), (6, 1)])
    [3, 5, 4, 6]
    """
    met = Counter[int]()
    order: list[tuple[int, int]] = []
    for draw, root in cities:
        order.append((met[root], draw))
        met[root] += 1
    return [draw for _, draw in sorted(order, key=lambda each: each[0])]
