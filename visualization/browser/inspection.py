"""What one actor or one community is like at the end of a week, in words: the answer to a click on the map.

The run is made again up to that week, as a :class:`~cogov.model.governance_model.GovernanceModel`, and its Mesa agents
are asked. The last few models are kept, since a visitor who clicks usually clicks again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import cast

import numpy as np

from ...model.actors import Citizen, GovernmentAgency, MassOrganisation, Organisation, PartyBranch, SelfGoverningGroup
from ...model.governance_model import GovernanceModel
from ...model.settings import Settings
from ...model.state import NEVER, City, Kind, Stage
from ...model.world import DOMAINS, RESOURCES
from .labels import issue_name, place_name
from .translations import Language, Words, words

__all__ = ["KINDS", "inspect"]

Lines = list[tuple[str, str]]

KINDS = (*(kind.name.lower() for kind in Kind), "community")
"""What can be asked about."""

KEPT = 4
"""Models kept."""

_models: OrderedDict[tuple[str, int], GovernanceModel] = OrderedDict()
_lock = Lock()


def inspect(settings: Settings, week: int, kind: str, row: int, language: Language) -> Lines:
    """Describe an actor or a community at the end of a week.

    Parameters
    ----------
    settings : Settings
    week : int
        0 is the first week, as in a film and in a scenario's events.
    kind : str
        One of :data:`KINDS`.
    row : int
        Row of the model's columns: of citizens, of organisations or of communities.
    language : str

    Returns
    -------
    list of (str, str)
        Label and value.

    Raises
    ------
    ValueError
        When there is no such week, kind or row.
    """
    say = words(language)
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; allowed: {', '.join(KINDS)}")
    if not 0 <= week < settings.run.weeks:
        raise ValueError(f"week is {week}; the run has weeks 0 to {settings.run.weeks - 1}")
    key = (settings.digest(), week)
    model = _model_at(settings, *key)
    try:
        return _describe(model, week, kind, row, say)
    finally:
        _keep(key, model)


def _model_at(settings: Settings, digest: str, week: int) -> GovernanceModel:
    """Return a model at the end of a week, if possible one that was kept; residents are registered when asked."""
    with _lock:
        earlier = [kept for kept in _models if kept[0] == digest and kept[1] <= week]
        model = _models.pop(max(earlier)) if earlier else None
    if model is None:
        model = GovernanceModel(settings, register_citizens=False)
    while model.week <= week:
        model.step()
    return model


def _keep(key: tuple[str, int], model: GovernanceModel) -> None:
    """Put a model back, and let go of those asked longest ago."""
    surplus: list[GovernanceModel] = []
    with _lock:
        if key in _models:  # two visitors asked at once
            surplus.append(model)
        else:
            _models[key] = model
        while len(_models) > KEPT:
            surplus.append(_models.popitem(last=False)[1])
    for old in surplus:
        old.release()


def _describe(model: GovernanceModel, week: int, kind: str, row: int, say: Words) -> Lines:
    city = model.city
    if kind == "community":
        _check(row, city.territory.communities, kind)
        lines = _community(city, row, say)
    elif kind == "citizen":
        _check(row, city.territory.citizens, kind)
        citizen = Citizen(model, row)
        lines = _citizen(citizen, say)
        citizen.remove()
    else:
        actors = {cast(Organisation, actor).row: cast(Organisation, actor) for actor in model.agents}
        if row not in actors or actors[row].kind.name.lower() != kind:
            raise ValueError(f"organisation {row} is no {kind}")
        lines = _organisation(actors[row], say)
    return [(say("map.inspect.what"), say(f"map.kind.{kind}")), *lines, (say("map.inspect.week"), str(week))]


def _check(row: int, rows: int, kind: str) -> None:
    if not 0 <= row < rows:
        raise ValueError(f"row is {row}; there are {rows} rows of {kind}")


class _Sheet:
    """Lines being written."""

    def __init__(self, say: Words) -> None:
        self.say, self.lines = say, cast(Lines, [])

    def line(self, key: str, value: object) -> None:
        self.lines.append((self.say(f"map.inspect.{key}"), str(value)))

    def shares(self, **values: float) -> None:
        for key, value in values.items():
            self.line(key, self.say("map.percent", value=round(100 * value)))

    def truth(self, key: str, value: bool) -> None:
        self.line(key, self.say("map.inspect.yes" if value else "map.inspect.no"))

    def most(self, key: str, priorities: Sequence[float]) -> None:
        """Write the two domains that weigh most."""
        order = sorted(range(len(DOMAINS)), key=lambda k: -priorities[k])[:2]
        parts = [
            self.say(
                "map.inspect.share_of", what=self.say(f"map.domain.{DOMAINS[k]}"), value=round(100 * priorities[k])
            )
            for k in order
        ]
        self.line(key, _join(parts, self.say))


def _join(parts: Sequence[str], say: Words) -> str:
    return ("、" if say.language == "zh" else ", ").join(parts)


def _places(city: City, community: int, say: Words) -> dict[str, str]:
    territory = city.territory
    return {
        "community": place_name(territory.community_names[community], say),
        "district": place_name(territory.district_names[int(territory.district_of[community])], say),
    }


def _citizen(citizen: Citizen, say: Words) -> Lines:
    city, sheet = citizen.city, _Sheet(say)
    grid = citizen.grid - int(city.territory.grid_start[citizen.community]) + 1
    sheet.line("where", say("map.inspect.in_grid", grid=grid, **_places(city, citizen.community, say)))
    sheet.shares(trust=citizen.trust, satisfaction=citizen.satisfaction)
    came = int(city.citizens.took_part[citizen.row])
    ago = city.week - came
    if came <= NEVER:
        meeting = say("map.inspect.never")
    else:
        meeting = say("map.inspect.weeks_ago", weeks=ago) if ago else say("map.inspect.this_week")
    if citizen.volunteered:
        meeting = say("map.inspect.and", one=say("map.inspect.volunteered"), other=meeting)
    sheet.line("participation", meeting)
    sheet.shares(motive=citizen.motive, fatigue=citizen.fatigue, norm=citizen.norm, voice=citizen.voice)
    sheet.shares(belief=citizen.belief)
    sheet.line("contributor", say(f"map.contributor.{citizen.contributor}"))
    sheet.most("cares", citizen.priorities)
    sheet.truth("member", citizen.party_member)
    sheet.truth("linked", citizen.linked)
    return sheet.lines


def _organisation(actor: Organisation, say: Words) -> Lines:
    city, sheet = actor.city, _Sheet(say)
    if actor.home is None:
        district = place_name(city.territory.district_names[actor.district], say)
        sheet.line("where", say("map.inspect.in_district", district=district, communities=len(actor.communities)))
    else:
        sheet.line("where", say("map.inspect.in_community", **_places(city, actor.home, say)))
    if not actor.enabled:
        sheet.line("participation", say("map.inspect.disabled"))
    if isinstance(actor, GovernmentAgency):
        sheet.line("domain", say(f"map.domain.{actor.domain}"))
    sheet.shares(willingness=actor.willingness)
    effort, capacity = sum(actor.effort.values()), sum(actor.capacity.values())
    sheet.line("effort", say("map.inspect.effort_of", effort=f"{effort:.2f}", capacity=f"{capacity:.2f}"))
    means = [
        say("map.inspect.units_of", what=say(f"map.resource.{resource}"), value=f"{actor.capacity[resource]:.2f}")
        for resource in RESOURCES
        if actor.capacity[resource] > 0.0
    ]
    sheet.line("means", _join(means, say) or say("map.inspect.none"))
    sheet.shares(burden=actor.burden, coordination=actor.coordination)
    sheet.line("partners", len(actor.partners))
    sheet.most("cares", actor.priorities)
    if isinstance(actor, PartyBranch):
        sheet.shares(cohesion=actor.cohesion, lead=actor.lead)
        sheet.line("members", actor.members)
    elif isinstance(actor, SelfGoverningGroup):
        sheet.shares(consensus=actor.consensus, pledge=actor.pledge)
        if max(actor.agenda) > min(actor.agenda):  # something was agreed on
            sheet.most("agenda", actor.agenda)
    elif isinstance(actor, MassOrganisation):
        sheet.shares(call=actor.call)
    return sheet.lines


def _community(city: City, row: int, say: Words) -> Lines:
    territory, communities, citizens, sheet = city.territory, city.communities, city.citizens, _Sheet(say)
    people = slice(int(territory.citizen_start[row]), int(territory.citizen_start[row + 1]))
    sheet.line("where", say("map.inspect.in_community", **_places(city, row, say)))
    grids = int(territory.grid_start[row + 1] - territory.grid_start[row])
    sheet.line("residents", say("map.inspect.residents_in", residents=int(territory.residents[row]), grids=grids))
    kinds = city.organisations.kind[city.organisations.home_start[row] : city.organisations.home_start[row + 1]]
    counts = {kind: int((kinds == kind).sum()) for kind in Kind}
    parts = [
        say("map.inspect.number_of", what=say(f"map.kind.{kind.name.lower()}"), value=count)
        for kind, count in counts.items()
        if count
    ]
    sheet.line("organisations", _join(parts, say) or say("map.inspect.none"))
    sheet.shares(
        trust=float(citizens.trust[people].mean()),
        satisfaction=float(citizens.satisfaction[people].mean()),
        volunteers=float(citizens.volunteered[people].mean()),
        attendance=float(communities.attendance[row]),
        consensus=float(communities.consensus[row]),
        pledge=float(communities.pledge[row]),
        cohesion=float(communities.cohesion[row]),
        reach=float(communities.reach[row]),
    )
    if np.ptp(communities.agenda[row]) > 0.0:  # something was agreed on
        sheet.most("agenda", cast("list[float]", communities.agenda[row].tolist()))
    _problems(city, row, sheet)
    return sheet.lines


def _problems(city: City, row: int, sheet: _Sheet) -> None:
    """Write the community's problems: by stage, overdue, and which are most frequent."""
    issues, n, say = city.issues, city.issues.open, sheet.say
    here = (city.territory.home_of[issues.grid[:n]] == row) & (issues.stage[:n] < Stage.RESOLVED)
    stages = np.bincount(issues.stage[:n][here], minlength=4).tolist()
    latent, reported, assigned, paper = stages[:4]
    sheet.line(
        "open",
        say("map.inspect.stages", open=sum(stages), latent=latent, reported=reported, assigned=assigned, paper=paper),
    )
    types = issues.type[:n][here]
    sheet.line("overdue", int((city.week - issues.born[:n][here] > city.types.deadline[types]).sum()))
    if len(types):
        counts = np.bincount(types)
        name = issue_name(city.types.names[int(counts.argmax())], say)
        sheet.line("commonest", say("map.inspect.number_of", what=name, value=int(counts.max())))
