# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Where does coordination pay, and is there a multiplier?
#
# Three things can be coordinated: goals, resources and the mechanism by which offices work together. The shipped study
# `coordination_grid` runs every combination of *apart*, *half* and *joined*; the multiplier experiment asks whether all
# three together bring more than the sum of what each brings alone. The answer may be no, and the text below is
# computed: run it with other seeds, and it says what those say.
#
# The city is synthetic and most of its numbers are assumed: read differences, not levels.

# %% tags=["parameters"]
REPLICATES = 20  # paired runs of each point; 5 at least, for intervals
WEEKS = 260  # of the multiplier experiment; the study says how long its own runs are
STUDY = "coordination_grid"

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import Markdown, display
from scipy.stats import t

from cogov.experiments import analyse, indicators, multiplier, sweep

plt.rcParams.update({"figure.dpi": 90, "axes.spines.top": False, "axes.spines.right": False, "font.size": 10})
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"


def mean_and_interval(values):
    """Return the mean over replicates and half its 95 % interval (Student's t)."""
    values = np.asarray(values, dtype=float)
    return values.mean(), t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / len(values) ** 0.5


def figure(text):
    """Show what to see in the figure above."""
    display(Markdown(f"*{text}*"))


# %%
folder = Path(tempfile.mkdtemp()) / "grid"
results = sweep(STUDY, out=folder, replicates=REPLICATES, workers=1)
results

# %%
finals = results.finals
LEVELS = ["apart", "half", "joined"]
indicators().loc[["effectiveness", "coordination_cost"], ["unit", "en", "meaning"]]

# %% [markdown]
# ## What each of the three changes

# %%
fig, panels = plt.subplots(1, 3, figsize=(10, 3.4), sharey=True)
for panel, goals in zip(panels, LEVELS, strict=True):
    for shift, (resources, colour, mark) in enumerate(zip(LEVELS, (BLUE, ORANGE, GREEN), "osD", strict=True)):
        rows = finals[(finals["goals"] == goals) & (finals["resources"] == resources)]
        told = [mean_and_interval(rows.loc[rows["mechanism"] == level, "effectiveness"]) for level in LEVELS]
        middle, half = np.array(told).T
        panel.errorbar(np.arange(3) + 0.06 * (shift - 1), middle, half, color=colour, marker=mark, capsize=3,
                       label=f"resources {resources}")  # fmt: skip
    panel.set_xticks(range(3), LEVELS)
    panel.set(title=f"goals {goals}", xlabel="mechanism")
panels[0].set_ylabel("effectiveness (points of 100)")
panels[0].legend(frameon=False, fontsize=8)
fig.tight_layout()
plt.show()
figure(
    f"Figure 1. Effectiveness over the last year, mean of {REPLICATES} runs with 95 % intervals. A steep line means "
    "that the mechanism matters; lines that lie apart, that pooling does, up or down; panels that look alike, that goals "
    "hardly do."
)

# %%
effects = analyse(results, "effects")
effects.tables["factors"].round(3)

# %%
display(Markdown(f"> {effects.verdict['en']}"))

# %% [markdown]
# ## What it costs, and whether it pays

# %%
pairs = finals.set_index(["goals", "resources", "mechanism", "replicate"])[["effectiveness", "coordination_cost"]]
base = pairs.loc[("apart", "apart", "apart")]
points = []
for names, rows in pairs.groupby(level=[0, 1, 2]):
    rows = rows.droplevel([0, 1, 2])
    gain = mean_and_interval(rows["effectiveness"] - base["effectiveness"])
    points.append((*names, *gain, 100 * rows["coordination_cost"].mean()))

fig, axes = plt.subplots(figsize=(7, 4))
for *_, resources, mechanism, gain, half, cost in points:
    colour = dict(zip(LEVELS, (BLUE, ORANGE, GREEN), strict=True))[mechanism]
    mark = dict(zip(LEVELS, "osD", strict=True))[resources]
    axes.errorbar(cost, gain, half, color=colour, marker=mark, capsize=2, linestyle="none")
for level, colour, mark in zip(LEVELS, (BLUE, ORANGE, GREEN), "osD", strict=True):
    axes.plot([], [], color=colour, marker="o", linestyle="none", label=f"mechanism {level}")
    axes.plot([], [], color="#555555", marker=mark, linestyle="none", label=f"resources {level}")
axes.axhline(0, color="black", linewidth=0.8)
axes.set(xlabel="hours spent coordinating (% of all hours)", ylabel="gain of effectiveness over all apart (points)")
axes.legend(frameon=False, fontsize=8, ncols=2)
fig.tight_layout()
plt.show()
worse = sum(gain + half < 0 for *_, gain, half, _ in points)
better = sum(gain - half > 0 for *_, gain, half, _ in points)
figure(
    f"Figure 2. Gain against cost, a mark for each of the {len(points)} combinations; 95 % intervals of paired "
    f"differences. Points below 0 coordinate and lose: {worse} do by more than luck, {better} gain by more than luck."
)

# %% [markdown]
# ## Is the whole more than its parts?
#
# Each part is laid down alone and with the others, all eight coalitions on the same luck. The verdict is that of minus the
# logarithm of harm, which has no end; effectiveness stands beside it. A multiplier is claimed only if the whole exceeds the
# sum of the parts beyond luck, and not merely because one part mends the harm of another. It must hold with acceptance of
# requests fixed at its mean, and with resources that replace each other freely; the null control closes every channel of
# multiplication; and one arm gives every coalition the same hours.

# %%
found = multiplier("synergy", players="rules", replicates=REPLICATES, weeks=WEEKS, arms="budget")
found

# %%
log = found.synergy[found.synergy["judged"]].iloc[::-1]
fig, (left, right) = plt.subplots(1, 2, figsize=(10, 3.6), width_ratios=[1.3, 1])
place = np.arange(len(log))
error = np.abs(log[["low", "high"]].to_numpy().T - log["synergy"].to_numpy())
left.errorbar(log["synergy"], place, xerr=error, color=BLUE, marker="o", capsize=3, linestyle="none")
left.axvline(0, color="black", linewidth=0.8)
left.set_yticks(place, log["arm"])
left.set_xlabel("D: all together less the sum of each alone (−log harm)")

owed = found.shapley[(found.shapley["scale"] == "log") & (found.shapley["arm"] == "given")]
error = np.abs(owed[["all_low", "all_high"]].to_numpy().T - owed["value"].to_numpy())
right.barh(owed["player"], owed["value"], xerr=error, color=BLUE, alpha=0.75, capsize=3)
right.axvline(0, color="black", linewidth=0.8)
right.set_xlabel("Shapley value (−log harm)")
fig.tight_layout()
plt.show()
figure(
    "Figure 3. Left: right of 0 the whole exceeds the sum of its parts, left of 0 parts stand in for each other; every "
    "row is another city (given, the same hours for all, controls). Right: what is owed to each part; left of 0 the "
    f"city does better without it. 95 % intervals over {len(found.seeds)} seeds, at once for all parts on the right."
)

# %%
display(Markdown(f"**Verdict: {found.verdict.answer.replace('_', ' ')}** ({found.verdict.reason})."))
found.synergy.loc[
    found.synergy["arm"].isin(["given", "budget"]), ["arm", "scale", "whole", "parts", "synergy", "low", "high"]
].round(3)

# %% [markdown]
# What this cannot say: whether a real city is like this one, and what other strengths of the same parts would do. The
# index weighs its components in one fixed way, and ends at 100: where the city nearly keeps up, it must say that parts stand
# in for each other.
