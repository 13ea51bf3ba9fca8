"""How the cost of a week grows with residents, bodies and open problems, each with the others held."""

from __future__ import annotations

import statistics

from cogov.model import Simulation
from cogov.model.indicators import NAMES

from .cities import Size
from .section import Section
from .timing import figure, interleaved, slope

WEEKS, ROUNDS = 20, 5
OPEN = [NAMES.index("open_issues"), NAMES.index("latent")]
BASE = Size(4, 10, 5, 50)
"""10,000 residents in 40 communities."""


def growth() -> Section:
    rate = BASE.settings(1).behaviour.arise.rate
    residents = {
        float(BASE.districts * BASE.communities * BASE.grids * n): (
            Size(BASE.districts, BASE.communities, BASE.grids, n),
            (),  # persons, and so problems, are as many: agents are a finer sample of them
        )
        for n in (50, 100, 200, 400, 800)
    }
    numbers = {
        1 + 2 * k: (BASE, (f"world.actors.enterprise.number={k}", f"world.actors.social_organisation.number={k}"))
        for k in (1, 2, 4, 8, 16)
    }
    # Nobody has the capacity to resolve anything: problems pile up with their rate.
    problems = {
        factor: (
            BASE,
            (f"behaviour.arise.rate={rate * factor!r}", "world.actors.capacity_scale=0.05"),
        )
        for factor in (1.0, 2.0, 4.0, 8.0)
    }  # fmt: skip
    rows = [
        row("residents", residents, lambda s: len(s.city.residents.key)),
        row("bodies", numbers, lambda s: len(s.city.bodies.kind)),
        row("open problems", problems, lambda s: s.series[-1, OPEN].sum()),
    ]
    return Section(
        "Growth",
        f"A week of a city of {BASE.citizens:,} residents (scenario `synergy`), in which one thing grows and the "
        "others stay. The exponent is the slope of log time over log number: 1 is linear; below 1 the rest of the week "
        "still outweighs what grows. What one more costs is taken between the two largest.",
        ("what grows", "from", "to", "a week (ms)", "exponent", "exponent at the end", "one more costs (ns a week)"),
        rows,
    )


def row(what, cases, count) -> tuple[str, ...]:
    """Return the row of one thing that grows."""
    lived = {}
    for key, (size, changes) in cases.items():
        simulation = Simulation(size.settings(WEEKS * (ROUNDS + 2), "synergy", *changes), threads=1)
        for _ in range(WEEKS):
            simulation.step()
        lived[key] = simulation

    def go_on(simulation: Simulation) -> None:
        for _ in range(WEEKS):
            simulation.step()

    before = {key: count(simulation) for key, simulation in lived.items()}
    spent = interleaved({str(key): lambda s=s: go_on(s) for key, s in lived.items()}, ROUNDS)
    number = [statistics.mean((before[key], count(lived[key]))) for key in cases]
    week = [spent[str(key)].median / WEEKS for key in cases]
    more = (week[-1] - week[-2]) / (number[-1] - number[-2])
    return (
        what, f"{number[0]:,.0f}", f"{number[-1]:,.0f}", f"{figure(1000 * week[0])} … {figure(1000 * week[-1])}",
        f"{slope(number, week):.2f}", f"{slope(number[-2:], week[-2:]):.2f}", figure(1e9 * more),
    )  # fmt: skip
