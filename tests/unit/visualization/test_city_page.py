"""The Mesa page: it renders, its controls say what the levers' declarations say, and moving one changes the model."""

from __future__ import annotations

import inspect

import pytest

from cogov.model.quantity import quantities
from cogov.scenarios import load
from cogov.visualization import city_page


def test_every_lever_is_a_parameter_and_a_control() -> None:
    parameters = set(inspect.signature(city_page.LeverModel.__init__).parameters) - {"self", "start_from", "rng"}
    assert parameters == set(city_page.LEVERS)
    assert parameters <= set(city_page.controls("synergy"))


@pytest.mark.parametrize("name", ["fragmented", "synergy", "formalism"])
def test_controls_start_from_the_scenario(name: str) -> None:
    declared = {quantity.path: quantity.default for quantity in quantities(load(name).settings.rules)}
    controls = city_page.controls(name)
    for parameter, (path, _) in city_page.LEVERS.items():
        assert controls[parameter]["value"] == pytest.approx(declared[path])
        assert controls[parameter]["min"] <= controls[parameter]["value"] <= controls[parameter]["max"]


def test_controls_left_alone_change_nothing() -> None:
    values = {k: v["value"] for k, v in city_page.controls("synergy").items() if isinstance(v, dict)}
    moved, plain = city_page.LeverModel("synergy", **values), city_page.LeverModel("synergy", rng=1)
    assert moved.settings.digest() == plain.settings.digest()
    moved.step()
    plain.step()
    assert moved.simulation.digest() == plain.simulation.digest()


def test_a_moved_lever_reaches_the_rules() -> None:
    assert city_page.LeverModel("fragmented", meeting_interval=4).settings.rules.deliberation.interval_weeks == 4


def test_the_page_renders_one_tab_of_panels() -> None:
    import ipyvuetify
    import solara

    # Controls go to the layout's side bar, which only a browser has.
    _, context = solara.render(city_page.Page(), handle_error=False)
    try:
        assert [tab.children for tab in context.find(ipyvuetify.Tab).widgets] == [["Page 0"]]
    finally:
        context.close()
