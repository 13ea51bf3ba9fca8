"""The files of a city: a scenario with its communities, the table of facts, and boundaries if there are any."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from ...model.parameters.settings import SCHEMA_VERSION
from ...model.parameters.world import Place
from ..message import count
from ..message import say as say_in
from ..names import LONGEST
from ..scenario import Text
from ..toml.sanitize import csv_cell
from ..writing import quote
from .assumptions import LIBRARY, Assumption, CityFacts
from .headings import name_meaning

SCENARIO, COMMUNITIES, FACTS, BOUNDARIES = "city.toml", "communities.csv", "places.csv", "boundaries.geojson"

_CHINESE = re.compile("[\u4e00-\u9fff]")

_FACTS = ("name", "district", "street", "kind", "grids", "persons", "residents", "assumed")


def city_files(facts: CityFacts, boundaries: str = "") -> dict[str, str]:
    """Return the files of a city by name.

    Parameters
    ----------
    facts : CityFacts
    boundaries : str
        GeoJSON; no file if empty.
    """
    files = {**scenario_files(facts, bounded=bool(boundaries)), FACTS: facts_table(facts)}
    return files | ({BOUNDARIES: boundaries} if boundaries else {})


def scenario_files(facts: CityFacts, *, bounded: bool = False) -> dict[str, str]:
    """Return the scenario file of a city, and the communities beside it; `bounded`: boundaries lie there too."""
    return {SCENARIO: "\n".join(_scenario(facts, bounded)) + "\n", COMMUNITIES: _communities(facts)}


def _scenario(facts: CityFacts, bounded: bool) -> Iterator[str]:
    yield "# Written by cogov city new from a table of communities. Everything marked “assumed” is not in that table:"
    yield "# change it where you know better. Which field of which place was assumed stands in places.csv."
    yield "# 由 cogov city new 根据社区表生成。凡标有“假设”之处，表中没有，可按实际修改。"
    yield "# 逐个社区（村）的假设见 places.csv。"
    yield f"schema_version = {SCHEMA_VERSION}"
    yield ""
    yield "[scenario]"
    yield f"name = {quote(facts.name)}"
    yield f"extends = {quote(LIBRARY)}"
    if bounded:
        yield f"boundaries = {quote(BOUNDARIES)}"
    yield ""
    yield "[scenario.title]"
    title = title_city(facts.name)
    yield f"en = {quote(title.en)}"
    yield f"zh = {quote(title.zh)}"
    yield ""
    yield "[scenario.story]"
    yield f"en = {quote(_story(facts, 'en'))}"
    yield f"zh = {quote(_story(facts, 'zh'))}"
    yield ""
    yield "[world.city]"
    for assumption in facts.assumptions:
        yield from _comment(assumption)
    yield f"communities_file = {quote(COMMUNITIES)}"


def title_city(name: str) -> Text:
    """Return the title of a city in both languages: a name of letters says nothing in a Chinese table, and vice versa.

    >>> title_city("communities").zh, title_city("海州").en, title_city("海州").zh
    ('市域（communities）', 'City (海州)', '海州')
    """
    short = name[: LONGEST - len("City ()")]
    return Text(en=f"City ({short})", zh=short if _CHINESE.search(short) else f"市域（{short}）")


def _comment(assumption: Assumption) -> Iterator[str]:
    places = assumption.places
    where = f" for {count(places, 'place')}" if places else ""
    yield f"# assumed{where}, {assumption.key}: {assumption.rule}"
    field, rule = say_in(name_meaning(assumption.key), "zh"), say_in(assumption.rule, "zh")
    yield f"# 假设{f'（{places}个社区、村）' if places else ''}，{field}：{rule}"


def _story(facts: CityFacts, language: str) -> str:
    rules = [say_in(assumption.rule, "zh" if language == "zh" else "en") for assumption in facts.assumptions]
    if language == "zh":
        head = f"共{len(facts.places)}个社区（村），{facts.persons:,}人，{facts.residents:,}个主体。以下为假设："
        return head + "；".join(rules) + "。"
    numbers = ((len(facts.places), "place"), (facts.persons, "person"), (facts.residents, "agent"))
    return f"{', '.join(count(number, what) for number, what in numbers)}. Assumed: {'; '.join(rules)}."


def _communities(facts: CityFacts) -> str:
    rows = [
        [place.district, place.street, place.kind, place.name, place.grids, place.persons, place.residents]
        for place in facts.places
    ]
    return _csv([list(Place.model_fields), *rows])


def facts_table(facts: CityFacts) -> str:
    """Return what is known and what was assumed of each place, as CSV."""
    rows: list[Sequence[object]] = [_FACTS]
    for place in facts.places:
        values = [getattr(place, field) for field in _FACTS[:-1]]
        rows.append([*(csv_cell(str(value)) for value in values), " ".join(place.assumed)])
    return _csv(rows)


def _csv(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
