"""The residents' week (steps 8 and 12) in JAX: whole columns at once, in float64, with the draws handed in."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from cogov.model import Simulation
from cogov.model.engine.levers import Levers
from cogov.model.engine.state import Kind
from cogov.model.parameters.places import COMMUNITY

STATE = ("belief", "motive", "fatigue", "satisfaction", "yearly", "trust", "norm", "x")


def read_city(simulation: Simulation) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a week changes, and what it is given: who is whose neighbour, what holds in a place."""
    city, n = simulation.city, simulation.city.numbers
    residents, grids, communities, households = city.residents, city.grids, city.communities, city.households
    v, e = n.volunteer, n.experience
    lever = city.places.lever[communities.at[:, COMMUNITY]]
    reward, vanguard = lever[:, Levers.REWARD], lever[:, Levers.VANGUARD]
    home = grids.community[residents.grid]
    member = residents.member
    common = v.base + v.reward * reward + v.service * lever[:, Levers.VOLUNTEER_SERVICE] + v.mobilising * _calls(city)
    upkeep = (
        e.norm_pledge * communities.pledge
        + e.norm_lead * vanguard * communities.cohesion
        + e.norm_recognition * lever[:, Levers.RECOGNITION]
    )
    given = {
        "ring": _ring(communities.resident_start), "near": residents.near.astype(np.int32),
        "far": residents.far.astype(np.int32), "grid": residents.grid, "day_grid": residents.day_grid,
        "household": residents.household, "home": home, "member": member, "linked": residents.linked,
        "contributor": residents.contributor, "anchor": residents.anchor, "x_anchor": residents.x_anchor,
        "voice": residents.voice, "common": common[home],
        "by_motive": (v.motive * (1.0 - v.crowding_out * reward))[home],
        "first": np.where(member, (v.vanguard * vanguard)[home], 0.0),
        "led": np.where(residents.linked, (v.lead * vanguard * communities.cohesion)[home], 0.0),
        "load": np.where(member, (v.link_motive * communities.households)[home], 0.0),
        "wearing": (v.motive_crowding * v.crowding_out * reward)[home], "upkeep": upkeep[home],
        "hours_each": (v.output * grids.ppa)[residents.grid], "households_x": households.x,
        "well": (e.outcome * np.exp(-grids.harm / e.harm_scale))[residents.grid],
        "gain": (e.trust_gain * grids.solved)[residents.grid], "loss": grids.let_down[residents.grid],
        "sees": np.where(grids.harm > 0.0, e.priority_seen, 0.0)[residents.grid], "seen": grids.seen[residents.grid],
        "year": np.float64(1.0 / min(simulation.week + 1, 52)),
    }  # fmt: skip
    state = {name: getattr(residents, name).copy() for name in STATE} | {"volunteered": residents.volunteered.copy()}
    return state, given


def _ring(start: Any) -> Any:
    """Return the six close neighbours of each resident, in the engine's order."""
    rings = []
    for first, last in pairwise(start):
        here = np.arange(last - first)[:, None] + np.array([-3, -2, -1, 1, 2, 3])
        rings.append(first + here % (last - first))
    return np.concatenate(rings).astype(np.int32)


def _calls(city: Any) -> Any:
    bodies, district = city.bodies, city.communities.district_bodies
    calls = np.zeros(len(district))
    for c, (first, last) in enumerate(district):
        calling = (bodies.kind[first:last] == Kind.MASS_ORGANISATION) & bodies.acts[first:last]
        if calling.any():
            calls[c] = (bodies.w[first:last] * (1.0 - bodies.burden[first:last]))[calling].mean()
    return calls


def make_week(simulation: Simulation) -> Any:
    """Return the week as a function of state, what is given, luck to serve, luck of the domain."""
    city = simulation.city
    v, e = city.numbers.volunteer, city.numbers.experience
    grids, communities, households = len(city.grids.key), len(city.communities.key), len(city.households.key)

    def average(values: Any, given: Any) -> Any:
        total = values[given["ring"]].sum(axis=1)
        return (total + values[given["near"]] + values[given["far"]]) / 8.0

    def mean_by(values: Any, row: Any, rows: int) -> Any:
        count = jax.ops.segment_sum(jnp.ones(len(row)), row, rows)
        total = jax.ops.segment_sum(values, row, rows)
        return total / (count[:, None] if values.ndim == 2 else count)

    def week(state: Any, given: Any, luck: Any, domain_luck: Any) -> Any:
        fatigue, trust, x = state["fatigue"], state["trust"], state["x"]
        belief = v.belief_memory * state["belief"] + (1.0 - v.belief_memory) * average(
            state["volunteered"].astype(jnp.float64), given
        )
        kind = given["contributor"]
        hump = jnp.minimum(belief, v.hump_peak * (1.0 - belief) / (1.0 - v.hump_peak))
        pull = jnp.select([kind == 0, kind == 2, kind == 3], [belief, hump, jnp.full_like(belief, v.other_level)], 0.0)
        drive = jnp.where(given["member"], jnp.maximum(0.0, state["motive"] - given["load"]), state["motive"])
        odds = (
            given["common"] + given["by_motive"] * drive + v.trust * trust + v.neighbours * pull + given["first"]
            + given["led"] - v.fatigue * fatigue
        )  # fmt: skip
        serves = luck * (1.0 + jnp.exp(-odds)) < 1.0
        below = jnp.cumsum(given["households_x"], axis=1)[given["household"]]
        domain = jnp.minimum(4, (domain_luck[:, None] > below).sum(axis=1))
        hours = jax.ops.segment_sum(
            jnp.where(serves, given["hours_each"], 0.0), given["day_grid"] * 5 + domain, grids * 5
        ).reshape(grids, 5)
        served = serves.astype(jnp.float64)
        motive = state["motive"] + v.motive_return * (given["anchor"] - state["motive"])
        motive += served * (v.motive_growth * state["satisfaction"] * (1.0 - motive) - given["wearing"] * motive)
        fatigue = jnp.minimum(1.0, fatigue - v.fatigue_decay * fatigue + v.fatigue_gain * served)

        voice = given["voice"]
        satisfaction = state["satisfaction"] + e.satisfaction_rate * (
            given["well"] + (1.0 - e.outcome) * voice - state["satisfaction"]
        )
        yearly = state["yearly"] + given["year"] * (satisfaction - state["yearly"])
        trust = jnp.clip(
            trust + given["gain"] * (1.0 - trust) - given["loss"] * trust
            + e.trust_neighbours * (average(trust, given) - trust) + e.trust_voice * voice * (1.0 - trust)
            + e.trust_satisfaction * (satisfaction - trust), 0.0, 1.0,
        )  # fmt: skip
        norm = state["norm"]
        norm = jnp.clip(
            norm + given["upkeep"] * (1.0 - norm) + e.norm_neighbours * (average(norm, given) - norm)
            - e.norm_erosion * norm, 0.0, 1.0,
        )  # fmt: skip
        sees = given["sees"][:, None]
        stay = 1.0 - sees - e.priority_neighbours - e.priority_anchor
        x = (
            stay * x + sees * given["seen"] + e.priority_neighbours * average(x, given)
            + e.priority_anchor * given["x_anchor"]
        )  # fmt: skip
        after = {
            "belief": belief, "motive": motive, "fatigue": fatigue, "satisfaction": satisfaction, "yearly": yearly,
            "trust": trust, "norm": norm, "x": x, "volunteered": serves,
        }  # fmt: skip
        means = {
            "hours": hours, "trust": mean_by(trust, given["grid"], grids),
            "norm": mean_by(norm, given["grid"], grids),
            "day_trust": mean_by(trust, given["day_grid"], grids),
            "community_x": mean_by(x, given["home"], communities),
            "household_x": mean_by(x, given["household"], households),
        }  # fmt: skip
        return after, means

    return week
