"""Pictures of a page as files of their own: SVG and PNG, in both languages, whatever a scenario is called."""

import re
import shutil
import xml.etree.ElementTree as ET

import pytest

from cogov.experiments.execution.provenance import provenance
from cogov.experiments.execution.runs import RunSpec, run_one
from cogov.experiments.multipliers import multiplier
from cogov.experiments.store.result_files import folder
from cogov.experiments.sweeps.sweep import sweep
from cogov.visualization.charts.bars import Bar, bar_chart
from cogov.visualization.charts.png import WIDE, png, writes_chinese
from cogov.visualization.charts.svg import Drawing
from cogov.visualization.language.translations import LANGUAGES, words
from cogov.visualization.reports import comparison as page
from cogov.visualization.reports.comparison_files import write_comparison
from cogov.visualization.reports.from_folder import ReportError, figures, report
from cogov.visualization.reports.multiplier_files import write_files
from cogov.visualization.reports.run_files import write_run
from cogov.visualization.terminal.cli import main

SVG = "{http://www.w3.org/2000/svg}"
NAME = re.compile(r"[a-z]+([_-][a-z0-9]+)*")
FACTORS = {
    "lists": {"key": "rules.mechanism.responsibility_lists", "values": [0.0, 1.0]},
    "joined": {"key": "rules.mechanism.strength", "values": [0.0, 0.5]},
}


def study(weeks, replicates):
    city = {
        "streets_per_district": 1,
        "communities_per_street": 1,
        "townships_per_county": 1,
        "villages_per_township": 1,
        "agents_per_grid": 10,
    }
    return {
        "study": {"name": "small", "scenario": "fragmented", "question": {"en": "Which?", "zh": "哪个？"}},
        "settings": {"run": {"weeks": weeks}, "world": {"city": city}},
        "design": {"method": "grid"},
        "levers": FACTORS,
        "seeds": {"replicates": replicates},
    }


@pytest.fixture(scope="module")
def folders(tmp_path_factory, comparison, small, tiny):
    root = tmp_path_factory.mktemp("pictures")
    run = comparison.scenarios[0]
    with folder(root / "run") as stage:
        write_run(stage, run, run_one(RunSpec(run.name, run.settings)), provenance(["cogov", "run"]))
    with folder(root / "comparison") as stage:
        write_comparison(stage, comparison, provenance(["cogov", "compare"]))
    with folder(root / "multiplier") as stage:
        found = multiplier("synergy", players="institutions", replicates=5, weeks=4, changes=tiny, controls=False)
        write_files(stage, found, provenance(["cogov", "multiplier"]))
    sweep(study(20, 2), out=root / "sweep", serial=True)
    return root


def texts(svg):
    return [each.text or "" for each in ET.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("which", ["run", "comparison", "multiplier", "sweep"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_of_a_page_stands_alone(folders, which, language):
    found = figures(folders / which, language)
    shown = report(folders / which, language)
    assert len(found) == shown.count("<figure ")
    assert len({figure.name for figure in found}) == len(found)
    for figure in found:
        assert NAME.fullmatch(figure.name)
        assert f'data-name="{figure.name}"' in shown
        svg = figure.alone().file()
        root = ET.fromstring(svg)
        assert root.tag == f"{SVG}svg"
        assert next(each for each in root if each.tag == f"{SVG}rect").get("fill") == "#ffffff"
        if figure.title:
            assert figure.title in texts(svg)
        for _, name in figure.keys:
            assert name in texts(svg)


def test_a_picture_that_was_written_is_that_of_the_page(folders):
    """The pictures of a multiplier are drawn again from its document."""
    for language, end in (("en", ""), ("zh", ".zh")):
        for figure in figures(folders / "multiplier", language):
            written = (folders / "multiplier" / f"{figure.name}{end}.svg").read_text(encoding="utf-8")
            assert figure.alone().file() == written


def test_six_players_are_numbered_and_named_below(folders):
    dividends = next(each for each in figures(folders / "multiplier", "en") if each.name == "dividends")
    assert "1 + 2" in texts(dividends.alone().file())
    assert any("6 Administration" in text for text in texts(dividends.alone().file()))


def test_an_interval_that_reaches_everywhere_leaves_the_scale_alone():
    bars = [Bar("a", 1.0, -1e306, 1e306), Bar("b", 2.0, 1.5, 2.5)]
    drawn = ET.fromstring(bar_chart(bars, label="x", unit="u").file())
    ends = [float(each.get(name)) for each in drawn.iter(f"{SVG}line") for name in ("x1", "x2")]
    assert 0 <= min(ends) < max(ends) <= 960
    assert [text for text in texts(bar_chart(bars, label="x", unit="u").file()) if text.isdigit()] == ["0", "1", "2"]


def test_a_document_that_was_changed_is_refused(folders, tmp_path):
    for broken in ("{}", '{"kind": "multiplier"}', '{"kind": "multiplier", "players": ["<b>"], "shapley": []}'):
        copy = tmp_path / str(len(broken))
        shutil.copytree(folders / "multiplier", copy)
        (copy / "summary.json").write_text(broken, encoding="utf-8")
        with pytest.raises(ReportError):
            figures(copy, "en")


def test_hostile_names_stay_text_and_out_of_file_names(hostile):
    for language in LANGUAGES:
        for figure in page.figures(hostile, language):
            assert NAME.fullmatch(figure.name)
            svg = figure.alone().file()
            tags = {each.tag.removeprefix(SVG) for each in ET.fromstring(svg).iter()}
            assert tags <= {"svg", "line", "path", "rect", "circle", "text"}
            assert "\x1b" not in svg
            assert "\u202e" not in svg


def test_png_is_as_wide_as_asked_and_has_the_text():
    def drawn(text):
        drawing = Drawing(40, 20, "")
        drawing.text(0, 16, text)
        return png(drawing.file(), 400)

    picture = drawn("A")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    assert int.from_bytes(picture[16:20]) == 400
    assert len({picture, drawn("B"), drawn("")}) == 3


def test_command_writes_them_beside_the_page(folders, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folders / "multiplier", tmp_path / "m")
    assert main(["report", "m", "--figures", "--lang", "zh"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == ["m/report.zh.html", "m/figures：4 幅图，每幅有 SVG 和 PNG"]
    assert ("Chinese signs" in told.err) != writes_chinese()
    assert main(["report", "m", "--figures", "--lang", "en", "--out", "pages/one.html"]) == 0
    for where, end in (("m", ".zh"), ("pages", "")):
        names = sorted(file.name for file in (tmp_path / where / "figures").iterdir())
        assert names == [
            f"{name}{end}.{kind}"
            for name in ("contributions", "dividends", "shapley", "whole")
            for kind in ("png", "svg")
        ]
        assert int.from_bytes((tmp_path / where / "figures" / names[0]).read_bytes()[16:20]) == WIDE


def test_command_writes_nothing_where_pictures_have_no_place(folders, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(folders / "run", tmp_path / "r")
    (tmp_path / "r" / "figures").write_text("mine", encoding="utf-8")
    assert main(["report", "r", "--figures"]) == 2
    assert "figures: is a file; a folder is needed" in capsys.readouterr().err
    assert not (tmp_path / "r" / "report.html").exists()


def test_a_page_does_not_grow_with_the_rows_behind_it(folders, tmp_path):
    few = len(report(folders / "sweep", "en"))
    sweep(study(120, 10), out=tmp_path / "many", serial=True)  # thirty times as many weeks
    assert len(report(tmp_path / "many", "en")) < 1.6 * few
    assert words("en")("report.method.timing") in report(tmp_path / "many", "en")
