"""The residents' week in mesa-frames: a Polars frame of all residents. ``frames.py STATE WEEKS OUT``"""

from __future__ import annotations

import sys
import time

import numpy as np
import polars
from mesa_frames import AgentSetPolars, ModelDF
from polars import col, lit, when

DOMAINS = range(5)


class Residents(AgentSetPolars):
    """One set; neighbours are eight columns of rows, priorities five columns."""

    def __init__(self, model, state):
        super().__init__(model)
        number = {name[7:]: float(value) for name, value in state.items() if name.startswith("number.")}
        self.numbers = number
        columns = {"unique_id": np.arange(len(state["trust"]))}
        for name, value in state.items():
            if name.startswith("number."):
                continue
            if value.ndim == 2:
                columns |= {f"{name}_{d}": value[:, d] for d in range(value.shape[1])}
            else:
                columns[name] = value
        self.add(polars.DataFrame(columns))

    def of_neighbours(self, name):
        found = col(name).cast(polars.Float64)
        return sum((found.gather(col(f"neighbours_{k}")) for k in range(8)), start=lit(0.0)) / 8.0

    def volunteer(self):
        b = {name[10:]: value for name, value in self.numbers.items() if name.startswith("volunteer.")}
        reward, memory, peak = self.numbers["reward"], b["belief_memory"], b["hump_peak"]
        belief = memory * col("belief") + (1.0 - memory) * self.of_neighbours("volunteered")
        hump = polars.min_horizontal(col("belief"), peak * (1.0 - col("belief")) / (1.0 - peak))
        kind = col("contributor")
        pull = when(kind == 0).then(col("belief")).when(kind == 1).then(0.0).when(kind == 2).then(hump)
        odds = (
            b["base"] + b["reward"] * reward + b["service"] * self.numbers["service"] + b["mobilising"] * col("call")
            + b["motive"] * (1.0 - b["crowding_out"] * reward) * col("motive") + b["trust"] * col("trust")
            + b["neighbours"] * pull.otherwise(b["other_level"]) + b["vanguard"] * col("vanguard") * col("party_member")
            + b["lead"] * col("lead") * (col("link_rank") < col("links")) - b["fatigue"] * col("fatigue")
        )  # fmt: skip
        motive = col("motive") + b["motive_return"] * (col("motive_anchor") - col("motive"))
        self.agents = self.agents.with_columns(belief=belief)
        self.agents = self.agents.with_columns(volunteered=col("luck") < 1.0 / (1.0 + (-odds).exp()), motive=motive)
        change = b["motive_growth"] * col("satisfaction") * (1.0 - col("motive"))
        change = change - b["motive_crowding"] * b["crowding_out"] * reward * col("motive")
        tired = col("fatigue") - b["fatigue_decay"] * col("fatigue") + b["fatigue_gain"] * col("volunteered")
        self.agents = self.agents.with_columns(
            motive=col("motive") + col("volunteered") * change, fatigue=polars.min_horizontal(lit(1.0), tired)
        )

    def experience(self):
        b = {name[11:]: value for name, value in self.numbers.items() if name.startswith("experience.")}
        outcome = b["outcome"] * (-col("harm") / b["harm_scale"]).exp() + (1.0 - b["outcome"]) * col("voice")
        heard = {"heard_trust": self.of_neighbours("trust"), "heard_norm": self.of_neighbours("norm")}
        heard |= {f"heard_{d}": self.of_neighbours(f"priorities_{d}") for d in DOMAINS}
        pleased = col("satisfaction") + b["satisfaction_rate"] * (outcome - col("satisfaction"))
        self.agents = self.agents.with_columns(satisfaction=pleased, **heard)
        trust, norm = col("trust"), col("norm")
        upkeep = b["norm_pledge"] * col("pledge") + b["norm_lead"] * col("lead")
        sees = b["priority_seen"] * (col("harm") > 0.0)
        self.agents = self.agents.with_columns(
            yearly_satisfaction=col("yearly_satisfaction")
            + self.numbers["year"] * (col("satisfaction") - col("yearly_satisfaction")),
            trust=(
                trust + b["trust_gain"] * col("solved") * (1.0 - trust) - col("let_down") * trust
                + b["trust_neighbours"] * (col("heard_trust") - trust)
                + b["trust_voice"] * col("voice") * (1.0 - trust)
                + b["trust_satisfaction"] * (col("satisfaction") - trust)
            ).clip(0.0, 1.0),
            norm=(
                norm + upkeep * (1.0 - norm) + b["norm_neighbours"] * (col("heard_norm") - norm)
                - b["norm_erosion"] * norm
            ).clip(0.0, 1.0),
            **{
                f"priorities_{d}": col(f"priorities_{d}") + sees * (col(f"seen_{d}") - col(f"priorities_{d}"))
                + b["priority_neighbours"] * (col(f"heard_{d}") - col(f"priorities_{d}"))
                + b["priority_anchor"] * (col(f"priority_anchor_{d}") - col(f"priorities_{d}"))
                for d in DOMAINS
            },
        )  # fmt: skip

    def step(self):
        self.volunteer()
        self.experience()


class City(ModelDF):
    def __init__(self, state):
        super().__init__()
        self.residents = Residents(self, state)
        self.agents += self.residents


if __name__ == "__main__":
    city = City(dict(np.load(sys.argv[1])))
    residents = city.agents._agentsets[0]
    start = time.process_time()
    for _ in range(int(sys.argv[2])):
        residents.step()
    spent = time.process_time() - start
    frame = residents.agents
    names = ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "volunteered")
    found = {name: frame[name].to_numpy() for name in names}
    np.savez(sys.argv[3], priorities=frame.select([f"priorities_{d}" for d in DOMAINS]).to_numpy(), **found)
    print(spent)
