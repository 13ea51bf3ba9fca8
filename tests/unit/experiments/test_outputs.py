import csv
import os

import pandas as pd
import pytest

from cogov.experiments.outputs import OutputError, folder, write_frame, write_text


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
