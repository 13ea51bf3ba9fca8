"""``cogov analyse`` as its users meet it, on a sweep of real runs."""

import json
import xml.etree.ElementTree as ET

import pandas as pd
import pytest

from cogov.experiments.store.results import Results
from cogov.experiments.sweeps.sweep import sweep
from cogov.visualization.terminal.cli import main

CITY = {
    "city": {
        "streets_per_district": 1,
        "communities_per_street": 1,
        "townships_per_county": 1,
        "villages_per_township": 1,
        "agents_per_grid": 10,
    }
}
FACTORS = {
    "levers": {
        "lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 0.5, 1.0]},
        "grids": {"key": "rules.party_building.grid_coverage", "values": [0.0, 0.9]},
    },
    "uncertainties": {"arising": {"key": "behaviour.arise.rate", "low": 0.002, "high": 0.006, "steps": 4}},
}


def study(name, design, factors=FACTORS, **output):
    return {
        "study": {"name": name, "scenario": "fragmented", "question": {"en": "?"}, "outcomes": ["effectiveness"]},
        "settings": {"run": {"weeks": 30}, "world": CITY},
        "design": design,
        **factors,
        "seeds": {"replicates": 3},
        "output": {"series": True, **output},
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("analyse")
    one = {"uncertainties": FACTORS["uncertainties"]}
    crossed = {"levers": {"method": "grid"}, "uncertainties": {"method": "grid"}}
    sweep(study("crossed", crossed), out=root / "crossed", serial=True)
    sweep(study("sobol", {"method": "sobol", "exponent": 2}, one, series=False), out=root / "sobol", serial=True)
    sweep(study("bare", {"method": "grid"}, one, series=False), out=root / "bare", serial=True)
    sweep(study("morris", {"method": "morris", "trajectories": 3}, one), out=root / "morris", serial=True)
    asked = iter(range(1000))
    sweep(study("part", crossed), out=root / "part", serial=True, interrupted=lambda: next(asked) > 40)
    return root


@pytest.fixture
def cogov(folders, monkeypatch, capsys):
    monkeypatch.chdir(folders)

    def cogov(*arguments, code=0):
        found = main([str(argument) for argument in arguments])
        done = capsys.readouterr()
        assert found == code, done.out + done.err
        assert "Traceback" not in done.err
        return done

    return cogov


CASES = [
    ("crossed", "effects", {"factors", "levels"}),
    ("crossed", "oat", {"curves"}),
    ("crossed", "prim", {"box", "trajectory"}),
    ("crossed", "regret", {"policies", "states"}),
    ("crossed", "phase", {"cells", "best"}),
    ("crossed", "timing", {"levels", "quarters"}),
    ("crossed", "contrast", {"trends", "curve", "gaps"}),
    ("sobol", "sobol", {"indices"}),
    ("morris", "morris", {"effects"}),
]


@pytest.mark.parametrize(("name", "method", "tables"), CASES)
def test_each_method_gives_a_verdict_tables_a_picture_and_files(cogov, folders, tmp_path, name, method, tables):
    document = json.loads(cogov("analyse", name, "--method", method, "--json", "--out", tmp_path / "o").out)
    assert (document["schema_version"], document["kind"], document["method"]) == (1, "analysis", method)
    assert set(document["tables"]) == tables
    assert document["provenance"]["command"] == ["cogov", "analyse", name, "--method", method]
    assert json.loads((tmp_path / "o" / f"{method}.json").read_text("utf-8"))["tables"] == document["tables"]
    for table in tables:
        assert len(pd.read_csv(tmp_path / "o" / f"{method}-{table}.csv")) == len(document["tables"][table])
    for ending in ("", ".zh"):
        assert ET.parse(tmp_path / "o" / f"{method}{ending}.svg").getroot().tag.endswith("svg")
    for language in ("en", "zh"):
        said = cogov("analyse", name, "--method", method, "--lang", language).out
        assert "".join(said.split()).startswith("".join(document["verdict"][language].split()))


def test_the_method_is_the_one_that_the_design_was_made_for(cogov):
    for name, method in (("crossed", "regret"), ("sobol", "sobol"), ("morris", "morris")):
        assert json.loads(cogov("analyse", name, "--json").out)["method"] == method


def test_means_are_those_of_the_table(cogov, folders):
    rows = json.loads(cogov("analyse", "crossed", "--method", "effects", "--outcome", "trust", "--json").out)
    frame = Results(folders / "crossed").finals
    for row in rows["tables"]["levels"]:
        if row["factor"] == "lists":
            assert row["mean"] == pytest.approx(frame[frame["lists"] == float(row["level"])]["trust"].mean())


def test_a_contrast_is_the_paired_difference_of_the_runs(cogov, folders):
    words = ("contrast", "--of", "lists=1", "--against", "lists=0", "--over", "arising")
    document = json.loads(cogov("analyse", "crossed", "--method", *words, "--json").out)
    frame = Results(folders / "crossed").finals
    by = ["grids", "arising", "replicate"]
    one, other = (frame[frame["lists"] == level].set_index(by)["effectiveness"] for level in (1.0, 0.0))
    gaps = one - other
    told = {row["level"]: row["difference"] for row in document["tables"]["curve"]}
    wanted = gaps.groupby("arising").mean()
    assert list(told.values()) == pytest.approx(wanted.to_numpy())
    assert len(document["tables"]["gaps"]) == 2 * 4
    said = cogov("analyse", "crossed", "--method", *words, "--lang", "zh").out
    assert "采用“lists：1”而不是“lists：0”" in said.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--of", "lists"), "'lists' is no lever=level"),
        (("--of", "lists=1,lists=0", "--against", "lists=0"), "'lists' is given twice"),
        (("--of", "lists=1"), "the same levers on both sides"),
        (("--of", "lists=7", "--against", "lists=0"), "lists is never '7'"),
        (("--of", "lists=1", "--against", "lists=0", "--over", "grids,lists"), "'lists' is no factor that differs"),
    ],
)
def test_a_contrast_that_means_nothing_is_refused(cogov, words, told):
    assert told in " ".join(cogov("analyse", "crossed", "--method", "contrast", *words, code=2).err.split())


def test_timing_sums_the_weeks(cogov, folders):
    document = json.loads(cogov("analyse", "crossed", "--method", "timing", "--json").out)
    [row] = [each for each in document["tables"]["levels"] if each["factor"] == "grids"]
    series = Results(folders / "crossed").series(["effectiveness"])
    by_week = series.groupby(["grids", "week"])["effectiveness"].mean()
    assert row["cumulative"] == pytest.approx((by_week[0.9] - by_week[0.0]).sum(), abs=1e-3)


def test_half_a_sweep_is_refused_where_all_of_it_is_needed_and_used_where_not(cogov):
    said = cogov("analyse", "part", "--method", "regret", code=2).err
    assert "--method regret needs every run" in said
    assert "point/replicate: " in said
    for method in ("effects", "phase", "prim", "timing"):
        document = json.loads(cogov("analyse", "part", "--method", method, "--json").out)
        assert any("runs have no result" in note["en"] for note in document["notes"])


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nothing"], "holds no results of a sweep"),
        (
            ["crossed", "--method", "sobol"],
            "the design is grid, grid; this analysis needs one made with method = 'sobol'",
        ),
        (["sobol", "--method", "timing"], "this design is a sample"),
        (["bare", "--method", "timing"], "keeps no weeks; set series = true in [output]"),
        (["sobol", "--method", "regret"], "varies no lever"),
        (["sobol", "--method", "phase"], "a phase map needs two"),
        (
            ["crossed", "--method", "phase", "--factors", "lists,lods"],
            "'lods' is no factor of crossed; it varies lists",
        ),
        (["crossed", "--method", "prim", "--threshold", "-5"], "no point is worse than -5"),
        (["crossed", "--outcome", "trusst"], "did you mean trust"),
        (["crossed", "--method", "anova"], "'anova' is not one of"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(cogov, tmp_path, arguments, words):
    said = cogov("analyse", *arguments, "--out", tmp_path / "o", code=2)
    assert words in " ".join((said.err + said.out).replace("│", " ").split())
    assert not (tmp_path / "o").exists()
