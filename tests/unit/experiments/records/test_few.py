"""Few or uniform requests: what cannot be known is left out, without a warning of the arithmetic."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from cogov.experiments.records.building import read_requests
from cogov.experiments.records.dates import OPEN
from cogov.experiments.records.facts import clustering, describe, dispersion, explained_share
from cogov.experiments.records.forecast import hold_out
from cogov.experiments.records.issue_types import issue_types
from cogov.experiments.records.known_places import know_places
from cogov.experiments.records.requests import DAY, WEEK, NameColumn, Requests
from cogov.experiments.records.study import RecordsStudy, study_records
from cogov.experiments.records.writing import FEWEST, TARGETS, count_targets
from cogov.scenarios import ScenarioError, load
from cogov.scenarios.city.assumptions import assume
from cogov.scenarios.city.places import read_places
from cogov.scenarios.city.writing import city_files

START = 1_704_067_200


def made(weeks: list[float], closed_after: list[int], **columns: np.ndarray) -> Requests:
    created = START + (np.array(weeks) * WEEK).astype(np.int64)
    taken = np.array(closed_after, np.int64)
    closed = np.where(taken >= 0, created + taken, OPEN)
    types = NameColumn(np.arange(len(created)) % 2, ("noise", "…"))
    end = int(max(created.max(), closed.max()))
    return Requests(created, closed, end, {"type": types, "place": types}, due=created + WEEK, **columns)


SPREAD = [0.5 * number for number in range(60)]

UNIFORM = {
    "none closed": (SPREAD, [-1] * 60),
    "one closed": (SPREAD, [DAY, *[-1] * 59]),
    "all closed as fast": (SPREAD, [3 * DAY] * 60),
    "all closed at once": (SPREAD, [0] * 60),
    "all in the first week and one long after": ([0.01 * number for number in range(59)] + [40.0], [DAY] * 60),
    "one request": ([0.0], [DAY]),
    "two years apart": ([0.0, 120.0], [DAY, 9 * DAY]),
}


@pytest.mark.parametrize(("weeks", "closed_after"), UNIFORM.values(), ids=UNIFORM)
def test_uniform_requests_give_figures_or_none(weeks, closed_after):
    requests = made(weeks, closed_after, satisfied=np.where(np.arange(len(weeks)) == 0, 1, -1))
    for persons in (None, 1000.0):
        for fact in describe(requests, persons).facts:
            assert not math.isinf(fact.estimate.value)
    held = hold_out(requests)
    assert held is None or all(math.isfinite(each.error) for each in held.forecasts)
    assert issue_types(requests)


def test_durations_that_are_all_alike_explain_nothing():
    alike = np.log(np.full(10, 72.0))
    sums = np.array([10.0, alike.sum(), (alike**2).sum()])
    assert math.isnan(explained_share(sums, np.array([[5.0, 5.0], [alike[:5].sum(), alike[5:].sum()]])))
    assert math.isnan(explained_share(np.zeros(3), np.zeros((2, 2))))
    assert math.isnan(dispersion(np.zeros(3)))
    assert math.isnan(clustering(np.array([8.0, 0.0, 0.0])))


@pytest.mark.parametrize("count", [FEWEST - 1, FEWEST])
def test_a_target_needs_enough_requests(count):
    requests = made([float(number) for number in range(count)], [3 * DAY] * count)
    found = count_targets(describe(requests), issue_types(requests))
    assert found == {"written": int(count >= FEWEST), "needed": FEWEST, "most": count}


def test_places_are_known_with_and_without_what_says_that_they_are_communities():
    places = [
        {
            "district": "东区",
            "street": "一街道",
            "kind": "urban",
            "name": name,
            "grids": 1,
            "persons": 500,
            "agents": 50,
        }
        for name in ("甲社区", "乙社区", "丙村")
    ]
    settings = load("fragmented", changes={"world.city.places": places}).settings

    def known(*names: str) -> tuple[int, tuple[str, ...]] | None:
        requests = made([0.0] * len(names), [DAY] * len(names))
        listed = NameColumn(np.arange(len(names)), names)
        found = know_places(Requests(requests.created, requests.closed, requests.end, {"place": listed}), settings)
        return None if found is None else (found.known, found.missing)

    assert known("甲", "乙社区居委会", "东区一街道丙村") == (3, ())
    assert known("一街道") == (1, ())
    assert known("东区", "西区") == (1, ("西区",))
    assert known("北村") == (0, ("北村",))
    assert known("…") is None


@pytest.mark.parametrize("opened", [0, 1])
def test_records_that_are_all_closed_give_no_target_on_closing_and_are_told(opened, tmp_path):
    rows = [f"2024-01-{1 + n % 28:02} 08:{n:02},2024-02-{1 + n % 28:02} 09:00" for n in range(59)]
    rows += ["2024-01-05 08:30,"] * opened
    path = tmp_path / "requests.csv"
    path.write_text("\n".join(["created,closed", *rows]) + "\n", encoding="utf-8")
    study = study_records(read_requests(path, "requests.csv", {}), runs=0)
    told = [notice for notice in study.document["notices"] if "every record is closed" in notice["en"]]
    assert len(told) == 1 - opened
    assert all("每条记录都已办结" in notice["zh"] for notice in told)
    assert (TARGETS in study.files) == bool(opened)
    assert study.document["targets"]["written"] == opened


def study_of(folder: Path, there: int, elsewhere: int) -> RecordsStudy:
    """Study requests of which some come from a place of the city."""
    table = folder / "table.csv"
    table.write_text("name,population\nElm,500\nOak,400\n", encoding="utf-8")
    city = folder / "city.toml"
    for name, text in city_files(assume(read_places(table, "table.csv"), "city", None), "").items():
        (folder / name).write_text(text, encoding="utf-8")
    names = ["Elm"] * there + ["Faraway"] * elsewhere
    rows = [f"2024-01-{1 + n % 28:02} 08:{n % 60:02},,{name}" for n, name in enumerate(names)]
    path = folder / "requests.csv"
    path.write_text("\n".join(["created,closed,place", "2024-01-01,2024-01-02,", *rows]) + "\n", encoding="utf-8")
    return study_records(read_requests(path, "requests.csv", {}), city=city, runs=0)


@pytest.mark.parametrize(("there", "elsewhere", "share"), [(40, 0, None), (30, 15, "66.6 %"), (20, 20, "50 %")])
def test_the_share_of_requests_from_places_of_the_city_is_told(there, elsewhere, share, tmp_path):
    told = [each for each in study_of(tmp_path, there, elsewhere).document["notices"] if "with a place" in each["en"]]
    if share is None:
        assert told == []
    else:
        assert told[0]["en"].startswith(f"{share} of the requests with a place ({there} of {there + elsewhere})")
        assert f"{there + elsewhere} 条诉求中，有 {there} 条" in told[0]["zh"]


def test_records_that_come_mostly_from_elsewhere_are_refused(tmp_path):
    with pytest.raises(ScenarioError) as caught:
        study_of(tmp_path, 19, 21)
    assert "of 40 requests with a place, only 19 lie in places of the city's table" in caught.value.text("en")
    assert "只有 19 条的地点在市域的社区表中，不到一半" in caught.value.text("zh")
