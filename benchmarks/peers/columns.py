"""The residents' week in NumPy: whole columns at a time. ``columns.py STATE WEEKS OUT``"""

from __future__ import annotations

import sys
import time

import numpy as np


class Residents:
    """All residents, a column for each quantity."""

    def __init__(self, state):
        self.numbers = {name[7:]: float(value) for name, value in state.items() if name.startswith("number.")}
        for name, value in state.items():
            if not name.startswith("number."):
                setattr(self, name, np.array(value))

    def mean_of_neighbours(self, values):
        return values[self.neighbours].mean(axis=1)

    def volunteer(self):
        b = {name[10:]: value for name, value in self.numbers.items() if name.startswith("volunteer.")}
        reward = self.numbers["reward"]
        memory = b["belief_memory"]
        others = self.mean_of_neighbours(self.volunteered.astype(float))
        self.belief = memory * self.belief + (1.0 - memory) * others
        peak = b["hump_peak"]
        hump = np.minimum(self.belief, peak * (1.0 - self.belief) / (1.0 - peak))
        pull = np.choose(self.contributor, [self.belief, 0.0, hump, b["other_level"]])
        odds = (
            b["base"] + b["reward"] * reward + b["service"] * self.numbers["service"] + b["mobilising"] * self.call
            + b["motive"] * (1.0 - b["crowding_out"] * reward) * self.motive + b["trust"] * self.trust
            + b["neighbours"] * pull + b["vanguard"] * self.vanguard * self.party_member
            + b["lead"] * self.lead * (self.link_rank < self.links) - b["fatigue"] * self.fatigue
        )  # fmt: skip
        self.volunteered = self.luck < 1.0 / (1.0 + np.exp(-odds))
        motive = self.motive + b["motive_return"] * (self.motive_anchor - self.motive)
        change = b["motive_growth"] * self.satisfaction * (1.0 - motive)
        change -= b["motive_crowding"] * b["crowding_out"] * reward * motive
        self.motive = motive + self.volunteered * change
        tired = self.fatigue - b["fatigue_decay"] * self.fatigue + b["fatigue_gain"] * self.volunteered
        self.fatigue = np.minimum(1.0, tired)

    def experience(self):
        b = {name[11:]: value for name, value in self.numbers.items() if name.startswith("experience.")}
        trust, norm = self.mean_of_neighbours(self.trust), self.mean_of_neighbours(self.norm)
        priorities = self.mean_of_neighbours(self.priorities)
        outcome = b["outcome"] * np.exp(-self.harm / b["harm_scale"]) + (1.0 - b["outcome"]) * self.voice
        self.satisfaction += b["satisfaction_rate"] * (outcome - self.satisfaction)
        self.yearly_satisfaction += self.numbers["year"] * (self.satisfaction - self.yearly_satisfaction)
        self.trust = np.clip(
            self.trust + b["trust_gain"] * self.solved * (1.0 - self.trust) - self.let_down * self.trust
            + b["trust_neighbours"] * (trust - self.trust) + b["trust_voice"] * self.voice * (1.0 - self.trust)
            + b["trust_satisfaction"] * (self.satisfaction - self.trust), 0.0, 1.0,
        )  # fmt: skip
        upkeep = b["norm_pledge"] * self.pledge + b["norm_lead"] * self.lead
        self.norm = np.clip(
            self.norm + upkeep * (1.0 - self.norm) + b["norm_neighbours"] * (norm - self.norm)
            - b["norm_erosion"] * self.norm, 0.0, 1.0,
        )  # fmt: skip
        sees = b["priority_seen"] * (self.harm > 0.0)[:, None]
        self.priorities = (
            self.priorities + sees * (self.seen - self.priorities)
            + b["priority_neighbours"] * (priorities - self.priorities)
            + b["priority_anchor"] * (self.priority_anchor - self.priorities)
        )  # fmt: skip


if __name__ == "__main__":
    residents = Residents(np.load(sys.argv[1]))
    start = time.process_time()
    for _ in range(int(sys.argv[2])):
        residents.volunteer()
        residents.experience()
    spent = time.process_time() - start
    names = ("trust", "satisfaction", "motive", "fatigue", "norm", "belief", "priorities", "volunteered")
    np.savez(sys.argv[3], **{name: getattr(residents, name) for name in names})
    print(spent)
