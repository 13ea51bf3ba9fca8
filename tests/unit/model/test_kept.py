"""Compiled kernels on disk: damage heals, and where nothing can be kept kernels run all the same."""

import errno
import hashlib
import logging
import os
import pickle
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from numba import config

from cogov.model import kept, stock
from cogov.model.compilation import KERNELS, kernel


def add_up(values):
    total = 0.0
    for k in range(len(values)):
        total += values[k]
    return total


@pytest.fixture
def folders(tmp_path, monkeypatch):
    found = (tmp_path / "beside" / "kernels", tmp_path / "user" / "kernels", tmp_path / "temporary" / "kernels")
    monkeypatch.setattr(kept, "cache_folders", lambda: found)
    monkeypatch.setattr(kept, "runs_shipped", lambda: False)
    monkeypatch.setattr("cogov.model.kernel_cache.cache_folders", lambda: found)
    kept._tell_unkept.cache_clear()
    yield found
    KERNELS.pop(f"{__name__}.add_up", None)


def summed():
    """Call a new dispatcher of the same function, as another process would; return it."""
    fresh = kernel(add_up)
    assert fresh(np.arange(4.0)) == 6.0
    return fresh


def files(folder):
    return sorted(path.name for path in folder.iterdir())


def flipped(data, place):
    return data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def with_digest(body):
    return kept._MAGIC + hashlib.sha256(body).digest() + body


DAMAGE = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "a bit of the code": lambda data: flipped(data, len(data) * 2 // 3),
    "a bit of the digest": lambda data: flipped(data, 20),
    "of another format": lambda data: b"cogov kernel 2\n" + data[15:],
    "whole, and no pickle": lambda data: with_digest(b"nonsense"),
    "whole, and something else": lambda data: with_digest(pickle.dumps(("a", "b"))),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_set_aside_and_compiled_again(folders, caplog, damage):
    summed()
    [file] = folders[0].iterdir()
    whole = file.read_bytes()
    file.write_bytes(DAMAGE[damage](whole))
    with caplog.at_level(logging.WARNING, "cogov.kernels"):
        again = summed()
    assert not again.stats.cache_hits
    assert files(folders[0]) == [file.name, file.name + kept.ASIDE]
    [said] = caplog.messages
    assert said.startswith(f"The compiled kernel {__name__}.add_up on disk was damaged")
    caplog.clear()
    assert summed().stats.cache_hits
    assert caplog.messages == []


def test_what_was_kept_is_not_compiled_again(folders):
    assert not summed().stats.cache_hits
    assert list(summed().stats.cache_hits.values()) == [1]


def test_damage_is_found_before_a_run_begins(folders, monkeypatch):
    monkeypatch.setattr(stock, "live_through", summed())  # as if it were the week
    [file] = folders[0].iterdir()
    assert stock.mend() == []
    assert stock.is_compiled()
    file.write_bytes(b"")
    assert stock.mend() == [f"{__name__}.add_up"]
    assert files(folders[0]) == [file.name + kept.ASIDE]
    assert stock.mend() == []
    assert not stock.is_compiled()


def test_an_edit_is_not_compiled_yet(folders, monkeypatch):
    fresh = summed()
    monkeypatch.setattr(stock, "live_through", fresh)
    assert stock.is_compiled()
    monkeypatch.setattr(fresh._cache, "_made_from", "0" * 64)
    assert not stock.is_compiled()


def test_without_the_week_nothing_is_compiled(folders):
    summed()
    assert not stock.is_compiled()


def test_where_a_folder_takes_nothing_the_next_one_does(folders):
    folders[0].parent.write_text("a file, where the folder should be")
    summed()
    assert len(files(folders[1])) == 1
    assert summed().stats.cache_hits


def full(*_):
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("method", ["replace", "mkdir"])
def test_on_a_full_disk_kernels_run_and_leave_nothing(folders, monkeypatch, caplog, method):
    for folder in folders:
        folder.mkdir(mode=0o700, parents=True)
    monkeypatch.setattr(Path, method, lambda *_, **__: full())
    with caplog.at_level(logging.WARNING, "cogov.kernels"):
        summed()
        summed()
    assert [files(folder) for folder in folders] == [[], [], []]
    [said] = caplog.messages
    assert "No space left on device" in said
    assert "each process compiles them for itself" in said


def test_damage_in_a_folder_that_takes_nothing(folders, monkeypatch):
    summed()
    [file] = folders[0].iterdir()
    file.write_bytes(b"")
    monkeypatch.setattr(Path, "replace", lambda *_: full())
    summed()
    assert file.read_bytes() == b""


def test_nothing_is_loaded_from_where_anybody_may_write(folders):
    folders[0].parent.write_text("")
    folders[1].parent.write_text("")
    folders[2].mkdir(parents=True, mode=0o700)
    folders[2].chmod(0o777)
    summed()
    assert files(folders[2]) == []
    folders[2].chmod(0o700)
    summed()
    assert len(files(folders[2])) == 1
    folders[2].parent.chmod(0o777)
    assert not summed().stats.cache_hits


def test_options_of_the_compiler_are_part_of_the_name(folders, monkeypatch):
    plain = summed()._cache.made_from
    monkeypatch.setattr(config, "BOUNDSCHECK", 1)
    kept._compiler.cache_clear()
    try:
        assert kernel(add_up)._cache.made_from != plain
    finally:
        kept._compiler.cache_clear()


LUCK = np.random.default_rng(3)


def test_a_kernel_that_refers_to_what_cannot_be_seen_is_refused():
    def lucky():
        return LUCK

    compiled = kernel(lucky)
    del KERNELS[f"{__name__}.{lucky.__qualname__}"]
    with pytest.raises(TypeError, match=r"refers to what cannot be looked into: .*LUCK"):
        compiled()


def test_flushing_deletes_a_kernel(folders):
    summed()._cache.flush()
    assert files(folders[0]) == []


def ship(folders, monkeypatch, tmp_path):
    """Compile the function for the processor of shipped kernels, and lay it where those lie."""
    monkeypatch.setattr(kept, "shipped_folder", lambda: tmp_path / "compiled")
    native = kept.Kept._file
    monkeypatch.setattr(kept.Kept, "_file", lambda self, sig, target: native(self, sig, (target[0], kept.PORTABLE, "")))
    summed()
    folders[0].rename(tmp_path / "compiled")
    monkeypatch.setattr(kept.Kept, "_file", native)
    monkeypatch.setattr(kept, "runs_shipped", lambda: True)


def test_a_shipped_kernel_is_not_compiled_again_and_nothing_is_written(folders, monkeypatch, tmp_path):
    ship(folders, monkeypatch, tmp_path)
    assert list(summed().stats.cache_hits.values()) == [1]
    assert not folders[0].exists()


def test_where_the_processor_does_not_fit_shipped_kernels_are_left_alone(folders, monkeypatch, tmp_path):
    ship(folders, monkeypatch, tmp_path)
    monkeypatch.setattr(kept, "runs_shipped", lambda: False)
    assert not summed().stats.cache_hits
    assert len(files(folders[0])) == 1


def test_a_damaged_shipped_kernel_is_compiled_again(folders, monkeypatch, tmp_path):
    ship(folders, monkeypatch, tmp_path)
    [file] = (tmp_path / "compiled").iterdir()
    file.write_bytes(b"")
    assert not summed().stats.cache_hits
    assert len(files(folders[0])) == 1


def test_shipped_kernels_want_their_processor(tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "shipped_folder", lambda: tmp_path)
    monkeypatch.setattr(kept.platform, "machine", lambda: "x86_64")
    able = dict.fromkeys(kept._FEATURES, True)
    monkeypatch.setattr(kept.llvm, "get_host_cpu_features", lambda: able)
    assert kept.runs_shipped.__wrapped__()
    able["avx2"] = False
    assert not kept.runs_shipped.__wrapped__()
    able["avx2"] = True
    monkeypatch.setattr(kept.platform, "machine", lambda: "aarch64")
    assert not kept.runs_shipped.__wrapped__()
    monkeypatch.setattr(kept.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(config, "CPU_NAME", "generic")
    assert not kept.runs_shipped.__wrapped__()


@pytest.mark.skipif(sys.platform == "win32", reason="folders have no modes there")
def test_kernels_beside_the_sources_serve_another_user_than_who_compiled_them(folders, monkeypatch):
    """An image is built by its administrator, and run by somebody without rights."""
    monkeypatch.setattr(kept, "is_safe", lambda folder: True)
    old = os.umask(0o022)
    try:
        summed()
        folders[0].rename(folders[0].with_name("away"))
        folders[0].write_text("in the way")  # the next folder is tried, and is nobody else's
        KERNELS.pop(f"{__name__}.add_up", None)
        summed()
    finally:
        os.umask(old)
    assert stat.S_IMODE(folders[0].with_name("away").stat().st_mode) == 0o755
    assert stat.S_IMODE(folders[1].stat().st_mode) == 0o700
