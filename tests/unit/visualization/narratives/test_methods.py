"""The methods paragraph says of a folder what its manifest says, in both languages."""

from dataclasses import replace

import pytest

from cogov.experiments import Results, sweep
from cogov.visualization.language.translations import words
from cogov.visualization.narratives.methods import describe_methods
from cogov.visualization.terminal.cli import main

STUDY = {
    "schema_version": 1,
    "study": {"name": "paper", "scenario": "synergy", "outcomes": ["effectiveness", "lost"],
              "title": {"en": "A paper"}, "question": {"en": "How much?"}},
    "settings": {"run.weeks": 6, "world.city.streets_per_district": 1, "world.city.communities_per_street": 1,
                 "world.city.rural_counties": 0, "world.city.agents_per_grid": 6},
    "levers": {"strength": {"key": "rules.goals.strength", "values": [0.0, 0.5, 1.0]}},
    "outcomes": {"lost": {"of": "100 - effectiveness", "measure": "mean", "title": {"en": "Lost", "zh": "损失"},
                          "unit": "points", "better": "lower"}},
    "seeds": {"first": 7, "replicates": 2},
}  # fmt: skip


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return sweep(STUDY, out=tmp_path_factory.mktemp("methods") / "paper", serial=True)


def test_it_says_design_seeds_outcomes_and_digests(results):
    said = " ".join(describe_methods(results, words("en")))
    for part in (
        "3 points over 1 lever and 0 uncertainties: a full grid over strength",
        "2 seeds (7 to 8)", "6 runs of 6 weeks", "effectiveness, mean of the last 6 weeks", "Lost (lost, declared",
        results.manifest["digest"][:12], results.manifest["identity"]["code"][:12], "numpy ",
    ):  # fmt: skip
        assert part in said
    assert "failed" not in said
    assert "yet to be made" not in said


def test_it_is_chinese_in_chinese(results):
    said = "".join(describe_methods(results, words("zh")))
    assert "设计共 3 个点，含 1 个政策杠杆、0 个不确定因素：对 strength 采用全网格设计" in said
    assert "2 个随机种子（7 至 8）" in said
    assert "points" not in said


def test_it_says_what_is_missing(results, monkeypatch):
    partial = replace(results.progress, ok=3, failed=1)
    monkeypatch.setattr(Results, "progress", partial)
    said = " ".join(describe_methods(results, words("en")))
    assert "1 run failed and is left out." in said
    assert "2 runs are yet to be made." in said


def test_an_outcome_without_values_is_named_in_paragraph_status_and_results(tmp_path, capsys):
    tables = STUDY | {"study": STUDY["study"] | {"scenario": "fragmented", "outcomes": ["effectiveness", "adoption"]}}
    lacking = sweep(tables, out=tmp_path / "paper", serial=True)
    assert lacking.undefined("adoption") == {"no_number": 6}
    assert lacking.undefined("effectiveness") == {}
    assert "(adoption) has no value in 6 of 6 runs" in " ".join(describe_methods(lacking, words("en")))
    assert "6 次运行中有 6 次没有数值" in "".join(describe_methods(lacking, words("zh")))
    assert main(["status", str(tmp_path / "paper"), "--lang", "en"]) == 0
    assert "Adoption: no number in 6 of 6 runs" in capsys.readouterr().out
