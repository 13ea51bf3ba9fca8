"""Pages of folders of results: every kind, both languages, hostile texts, and what is none."""

import json
import re
import shutil

import pytest

from cogov.experiments import calibrate
from cogov.experiments.execution.provenance import provenance
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.multipliers import multiplier
from cogov.experiments.store.result_files import folder
from cogov.experiments.sweeps.sweep import sweep
from cogov.scenarios import Text
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.reports.comparison import page
from cogov.visualization.reports.comparison_files import write_comparison
from cogov.visualization.reports.from_folder import ReportError, kind, report
from cogov.visualization.reports.multiplier_files import write_files
from cogov.visualization.reports.run_files import write_run
from cogov.visualization.terminal.cli import main

VOID = re.compile(r"<(meta|br)\b[^>]*>")
TAG = re.compile(r"<(/?)([a-zA-Z0-9]+)((?:\"[^\"]*\"|'[^']*'|[^>\"'])*?)(/?)>")
HOSTILE = "</script><img src=x onerror=alert(1)>\" onmouseover='x' {{7*7}} \x1b[31mred\u202egnp"
CITY = {
    "city": {
        "streets_per_district": 1,
        "communities_per_street": 1,
        "townships_per_county": 1,
        "villages_per_township": 1,
        "agents_per_grid": 10,
    }
}
TARGET_CITY = {"city": {"communities_per_street": 1, "villages_per_township": 1, "agents_per_grid": 10}}


def study(text="A question?", method="grid"):
    factors = {"lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 1.0]}}
    world = {"demand": {"key": "behaviour.arise.rate", "values": [0.01, 0.03], "title": {"en": text, "zh": text}}}
    return {
        "study": {
            "name": "small",
            "scenario": "fragmented",
            "title": {"en": text, "zh": text},
            "question": {"en": text, "zh": text},
        },
        "settings": {"run": {"weeks": 30}, "world": CITY},
        "design": {"levers": {"method": method}, "uncertainties": {"method": "grid"}},
        "levers": factors,
        "uncertainties": world,
        "seeds": {"replicates": 3},
    }


def targets(text="A question?"):
    both = {"en": text, "zh": text}
    target = {"scenario": "fragmented", "indicator": "trust", "value": 0.5, "tolerance": 0.1}
    return {
        "calibration": {"name": "small", "title": both, "question": both},
        "settings": {"run": {"weeks": 10}, "world": TARGET_CITY},
        "parameters": {"world.actors.capacity_scale": {"title": both}},
        "targets": [{**target, "title": both, "source": both}],
        "search": {"trials": 3, "seeds": 2, "refine": 0},
        "profile": {"points": 3, "draws": 100},
    }


@pytest.fixture(scope="session")
def folders(tmp_path_factory, comparison, small, tiny):
    """A folder of every kind, made as the commands make them."""
    from cogov.scenarios import load

    root = tmp_path_factory.mktemp("folders")
    record = load("flood", changes=(*small, "run.weeks=60", "events.0.week=20"))
    with folder(root / "run") as stage:
        write_run(stage, record, run_one(RunSpec(record.name, record.settings)), provenance(["cogov", "run", "flood"]))
    with folder(root / "comparison") as stage:
        write_comparison(stage, comparison, provenance(["cogov", "compare", "fragmented", "synergy", "flood"]))
    found = multiplier("synergy", players="rules", replicates=2, weeks=8, changes=tiny, controls=False)
    with folder(root / "multiplier") as stage:
        write_files(stage, found, provenance(["cogov", "multiplier", "synergy"]))
    sweep(study(), out=root / "sweep", serial=True, command=["cogov", "sweep", "small.toml"])
    calibrate(targets(), out=root / "calibration", workers=1, command=["cogov", "calibrate", "small.toml"])
    return root


def balanced(text):
    """Return whether elements are closed in order."""
    text = re.sub(r"<!DOCTYPE html>|<style>.*?</style>|<script.*?</script>", "", text, flags=re.DOTALL)
    opened = []
    for closing, name, _, alone in TAG.findall(VOID.sub("", text)):
        if closing:
            assert opened.pop() == name
        elif not alone:
            opened.append(name)
    return not opened


@pytest.mark.parametrize("which", ["run", "comparison", "multiplier", "sweep", "calibration"])
@pytest.mark.parametrize("language", LANGUAGES)
class TestPages:
    def test_it_is_well_formed_and_asks_for_nothing(self, folders, which, language):
        text = report(folders / which, language)
        assert kind(folders / which) == which
        assert balanced(text)
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in text
        assert "default-src 'none'; style-src 'sha256-" in text
        for sign in ("http:", "https:", "url(", "@import", "<a ", "<link", "<img", "<iframe", "src="):
            assert sign not in text
        assert text == report(folders / which, language)

    def test_it_says_what_it_cannot_say_and_how_to_get_it_again(self, folders, which, language):
        text, say = report(folders / which, language), words(language)
        for key in ("page.limits.title", "page.limits.city", "page.reproduce.title", "page.reproduce.command"):
            assert say(key) in text
        file = "calibration.json" if which == "calibration" else "summary.json"
        assert json.loads((folders / which / file).read_text("utf-8"))["kind"] == which
        assert "cogov " in text


def test_a_comparison_read_back_has_the_page_it_had(folders, comparison):
    origin = json.loads((folders / "comparison" / "provenance.json").read_text("utf-8"))
    expected = re.sub(r'<p class="language">.*?</p>\n', "", page(comparison, "en", origin))
    assert report(folders / "comparison", "en") == expected


def test_a_sweep_of_two_policies_has_design_contrast_ranking_effects_and_timing(folders):
    text, say = report(folders / "sweep", "en"), words("en")
    for method in ("contrast", "regret", "effects", "timing"):
        assert f"<h2>{say(f'report.method.{method}')}</h2>" in text
    assert "12 of 12 runs have a result and 0 failed: 4 points × 3 replicates, 30 weeks each" in text
    assert "behaviour.arise.rate" in text
    assert "1 – 3" in text
    assert text.count("<figure ") == 4


def test_an_incomplete_sweep_says_so_and_what_it_leaves_out(tmp_path):
    asked = iter(range(100))
    sweep(study(), out=tmp_path / "part", serial=True, interrupted=lambda: next(asked) > 6)
    text = report(tmp_path / "part", "en")
    assert "The sweep is not complete" in text
    assert "Not made, for it needs every run and some have no result: Robust ranking." in text
    assert "Main effects" in text


@pytest.mark.fault("G2", "G3")
def test_hostile_texts_stay_texts(tmp_path, scenario):
    sweep(study(), out=tmp_path / "sweep", serial=True)
    manifest = json.loads((tmp_path / "sweep" / "manifest.json").read_text("utf-8"))
    both = {"en": HOSTILE, "zh": HOSTILE}
    manifest |= {"title": both, "question": both, "name": HOSTILE}
    manifest["identity"]["design"][1]["factors"][0] |= {"title": both, "key": HOSTILE}
    manifest["provenance"] |= {"command": [HOSTILE], "platform": HOSTILE}
    (tmp_path / "sweep" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    shown = HOSTILE[: HOSTILE.index("\x1b")]  # what a scenario file may hold
    evil = Text(en=shown, zh=shown)
    record = scenario.model_copy(update={"name": "=HYPERLINK(1)", "title": evil, "story": evil, "watch": (evil,)})
    with folder(tmp_path / "run") as stage:
        write_run(stage, record, run_one(RunSpec(record.name, record.settings)), provenance(["cogov", "run", HOSTILE]))
    calibrate(targets(shown), out=tmp_path / "calibration", workers=1, command=[HOSTILE])
    for which in ("sweep", "run", "calibration"):
        for language in LANGUAGES:
            text = report(tmp_path / which, language)
            assert balanced(text)
            assert "<img" not in text
            assert text.count("<script") == 1
            assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in text
            assert "{{7*7}}" in text
            assert "\x1b" not in text
            assert "\u202e" not in text


def test_what_does_not_fit_its_runs_is_refused(folders, tmp_path):
    for which, name, words_of in (
        ("run", "scenario.toml", "scenario.toml is missing"),
        ("run", "series.parquet", "series.parquet is missing"),
        ("run", "provenance.json", "provenance.json is missing"),
        ("comparison", "scenario-2.toml", "scenario-2.toml is missing"),
        ("multiplier", "multiplier.html", "multiplier.html is missing"),
    ):
        copy = tmp_path / f"{which}-{name}"
        shutil.copytree(folders / which, copy)
        (copy / name).unlink()
        with pytest.raises(ReportError, match=words_of):
            report(copy, "en")
    copy = tmp_path / "other"
    shutil.copytree(folders / "run", copy)
    shutil.copy(folders / "comparison" / "scenario-1.toml", copy / "scenario.toml")
    with pytest.raises(ReportError, match="its digest differs"):
        report(copy, "en")
    (copy / "summary.json").write_text("{", encoding="utf-8")
    with pytest.raises(ReportError, match="not as it was written"):
        report(copy, "en")
    copy = tmp_path / "changed"
    shutil.copytree(folders / "multiplier", copy)
    (copy / "multiplier.html").write_text("<html><script src=x></script>", encoding="utf-8")
    with pytest.raises(ReportError, match="not as it was written"):
        report(copy, "en")


def test_command(folders, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folders / "sweep", tmp_path / "r")
    assert main(["report", "r", "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "r/report.zh.html\n"
    assert (tmp_path / "r" / "report.zh.html").read_text("utf-8") == report(tmp_path / "r", "zh")
    assert main(["report", "r", "--lang", "en", "--out", "pages/one.html"]) == 0
    assert (tmp_path / "pages" / "one.html").exists()
    (tmp_path / "empty").mkdir()
    capsys.readouterr()
    for arguments, said in (
        (["empty"], "empty: holds no results; the folder of cogov run --out"),
        (["nothing"], "nothing: does not exist"),
        (["r/study.parquet"], "study.parquet: does not exist"),
        (["r/manifest.json"], "manifest.json: is a file"),
        (["r", "--out", "pages"], "pages: is a folder; a file is needed"),
    ):
        assert main(["report", *arguments]) == 2
        error = capsys.readouterr().err
        assert said in error
        assert "Traceback" not in error
    assert sorted(file.name for file in tmp_path.iterdir()) == ["empty", "pages", "r"]


@pytest.mark.parametrize("content", ["{}", '{"kind": "calibration", "schema_version": 99}', "[]", "{"])
def test_what_is_no_calibration_is_refused(tmp_path, content):
    (tmp_path / "calibration.json").write_text(content, encoding="utf-8")
    with pytest.raises(ReportError, match=r"calibration\.json"):
        report(tmp_path, "en")
