"""Mesa's own page shows the model, from the locked environment and without a network."""

import subprocess
import sys

# In a process of its own: Solara keeps threads, and Mesa's page warns of itself.
PAGE = """
import os, socket, sys, warnings
warnings.simplefilter("ignore")

def refuse(*_):
    raise AssertionError("the page asked for the network")

socket.socket.connect = refuse
import ipywidgets, solara
from mesa.visualization import SolaraViz, make_plot_component
from cogov.model import GovernanceModel

SMALL = {
    "run.weeks": 4, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
    "world.city.townships_per_county": 1, "world.city.villages_per_township": 1, "world.city.agents_per_grid": 10,
    "rules.goals.strength": 0.5,
}
asked = {"settings": "synergy", **SMALL}
model = GovernanceModel(seed=3, **asked)
model.step()
page = SolaraViz(model, components=[make_plot_component("effectiveness")], model_params=asked, name="City")
_, context = solara.render(page, handle_error=False)
assert len(context.find(ipywidgets.Image).widgets) == 1, "the curve is drawn"
again = type(model)(**asked)  # what Mesa's Reset does
assert (again.week, again.settings.rules.goals.strength) == (0, 0.5)
print("shown", flush=True)
os._exit(0)
"""


def test_solara_viz_shows_the_model_and_makes_it_anew():
    done = subprocess.run([sys.executable, "-c", PAGE], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout.split()) == (0, ["shown"]), done.stderr
