import os
import socket
import stat
import threading
from pathlib import Path

import pytest

from cogov.model.file import OutputError, check_writable, create, write_atomically


def names(folder):
    return sorted(each.name for each in folder.iterdir())


def test_a_regular_file_is_replaced_in_one_step_and_keeps_its_mode(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("old")
    file.chmod(0o640)
    held = file.open()  # who reads the old one goes on reading it
    write_atomically(file, b"new")
    with held:
        assert held.read() == "old"
    assert file.read_text() == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert names(tmp_path) == ["a.txt"]


def test_a_new_file_has_the_mode_that_the_system_gives(tmp_path):
    write_atomically(tmp_path / "a", b"x")
    (tmp_path / "b").write_bytes(b"x")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_a_link_is_followed_and_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "far" / "file").write_text("old")
    (tmp_path / "middle").symlink_to("far/file")
    (tmp_path / "link").symlink_to("middle")
    write_atomically(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "middle").is_symlink()
    assert (tmp_path / "far" / "file").read_text() == "new"


def test_a_link_that_leads_nowhere_gives_a_file_where_it_leads(tmp_path):
    (tmp_path / "link").symlink_to("later")
    write_atomically(tmp_path / "link", b"new")
    assert names(tmp_path) == ["later", "link"]
    assert (tmp_path / "later").read_text() == "new"


def test_a_link_to_itself_is_told(tmp_path):
    (tmp_path / "link").symlink_to("link")
    with pytest.raises(OSError, match="symbolic links"):
        write_atomically(tmp_path / "link", b"new")
    assert names(tmp_path) == ["link"]


@pytest.mark.parametrize("linked", [False, True])
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path, linked):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    path = pipe
    if linked:
        path = tmp_path / "link"
        path.symlink_to(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    content = b"x" * 300_000  # more than a pipe holds at once
    write_atomically(path, content)
    reader.join(10)
    assert got == [content]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert path.is_symlink() == linked


def test_what_is_open_already_is_written_to_and_not_cut_off(tmp_path):
    read, write = os.pipe()
    write_atomically(Path(f"/dev/fd/{write}"), b"through")
    assert os.read(read, 100) == b"through"
    os.close(read)
    os.close(write)


def test_a_hyphen_is_standard_output(tmp_path, monkeypatch, capfdbinary):
    monkeypatch.chdir(tmp_path)
    write_atomically(Path("-"), "页".encode())
    assert capfdbinary.readouterr().out == "页".encode()
    assert names(tmp_path) == []
    write_atomically(tmp_path / "-", b"file")
    assert names(tmp_path) == ["-"]


def test_folders_and_sockets_are_refused_in_a_sentence(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("folder")
    for name in ("folder", "link"):
        for refuse in (check_writable, lambda path: write_atomically(path, b"x")):
            with pytest.raises(OutputError, match=f"{name}: is a folder; a file is needed"):
                refuse(tmp_path / name)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s"))
        with pytest.raises(OutputError, match="s: is a socket"):
            write_atomically(tmp_path / "s", b"x")
    assert names(tmp_path) == ["folder", "link", "s"]


def test_nothing_is_left_and_the_old_file_stays_when_the_disk_is_full(tmp_path, monkeypatch):
    file = tmp_path / ("a" * 250)  # with an ending of its own a temporary name would be too long
    write_atomically(file, b"old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(file, b"new")
    with pytest.raises(OSError, match="No space"):
        create(tmp_path / "b", b"new")
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == [file.name]


def test_a_new_file_is_never_made_over_another(tmp_path):
    (tmp_path / "link").symlink_to("nowhere")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "file").write_text("mine")
    for name in ("link", "pipe", "file"):
        with pytest.raises(OutputError, match=f"{name}: is there already"):
            create(tmp_path / name, b"x")
    create(tmp_path / "new", b"x")
    assert (tmp_path / "new").read_bytes() == b"x"
    assert (tmp_path / "file").read_text() == "mine"
