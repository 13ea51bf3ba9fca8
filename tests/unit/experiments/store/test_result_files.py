import csv
import json
import os
import threading
from pathlib import Path

import pandas as pd
import pytest

from cogov.experiments.store.result_files import OutputError, folder, write_frame, write_text


def names(path):
    return sorted(each.name for each in path.iterdir())


def test_files_appear_together(tmp_path):
    target = tmp_path / "new" / "结果 x"
    with folder(target) as stage:
        write_text(stage / "a.txt", "a\n")
        assert not target.exists()
    assert names(target) == ["a.txt"]
    assert names(tmp_path) == ["new"]
    assert names(tmp_path / "new") == ["结果 x"]
    assert (target.stat().st_mode & 0o777) == 0o777 & ~umask()


def fill(stage):
    write_text(stage / "a.txt", "new")
    raise OSError("disk full")


def fill_two(stage):
    write_text(stage / "a.txt", "new")
    write_text(stage / "z.txt", "new")


def umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_nothing_appears_when_something_fails(tmp_path):
    with pytest.raises(OSError, match="full"), folder(tmp_path / "out") as stage:
        fill(stage)
    assert names(tmp_path) == []


def test_a_folder_in_use_keeps_its_other_files_and_old_results_on_failure(tmp_path):
    write_text(tmp_path / "mine.txt", "mine")
    write_text(tmp_path / "a.txt", "old")
    with pytest.raises(OSError, match="full"), folder(tmp_path) as stage:
        fill(stage)
    assert (tmp_path / "a.txt").read_text() == "old"
    with folder(tmp_path) as stage:
        write_text(stage / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "new"
    assert names(tmp_path) == ["a.txt", "mine.txt"]


@pytest.mark.parametrize("below", ["", "deeper", "deeper/still"])
def test_a_file_is_no_folder(tmp_path, below):
    file = tmp_path / "file"
    write_text(file, "x")
    with pytest.raises(OutputError, match="file: is a file"), folder(file / below if below else file):
        pytest.fail("no folder can be there")
    assert names(tmp_path) == ["file"]


def test_csv_is_safe_exact_and_plain(tmp_path):
    frame = pd.DataFrame({"scenario": ["=1+1", "各自为政", 'a,"b"'], "value": [0.1, -1e-300, 1 / 3]})
    write_frame(frame, tmp_path / "a.csv")
    content = (tmp_path / "a.csv").read_bytes()
    assert b"\r" not in content
    rows = list(csv.reader(content.decode().splitlines()))
    assert [row[0] for row in rows[1:]] == ["'=1+1", "各自为政", 'a,"b"']
    assert [float(row[1]) for row in rows[1:]] == frame["value"].tolist()


def test_parquet_keeps_everything(tmp_path):
    frame = pd.DataFrame({"scenario": ["=1+1", "各自为政"], "seed": [1, 2**63 - 1], "value": [0.1, 1 / 3]})
    write_frame(frame, tmp_path / "a.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "a.parquet"), frame)


def test_links_in_a_folder_are_followed_and_pipes_written_to(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (tmp_path / "kept").write_text("old")
    (out / "a.txt").symlink_to("../kept")
    os.mkfifo(out / "b.txt")
    got = []
    reader = threading.Thread(target=lambda: got.append((out / "b.txt").read_text()))
    reader.start()
    with folder(out) as stage:
        write_text(stage / "a.txt", "new")
        write_text(stage / "b.txt", "through")
    reader.join(10)
    assert (out / "a.txt").is_symlink()
    assert (tmp_path / "kept").read_text() == "new"
    assert got == ["through"]
    assert (out / "b.txt").is_fifo()


def test_a_folder_where_a_file_is_to_be_is_refused_before_any_file_is_moved(tmp_path):
    (tmp_path / "z.txt").mkdir()
    with pytest.raises(OutputError, match=r"z\.txt: is a folder"), folder(tmp_path) as stage:
        fill_two(stage)
    assert names(tmp_path) == ["z.txt"]


def test_a_linked_folder_stays_linked_and_a_hyphen_is_none(tmp_path, monkeypatch):
    (tmp_path / "link").symlink_to("later")
    with folder(tmp_path / "link") as stage:
        write_text(stage / "a.txt", "new")
    assert (tmp_path / "link").is_symlink()
    assert names(tmp_path / "later") == ["a.txt"]
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OutputError, match="standard output"), folder(Path("-")):
        pytest.fail("no folder has this name")


class TestTheResultOfAnotherCommand:
    """Part of it would stay, and be told to come from what is written over the rest."""

    def write(self, target, command):
        with folder(target, command) as stage:
            write_text(stage / "provenance.json", json.dumps({"command": ["cogov", command, "synergy"]}))
            write_text(stage / f"{command}.csv", "1")

    def test_it_is_refused_before_any_work_and_stays_as_it_was(self, tmp_path):
        self.write(tmp_path / "d", "run")
        with pytest.raises(OutputError, match="holds the result of “cogov run”: name another folder"):
            self.write(tmp_path / "d", "compare")
        assert {file.name for file in (tmp_path / "d").iterdir()} == {"provenance.json", "run.csv"}

    def test_the_same_command_takes_its_place(self, tmp_path):
        self.write(tmp_path / "d", "run")
        self.write(tmp_path / "d", "run")

    @pytest.mark.parametrize("text", ["", "[]", '{"command": []}', '{"command": ["make", "demo"]}', '{"command": 3}'])
    def test_what_is_not_ours_is_no_result(self, tmp_path, text):
        (tmp_path / "provenance.json").write_text(text)
        self.write(tmp_path, "run")


def test_what_an_earlier_call_of_the_command_wrote_goes_and_nothing_else(tmp_path):
    told: list[str] = []

    def write(*files: str, command: str = "run") -> None:
        with folder(tmp_path, command, told.append) as stage:
            for name in files:
                write_text(stage / name, "new")
            write_text(stage / "provenance.json", json.dumps({"command": ["cogov", command]}))

    write_text(tmp_path / "mine.csv", "mine")
    write("series.csv", "by-type.csv", "by-kind.csv")
    write_text(tmp_path / "by-community.csv", "of the user's own making")
    assert told == []
    write("series.csv", "by-kind.csv")
    assert names(tmp_path) == ["by-community.csv", "by-kind.csv", "mine.csv", "provenance.json", "series.csv"]
    assert len(told) == 1
    assert told[0].endswith("removed from the earlier result: by-type.csv")
    with pytest.raises(OutputError, match="holds the result of"):
        write("series.csv", command="compare")


def test_what_a_provenance_names_elsewhere_is_never_touched(tmp_path):
    outside, inside = tmp_path / "outside.txt", tmp_path / "out"
    write_text(outside, "mine")
    inside.mkdir()
    (inside / "linked.csv").symlink_to(outside)
    (inside / "kept").mkdir()
    listed = ["../outside.txt", str(outside), "linked.csv", "kept", 5]
    write_text(inside / "provenance.json", json.dumps({"command": ["cogov", "run"], "files": listed}))
    with folder(inside, "run") as stage:
        write_text(stage / "provenance.json", json.dumps({"command": ["cogov", "run"]}))
    assert outside.read_text() == "mine"
    assert names(inside) == ["kept", "linked.csv", "provenance.json"]
