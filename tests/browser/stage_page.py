"""A page with map, timeline and keys and nothing else; what they report is written below them."""

import solara

from cogov.model.parameters.settings import Settings, merge
from cogov.scenarios import load
from cogov.visualization.browser.inspection import inspect
from cogov.visualization.browser.panels.levers import Levers
from cogov.visualization.browser.recording import COLOURS, film
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.widgets.city_map import CityMapView
from cogov.visualization.browser.widgets.keys import Keys
from cogov.visualization.browser.widgets.timeline import Timeline

NAME = "<img src=x onerror=window.harmed=1>{{7*7}}"
PLACES = [
    {"district": NAME, "street": NAME, "kind": "rural", "persons": 400 * grids, "grids": grids, **more}
    for grids, more in (
        (1, {"name": "Village 1", "agents": 9}),
        (2, {"name": "Village 2", "agents": 9}),
        (3, {"name": NAME, "agents": 120}),
    )
]
HOSTILE = Settings.model_validate({"world": {"city": {"places": PLACES}}, "run": {"weeks": 30}})
SCENARIOS = {name: load(name).settings for name in ("fragmented", "synergy")}
SCENARIOS["hostile"] = HOSTILE

EVENTS = (
    {"index": 0, "week": 52, "label": f"Flood {NAME}", "kind": "surge", "weeks": 20},
    {"index": 1, "week": 60, "label": "Meetings every fortnight", "kind": "rules"},
    {"index": 2, "week": 250, "label": "Budget cut by a third", "kind": "capacity", "weeks": 26},
)


@solara.component
def Page():
    events, set_events = solara.use_state(EVENTS)
    week, set_week = solara.use_state(0)
    playing, set_playing = solara.use_state(False)
    colour, set_colour = solara.use_state("trust")
    language, set_language = solara.use_state("en")
    selected, set_selected = solara.use_state(None)
    chosen, set_chosen = solara.use_state(None)
    listening, set_listening = solara.use_state(True)
    scenario, set_scenario = solara.use_state("fragmented")
    log, set_log = solara.use_state(())
    dark, set_dark = solara.use_state(False)
    played, set_played = solara.use_state(SCENARIOS["fragmented"])
    settings = SCENARIOS[scenario]
    shown = solara.use_memo(lambda: film(settings), [scenario])

    def note(*what):
        set_log(lambda old: (*old[-7:], " ".join(map(str, what))))

    def move(index, to):
        note("move", index, to)
        set_events(lambda old: tuple({**e, "week": to} if e["index"] == index else e for e in old))

    def add(at):
        note("add", at)
        index = max((e["index"] for e in events), default=-1) + 1
        set_events(lambda old: (*old, {"index": index, "week": at, "label": "New", "kind": "rules"}))

    def remove(index):
        note("remove", index)
        set_events(lambda old: tuple(e for e in old if e["index"] != index))

    def key(name):
        note("key", name)
        if name == "play":
            set_playing(lambda old: not old)
        elif name in ("back", "forward"):
            set_week(lambda old: max(0, min(shown.weeks - 1, old + (1 if name == "forward" else -1))))
        elif name == "replay":
            set_week(0)
        elif name == "language":
            set_language(lambda old: "zh" if old == "en" else "en")

    def pull(lever, value, rest):
        note("lever", lever, value, rest)
        set_played(
            lambda old: Settings.model_validate(
                merge(old.model_dump(), {"rules": {"mechanism": {"rule": "hub", "strength": value}}})
            )
        )

    def select_chip(index):
        note("select", index)
        set_chosen(index)

    def set_theme():
        dark_now = not dark
        solara.lab.theme.dark = dark_now
        set_dark(dark_now)

    with solara.Column(gap="8px", style={"padding": "12px", "height": "100vh", "overflow": "hidden"}):
        with solara.Row():
            for name in COLOURS:
                solara.Button(name, on_click=lambda name=name: set_colour(name))
            for name in ("synergy", "hostile"):
                solara.Button(name, on_click=lambda name=name: set_scenario(name))
            solara.Button("dark", on_click=set_theme)
            solara.Button("keys", on_click=lambda: set_listening(not listening))
            solara.InputText("typing")
        with solara.Div(style={"display": "flex", "gap": "12px", "height": "calc(100vh - 250px)"}):
            with solara.Div(style={"flex": "3", "min-width": "0"}):
                CityMapView(
                    shown, week, colour, language, set_selected, selected=selected, height="calc(100vh - 250px)"
                )
            with solara.Div(style={"flex": "2", "min-width": "0", "overflow": "auto"}):
                solara.Text(f"week={week} playing={playing} selected={selected} chosen={chosen}", classes=["state"])
                solara.Text(" | ".join(log), classes=["log"])
                if selected:
                    for label, value in inspect(settings, week, selected["kind"], selected["row"], language):
                        with solara.Div(classes=["fact"]):
                            solara.Text(f"{label}: {value}")
        Timeline(
            shown.weeks, week, set_week, playing, set_playing, events, move, select_chip, add, remove, chosen, language,
            on_drag=lambda index, to: note("drag", index, to), reach=40,
        )  # fmt: skip
        if listening:
            Keys(key)
        Levers(played, SCENARIOS["fragmented"], words("en"), pull, only=("rules.mechanism.strength",))
