"""G: names and texts from files in every output: page, picture, table, XML, annotation, terminal."""

from __future__ import annotations

import csv
import json
import os
import re
import threading
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path

import pytest

from cogov.visualization.terminal.cli import main

from .conftest import SCENARIO, SMALL, STUDY, SUITE, names

# What a title or a question may hold, for which another medium has a meaning.
HOSTILE = {
    "G1-G2-elements": "</script></style></title></text></svg><img src=x onerror=alert(1)>",
    "G3-attribute": "\" onmouseover='alert(1)' x=\"",
    "G4-template": "{{7*7}}${7*7}{% raw %}--><script>alert(1)</script><!--]]><b>",
    "G4-entity": "&lt;script&gt;&#x3c;b&#x3e;&evil;",
    "G5-formula": "=HYPERLINK(1)",
    "G5-minus": "-1+1",
    "G5-wide": "＝1+1",
    "G8-G9-command": "::error file=x::y%0A::stop-commands::x",
    "G10-markdown": "![x](https://evil.example/x.png) <b>|</b> `x` ##[error]y",
    "G15-markup": "[bold red]x[/] :smile: %s {0} {name} $HOME `id` \\",
}


class Elements(HTMLParser):
    """The elements of a page, and their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]


def toml(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def harmless(folder: Path, hostile: str, plain: Path) -> None:
    """Hold each file of a folder against that of the same command with a harmless text: the same structure."""
    kept = [[name for name in names(each) if "/part-" not in name] for each in (folder, plain)]  # named by content
    assert kept[0] == kept[1]
    for name in kept[0]:
        path, other = folder / name, plain / name
        if path.suffix == ".html":
            there, usual = Elements(path.read_text("utf-8")), Elements(other.read_text("utf-8"))
            assert set(there.tags) == set(usual.tags), name
            for tag in ("script", "style", "svg", "table", "b", "img"):  # lines and texts of charts follow labels
                assert there.tags.count(tag) == usual.tags.count(tag), (name, tag)
            assert set(there.attributes) == set(usual.attributes), name
            assert "default-src 'none'" in path.read_text("utf-8")
        elif path.suffix == ".svg":
            there, usual = (sorted({each.tag for each in ET.parse(file).iter()}) for file in (path, other))
            assert there == usual, name
        elif path.suffix == ".json":
            json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)
        elif path.suffix == ".csv":
            rows, usual = (list(csv.reader(file.read_text("utf-8").splitlines())) for file in (path, other))
            assert [len(row) for row in rows] == [len(row) for row in usual], name
            for row in rows:
                for cell in row:
                    number = re.fullmatch(r"[-+]?[\d.]+(e[-+]?\d+)?", cell)
                    assert number or not cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")), (name, cell)


def made(put, cogov, here: Path, text: str, folder: str) -> None:
    """Make every kind of result with a text in every place that a file may put one."""
    both = f"{{ en = {toml(text)}, zh = {toml(text)} }}"
    head = f"title = {both}\nstory = {both}\nwatch = [{both}]\n"
    put(SCENARIO.replace("[scenario]\n", "[scenario]\n" + head), f"{folder}.toml")
    lever = 'key = "rules.mechanism.responsibility_lists"\nvalues = [0.0, 0.5]'
    levels = f"title = {both}\n[levers.lists.levels]\n"
    levels += f"{toml(text)} = {{ rules.goals.strength = 0.1 }}\nb = {{ rules.goals.strength = 0.2 }}"
    study = (
        STUDY.replace(lever, levels)
        .replace('{ en = "Does it hold?" }', both)
        .replace("[study]\n", f"[study]\ntitle = {both}\n")
    )
    put(study, f"{folder}-study.toml")
    put(f"schema_version = 2\n[scenario]\n{head}extends = 'fragmented'\n", f"{folder}-bare.toml")
    one = f"{folder}.toml"
    said = [
        cogov("run", one, "--out", f"{folder}/run"),
        cogov("compare", one, "synergy", "--replicates", "2", *SMALL, "--out", f"{folder}/compare"),
        cogov(
            "multiplier", f"{folder}-bare.toml", "--baseline", "synergy", "--players", "goals,mechanism",
            "--no-controls", *SMALL,
            "--replicates", "2", "--out", f"{folder}/multiplier",
        ),
        cogov("sweep", f"{folder}-study.toml", "--serial", "--out", f"{folder}/sweep"),
        cogov("plot", f"{folder}/sweep", "--indicator", "trust"),
        cogov("analyse", f"{folder}/sweep", "--method", "effects", "--out", f"{folder}/analysis"),
        cogov("status", f"{folder}/sweep"),
        cogov("scenarios", "show", one),
        cogov("scenarios", "check", one),
        *(
            cogov("report", f"{folder}/{kind}", "--lang", language)
            for kind in ("run", "compare", "multiplier", "sweep")
            for language in ("en", "zh")
            if kind == "run" or language == "en"
        ),
    ]  # fmt: skip
    for done in said:
        assert not any(line.lstrip().startswith("::") for line in (done.out + done.err).splitlines())
        assert "##[" not in done.out + done.err
        assert "😄" not in done.out


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    return tmp_path_factory.mktemp("plain")


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_every_output_of_a_hostile_text(put, cogov, here, plain, hostile):
    if not any(plain.iterdir()):
        made(put, cogov, here, "harmless", "harmless")
        (here / "harmless").rename(plain / "harmless")
    made(put, cogov, here, hostile, "r")
    harmless(here / "r", hostile, plain / "harmless")


CONTROLS = {
    "G6-control": "a\\u0007b",
    "G6-escape": "a\\u001b[31mb",
    "G6-noncharacter": "a\\ufffeb",
    "G7-direction": "a\\u202eb",
    "G7-isolate": "a\\u2066b",
    "G7-invisible": "a\\u200bb",
    "G7-separator": "a\\u2028b",
}


@pytest.mark.parametrize("text", CONTROLS.values(), ids=CONTROLS)
@pytest.mark.parametrize("place", ["title", "story"])
def test_signs_that_no_medium_shows_are_refused_in_files(cogov, put, here, place, text):
    """Where a story may hold some of them, they reach no output."""
    put(SCENARIO.replace("[scenario]\n", f'[scenario]\n{place}.en = "{text}"\n'))
    code = main(["run", "town.toml", "--out", "r"])
    assert code in (0, 2)
    assert (code == 2) or place == "story"
    if code == 0:
        cogov("compare", "town.toml", "synergy", "--replicates", "1", *SMALL, "--out", "c")
        cogov("report", "r", "--lang", "en")
        for path in (here / "c" / "comparison.html", here / "r" / "report.html"):
            assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ufffe]", path.read_text("utf-8"))


@pytest.mark.parametrize("name", ["x\x1b[31m.toml", "a\u202eb.toml", "%0A::error::x.toml", "a\nb.toml", "::error::x"])
def test_g11_file_names_reach_no_terminal(cogov, put, name):
    """Neither those of files that are wrong, nor those that are one word too many (``cogov run *``)."""
    put("[rules]\nx = 1\n", name)
    for words in (["scenarios", "check"], ["run"], ["compare", "fragmented"], ["lessons", "check"], ["sweep"]):
        for more in ([name], [name, name, f"--{name}"]):
            said = cogov(*words, *more, code=2).err
            assert all(sign.isprintable() or sign == "\n" for sign in said)
            assert not any(line.lstrip().startswith("::") for line in said.splitlines())


def test_g6_what_fails_is_valid_xml_whatever_it_is_called(cogov, put, here):
    put(SUITE.replace("[suite]\n", '[suite]\nname = "a&b\'c"\n'), "suite.toml")
    cogov("regress", "suite.toml", "--junit", "x.xml", "--github", code=3)
    root = ET.parse(here / "x.xml").getroot()
    assert root.get("errors") == "1"


def test_g8_annotations_are_one_line_each(cogov, put):
    put(SUITE, "%0A::set-env::x.toml")
    said = cogov("regress", "%0A::set-env::x.toml", "--github", code=3).out
    commands = [line for line in said.splitlines() if line.startswith("::")]
    assert len(commands) == 1
    assert commands[0].startswith("::error file=")
    assert "%250A%3A%3Aset-env" in commands[0] or "%250A::set-env" in commands[0].split("::", 2)[1]


def test_g14_results_tell_nothing_of_the_machine(cogov, put, here, monkeypatch):
    monkeypatch.setenv("COGOV_SECRET", "hunter2-in-the-environment")
    monkeypatch.setenv("USER", "li-of-the-office")
    put(STUDY, "study.toml")
    cogov("run", "fragmented", *SMALL, "--out", here / "r" / "run")
    cogov("compare", "fragmented", "synergy", "--replicates", "1", *SMALL, "--out", here / "r" / "compare")
    cogov("sweep", here / "study.toml", "--serial", "--out", here / "r" / "sweep")
    cogov("report", here / "r" / "sweep", "--lang", "en")
    for name in names(here / "r"):
        path = here / "r" / name
        if path.is_file():
            content = path.read_bytes()
            for secret in (str(here), "hunter2", "li-of-the-office"):
                assert secret.encode() not in content, (name, secret)


def test_g12_pages_ask_for_nothing(cogov, here):
    cogov("compare", "fragmented", "synergy", "--replicates", "1", *SMALL, "--out", "c")
    for name in ("comparison.html", "comparison.zh.html"):
        text = (here / "c" / name).read_text("utf-8")
        assert "default-src 'none'; style-src 'sha256-" in text
        assert not re.search(r"https?:|url\(|@import|src=", text)


def test_g19_a_report_goes_where_its_path_leads(cogov, put, here):
    """A pipe is written to, a link followed, ``-`` is standard output with nothing beside the page."""
    cogov("run", "fragmented", *SMALL, "--out", "r")
    os.mkfifo("pipe")
    Path("link").symlink_to("page.html")
    got = []
    reader = threading.Thread(target=lambda: got.append(Path("pipe").read_text("utf-8")))
    reader.start()
    cogov("report", "r", "--out", "pipe")
    reader.join(20)
    cogov("report", "r", "--out", "link")
    said = cogov("report", "r", "--out", "-")
    assert Path("pipe").is_fifo()
    assert Path("link").is_symlink()
    pages = [got[0], Path("page.html").read_text("utf-8"), said.out]
    assert all(page.lower().startswith("<!doctype html>") and page.rstrip().endswith("</html>") for page in pages)
    assert not Path("-").exists()


def test_g19_a_checkpoint_through_a_link_and_never_onto_a_folder(cogov, refused, here):
    Path("kept").symlink_to("far.checkpoint")
    cogov("run", "fragmented", *SMALL, "--save", "kept")
    assert Path("kept").is_symlink()
    assert Path("far.checkpoint").is_file()
    Path("folder").mkdir()
    refused("run", "fragmented", *SMALL, "--save", "folder", told="is a folder")
    refused("run", "fragmented", *SMALL, "--save", "-", told="standard output")


@pytest.mark.parametrize("command", [["run", "fragmented"], ["compare", "fragmented", "synergy"]])
def test_g19_a_hyphen_is_no_folder(refused, here, command):
    refused(*command, *SMALL, "--out", "-", told="folder is needed")


def test_g19_a_folder_for_a_page_is_refused_before_any_run(refused, here):
    Path("folder").mkdir()
    refused("regress", "--junit", "folder", told="is a folder")
    refused("regress", "--html", "folder", told="is a folder")
