import pytest

from cogov.model import kernel_cache, stock


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Sources of a model of two files, as if they were these."""
    home = tmp_path / "model"
    (home / "processes").mkdir(parents=True)
    (home / "draws.py").write_bytes(b"a = 1\n")
    (home / "processes" / "arise.py").write_bytes(b"b = 2\n")
    monkeypatch.setattr(kernel_cache, "SOURCES", home)
    return home


def digest() -> str:
    return kernel_cache.source_digest.__wrapped__()


def test_the_digest_moves_with_every_edit_name_and_file(folder):
    seen = [digest()]
    (folder / "processes" / "arise.py").write_bytes(b"b = 3\n")
    seen.append(digest())
    (folder / "processes" / "arise.py").rename(folder / "processes" / "report.py")
    seen.append(digest())
    (folder / "new.py").write_bytes(b"")
    seen.append(digest())
    assert len(set(seen)) == 4


def test_the_digest_does_not_see_line_ends_or_other_files(folder):
    before = digest()
    (folder / "draws.py").write_bytes(b"a = 1\r\n")
    (folder / "ODD.md").write_text("words")
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "draws.pyc").write_bytes(b"\0")
    assert digest() == before


def test_kernels_are_kept_beside_the_sources_or_for_the_user_or_among_temporary_files(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    beside, users, temporary = kernel_cache.cache_folders.__wrapped__()
    assert beside == folder / "__pycache__" / "kernels"
    assert users == tmp_path / "cache" / "cogov" / "kernels"
    assert temporary.parent.name.startswith("cogov-")


def test_an_account_without_a_home_has_kernels_too(folder, monkeypatch):
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(kernel_cache.Path, "home", homeless)
    assert len(kernel_cache.cache_folders.__wrapped__()) == 2


def homeless():
    raise RuntimeError("Could not determine home directory.")


def test_kernels_that_ran_lie_compiled(digest_of):
    digest_of({"run": {"weeks": 1}})
    assert stock.is_compiled()
    assert stock.mend() == []
