"""A page with two cities on one map, a timeline, and a case to follow; what the map reports is written below."""

import solara

from cogov.scenarios import load
from cogov.visualization.browser.panels.followed_case import FollowedCase
from cogov.visualization.browser.recording import film
from cogov.visualization.browser.translations import words
from cogov.visualization.browser.widgets.city_map import CityMapView
from cogov.visualization.browser.widgets.timeline import Timeline

CITIES = tuple(load(name).settings for name in ("fragmented", "synergy"))
TITLES = ("Each on its own", "Joined up")


@solara.component
def Page():
    films = solara.use_memo(lambda: tuple(film(city) for city in CITIES), [])
    week, set_week = solara.use_state(60)
    language, set_language = solara.use_state("en")
    followed, set_followed = solara.use_state(None)
    selected, set_selected = solara.use_state(None)
    playing, set_playing = solara.use_state(False)
    with solara.Column(gap="8px", style={"padding": "12px"}):
        solara.Button("language", on_click=lambda: set_language("zh" if language == "en" else "en"))
        solara.Text(f"week={week} selected={selected} followed={followed}", classes=["state"])
        CityMapView(
            films[1], week, "trust", language, set_selected, against=films[0], titles=TITLES, on_follow=set_followed,
            selected=selected, followed=followed, height="600px",
        )  # fmt: skip
        Timeline(
            films[1].weeks, week, set_week, playing, set_playing, (), lambda *_: None, lambda _: None, lambda _: None,
            lambda _: None, None, language,
        )  # fmt: skip
        FollowedCase(films, TITLES, week, followed, words(language), set_followed)
