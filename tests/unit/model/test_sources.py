import pytest

from cogov.model import sources


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Sources of a model of two files, as if they were these."""
    home = tmp_path / "model"
    (home / "processes").mkdir(parents=True)
    (home / "draws.py").write_bytes(b"a = 1\n")
    (home / "processes" / "arise.py").write_bytes(b"b = 2\n")
    monkeypatch.setattr(sources, "SOURCES", home)
    return home


def digest() -> str:
    return sources.source_digest.__wrapped__()


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


def test_kernels_are_kept_beside_the_sources_under_their_digest(folder, monkeypatch):
    monkeypatch.setattr(sources, "source_digest", lambda: "0123456789abcdef0123")
    assert sources.cache_folder.__wrapped__() == folder / "__pycache__" / "kernels-0123456789abcdef"


def test_where_sources_are_read_only_kernels_go_to_the_users_cache(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(sources, "source_digest", lambda: "0123456789abcdef0123")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "cache").mkdir()
    monkeypatch.setattr(sources.os, "access", lambda path, mode: folder not in (path, *path.parents))
    assert sources.cache_folder.__wrapped__() == tmp_path / "cache" / "cogov" / "kernels-0123456789abcdef"


def test_kernels_that_ran_lie_compiled(city_of):
    city_of()
    assert sources.is_compiled()
    assert sources.cache_folder().name.endswith(sources.source_digest()[:16])
