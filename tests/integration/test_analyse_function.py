"""The function ``analyse``, called as its signature says: it finds what the command finds, and refuses in words."""

from __future__ import annotations

import inspect
import json

import numpy as np
import pytest

import cogov.experiments as experiments
from cogov.experiments import analyse, calibrate, sweep
from cogov.experiments.analysis import AnalysisError, methods
from cogov.scenarios import ScenarioError
from cogov.scenarios.message import message
from cogov.visualization.terminal.cli import main


@pytest.fixture(scope="module")
def results(study, tmp_path_factory):
    return sweep(study, out=tmp_path_factory.mktemp("analysed") / "results", serial=True)


@pytest.mark.parametrize(
    ("named", "options"),
    [
        ({}, []),
        ({"method": "effects"}, ["--method", "effects"]),
        ({"method": "oat", "outcome": "trust"}, ["--method", "oat", "--outcome", "trust"]),
        ({"method": "prim", "threshold": np.float32(63)}, ["--method", "prim", "--threshold", "63"]),
        ({"method": "phase", "factors": ["lists", "grids"]}, ["--method", "phase", "--factors", "lists,grids"]),
        ({"method": "phase", "factors": " lists , grids"}, ["--method", "phase", "--factors", "lists,grids"]),
    ],
)
def test_by_keyword_it_finds_what_the_command_finds(results, named, options, capsys):
    assert main(["analyse", str(results.folder), *options, "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = analyse(results, **named)
    assert found.method == document["method"]
    assert found.outcome == document["outcome"]
    assert dict(found.verdict) == document["verdict"]


def test_all_arguments_that_mean_nothing_are_told_at_once_in_either_language(results):
    wrong = {"method": "effect", "outcome": "trusst", "threshold": float("nan")}
    with pytest.raises(AnalysisError) as said:
        analyse(results, **wrong)
    english = str(said.value).splitlines()
    assert english[0] == "method: 'effect' is not a method; did you mean effects"
    assert english[1] == "outcome: 'trusst' is no indicator, and no outcome of the study's own; did you mean trust"
    assert english[2].startswith("threshold: ")
    with pytest.raises(AnalysisError) as said:
        analyse(results, **wrong, lang="zh")
    chinese = str(said.value).splitlines()
    assert chinese[0] == "method: 'effect' 不是分析方法；是否想写 effects"
    assert chinese[1] == "outcome: 'trusst' 不是指标，也不是本研究自定的结果；是否想写 trust"
    assert len(chinese) == 3


def test_a_design_that_cannot_bear_a_method_is_refused_in_either_language(results, monkeypatch):
    def refuse(*_):
        raise AnalysisError(message("analysis.prim_few", study="small", units=3, unit="points", needed=20))

    monkeypatch.setattr(methods, "apply_method", refuse)
    said = {}
    for lang in ("en", "zh"):
        with pytest.raises(AnalysisError) as error:
            analyse(results, lang=lang)
        said[lang] = str(error.value)
    assert "20" in said["en"]
    assert said["en"].isascii()
    assert "20" in said["zh"]
    assert not said["zh"].isascii()


def test_studies_and_targets_are_refused_in_the_language_asked_for(study, tmp_path):
    bad = {**study, "seeds": {"replicates": 0}}
    for call in (lambda **more: sweep(bad, out=tmp_path / "r", **more), lambda **more: calibrate({}, **more)):
        with pytest.raises(ScenarioError) as english:
            call()
        with pytest.raises(ScenarioError) as chinese:
            call(lang="zh")
        assert chinese.value.problems == english.value.problems
        assert str(chinese.value) == english.value.text("zh") != str(english.value)
    assert not (tmp_path / "r").exists()


def test_every_public_function_that_reads_what_a_user_wrote_has_a_language():
    functions = {name: getattr(experiments, name) for name in experiments.__all__}
    takers = {
        name for name, each in functions.items() if inspect.isfunction(each) and inspect.signature(each).parameters
    }
    without = {name for name in takers if "lang" not in inspect.signature(functions[name]).parameters}
    assert without <= {"indicators"}
