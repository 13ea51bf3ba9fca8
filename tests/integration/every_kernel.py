"""Small cities in which every rule, kind of event and process is at work; as a program, lives through them.

python every_kernel.py          prints, as JSON, the digest of each city and the kernels that were never called
python every_kernel.py planted  lives through the first with a table that is too short
"""

import hashlib
import json
import sys
from types import ModuleType

from cogov.model.agents import GovernanceModel
from cogov.model.compilation import KERNELS
from cogov.model.engine.simulation import Simulation
from cogov.model.parameters.settings import Settings, merge

WEEKS = 15
"""More than a quarter, which rates look back over."""

RULES = [
    {
        "goals": {"rule": "command", "strength": 0.8, "campaign": 0.5},
        "resources": {"rule": "community", "share": 0.5},
        "mechanism": {
            "rule": "peer", "strength": 0.9, "responsibility_lists": 0.3, "escalation": 1.0, "hotline": 0.6,
        },
        "party_building": {"grid_coverage": 0.9, "household_links": 0.8, "vanguard": 0.8},
        "deliberation": {"interval_weeks": 2, "inclusiveness": 1.0, "decision_rule": "majority"},
        "participation": {"reward": 0.4, "volunteer_service": 0.8, "service_purchase": 0.9},
        "administration": {"command": 0.5, "assessment": 3.0, "relief": 0.5},
    },
    {
        "goals": {"rule": "party_led", "strength": 0.8},
        "resources": {"rule": "district", "share": 0.9},
        "mechanism": {"rule": "hub", "strength": 1.0},
        "deliberation": {"interval_weeks": 3, "inclusiveness": 1.0, "invites": "affected"},
    },
    {
        "goals": {"rule": "deliberative", "strength": 1.0},
        "resources": {"rule": "city", "share": 1.0},
        "deliberation": {"interval_weeks": 1, "inclusiveness": 0.9, "decision_rule": "unanimity"},
    },
]  # fmt: skip


def worlds() -> list[Settings]:
    """Return the settings of the cities, one of them with ties between communities."""
    usual = Settings().model_dump(by_alias=True)
    kinds = list(usual["world"]["issues"])
    events = [
        {"week": 2, "surge": {"types": kinds[:1], "factor": 80.0, "weeks": 3}},
        {"week": 3, "capacity": {"actors": ["government", "social_organisation"], "factor": 0.1, "weeks": 4}},
        {"when": "at_desk > 0.1", "until": "load < 0.5", "rules": {"administration": {"command": 0.9}}},
    ]
    places = [
        {"district": "D", "street": "S", "kind": kind, "name": name, "grids": grids, "persons": 900, "agents": agents}
        for kind, name, grids, agents in (("urban", "C", 2, 16), ("urban", "E", 1, 1), ("rural", "V", 1, 4))
    ]
    ties = [{"source": one, "target": other, "weight": 1.0} for one in "CEV" for other in "CEV"]
    found = []
    for number, rules in enumerate(RULES):
        change = {
            "world": {"city": {"places": places, "ties": ties if number == 0 else []}},
            "behaviour": {"arise": {"rate": 0.02}, "work": {"substitution": (-0.5, 0.0, -2.0)[number]}},
            "rules": rules, "events": events, "run": {"weeks": WEEKS, "seed": 3},
        }  # fmt: skip
        found.append(Settings.model_validate(merge(usual, change)))
    return found


def live_beyond_the_ledger() -> None:
    """Plant a fault: the ledger has a week's room, and more weeks are lived."""
    simulation = Simulation(worlds()[0], check=True)  # by the kernels that the checks have compiled
    city = simulation.city
    simulation.city = city._replace(ledger=city.ledger._replace(counts=city.ledger.counts[:1].copy()))
    simulation.run()


def uncalled() -> list[str]:
    """Return the kernels that were never called, neither by Python nor by another kernel.

    Of a kernel that was read from disk only its own types are known: what it calls is found by the names in its code.
    """
    by_function = {id(kernel): name for name, kernel in KERNELS.items()}
    called, waiting = set(), [name for name, kernel in KERNELS.items() if getattr(kernel, "signatures", True)]
    while waiting:
        name = waiting.pop()
        if name not in called:
            called.add(name)
            function = getattr(KERNELS[name], "py_func", KERNELS[name])
            waiting += [by_function[id(each)] for each in _used(function) if id(each) in by_function]
    return sorted(set(KERNELS) - called)


def _used(function):
    """Return what a function names: of its module, and of modules that it names."""
    names = function.__code__.co_names
    for name in names:
        value = function.__globals__.get(name)
        yield value
        if isinstance(value, ModuleType):
            yield from (vars(value).get(inner) for inner in names)


def digests() -> list[str]:
    """Live through all cities, and return what their histories come to; the first also with agents, for some weeks."""
    found = [Simulation(settings, check=True).run().digest() for settings in worlds()]
    found.append(Simulation(worlds()[0], threads=2).run().digest())
    agents = GovernanceModel(worlds()[0], register_citizens=False)  # their meetings draw by a kernel of their own
    for _ in range(3):
        agents.step()
    return [*found, hashlib.sha256(agents.series.tobytes()).hexdigest()]


if __name__ == "__main__":
    if sys.argv[1:] == ["planted"]:
        live_beyond_the_ledger()
    else:
        print(json.dumps({"digests": digests(), "uncalled": uncalled()}))
