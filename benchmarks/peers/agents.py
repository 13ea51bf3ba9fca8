"""The residents' week in AgentPy: one object for each resident. ``agents.py STATE WEEKS OUT``"""

from __future__ import annotations

import math
import sys
import time

import agentpy
import numpy as np

ONE = ("trust", "satisfaction", "yearly_satisfaction", "motive", "motive_anchor", "fatigue", "norm", "belief", "voice",
    "link_rank", "contributor", "party_member", "volunteered", "luck", "harm", "solved", "let_down", "pledge",
    "vanguard", "lead", "links", "call")  # fmt: skip
MANY = ("priorities", "priority_anchor", "seen")


class Resident(agentpy.Agent):
    def mean_of_neighbours(self, of):
        return sum(of(each) for each in self.neighbours) / 8.0

    def decide(self):
        b, reward = self.model.volunteering, self.model.numbers["reward"]
        others = self.mean_of_neighbours(lambda each: each.volunteered)
        self.belief = b["belief_memory"] * self.belief + (1.0 - b["belief_memory"]) * others
        if self.contributor == 0:
            pull = self.belief
        elif self.contributor == 1:
            pull = 0.0
        elif self.contributor == 2:
            pull = min(self.belief, b["hump_peak"] * (1.0 - self.belief) / (1.0 - b["hump_peak"]))
        else:
            pull = b["other_level"]
        odds = b["base"] + b["reward"] * reward + b["service"] * self.model.numbers["service"]
        odds += b["mobilising"] * self.call + b["motive"] * (1.0 - b["crowding_out"] * reward) * self.motive
        odds += b["trust"] * self.trust + b["neighbours"] * pull - b["fatigue"] * self.fatigue
        if self.party_member:
            odds += b["vanguard"] * self.vanguard
        if self.link_rank < self.links:
            odds += b["lead"] * self.lead
        self.will = self.luck < 1.0 / (1.0 + math.exp(-odds))

    def serve(self):
        b, reward = self.model.volunteering, self.model.numbers["reward"]
        self.volunteered = self.will
        motive = self.motive + b["motive_return"] * (self.motive_anchor - self.motive)
        tired = self.fatigue - b["fatigue_decay"] * self.fatigue
        if self.volunteered:
            growth = b["motive_growth"] * self.satisfaction * (1.0 - motive)
            motive += growth - b["motive_crowding"] * b["crowding_out"] * reward * motive
            tired += b["fatigue_gain"]
        self.motive, self.fatigue = motive, min(1.0, tired)

    def listen(self):
        self.heard_trust = self.mean_of_neighbours(lambda each: each.trust)
        self.heard_norm = self.mean_of_neighbours(lambda each: each.norm)
        self.heard = [self.mean_of_neighbours(lambda each, d=d: each.priorities[d]) for d in range(5)]

    def take_in(self):
        b = self.model.experiencing
        outcome = b["outcome"] * math.exp(-self.harm / b["harm_scale"]) + (1.0 - b["outcome"]) * self.voice
        self.satisfaction += b["satisfaction_rate"] * (outcome - self.satisfaction)
        self.yearly_satisfaction += self.model.numbers["year"] * (self.satisfaction - self.yearly_satisfaction)
        trust, norm = self.trust, self.norm
        trust += (
            b["trust_gain"] * self.solved * (1.0 - trust) - self.let_down * trust
            + b["trust_neighbours"] * (self.heard_trust - trust) + b["trust_voice"] * self.voice * (1.0 - trust)
            + b["trust_satisfaction"] * (self.satisfaction - trust)
        )  # fmt: skip
        upkeep = b["norm_pledge"] * self.pledge + b["norm_lead"] * self.lead
        norm += upkeep * (1.0 - norm) + b["norm_neighbours"] * (self.heard_norm - norm) - b["norm_erosion"] * norm
        self.trust, self.norm = min(1.0, max(0.0, trust)), min(1.0, max(0.0, norm))
        sees = b["priority_seen"] if self.harm > 0.0 else 0.0
        self.priorities = [
            x + sees * (seen - x) + b["priority_neighbours"] * (heard - x) + b["priority_anchor"] * (anchor - x)
            for x, seen, heard, anchor in zip(self.priorities, self.seen, self.heard, self.priority_anchor, strict=True)
        ]


class City(agentpy.Model):
    def setup(self):
        state = self.p["state"]
        self.numbers = {name[7:]: float(value) for name, value in state.items() if name.startswith("number.")}
        self.volunteering = {name[10:]: v for name, v in self.numbers.items() if name.startswith("volunteer.")}
        self.experiencing = {name[11:]: v for name, v in self.numbers.items() if name.startswith("experience.")}
        self.residents = agentpy.AgentList(self, len(state["trust"]), Resident)
        for name in ONE + MANY:
            for resident, value in zip(self.residents, state[name].tolist(), strict=True):
                setattr(resident, name, value)
        everyone = list(self.residents)
        for resident, rows in zip(everyone, state["neighbours"].tolist(), strict=True):
            resident.neighbours = [everyone[row] for row in rows]

    def step(self):
        self.residents.decide()
        self.residents.serve()
        self.residents.listen()
        self.residents.take_in()


if __name__ == "__main__":
    city = City({"state": dict(np.load(sys.argv[1]))})
    city.setup()
    start = time.process_time()
    for _ in range(int(sys.argv[2])):
        city.step()
    spent = time.process_time() - start
    names = ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "priorities", "volunteered")
    np.savez(sys.argv[3], **{name: np.array([getattr(each, name) for each in city.residents]) for name in names})
    print(spent)
