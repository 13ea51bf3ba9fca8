"""Below a path of another site, as behind a proxy or JupyterHub: pages, files, web sockets, links and redirects."""

from __future__ import annotations

import re

import pytest
from websockets.exceptions import InvalidStatus

from .conftest import COMMAND, start
from .reverse_proxy import ReverseProxy
from .rude import POLITE, get
from .tab import Tab, cookie

ROOT = "/user/ada@uni/proxy/cogov"
CLAIMS = {
    "X_Forwarded_For": POLITE,
    "X_Forwarded_Host": "city.example",
    "X_Forwarded_Proto": "https",
    "Host": "inside.example",
}


@pytest.fixture
def below(serve):
    """Serve below a path, and return the server and a proxy before it."""
    proxies = []

    def below(*words, strip=True, **headers):
        server = serve("--root-path", ROOT, *words)
        proxies.append(ReverseProxy(server.port, ROOT, strip=strip, **headers))
        return server, proxies[-1]

    yield below
    for each in proxies:
        each.close()


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """A server below a path without a proxy before it."""
    server = start((*COMMAND, "--root-path", ROOT), tmp_path_factory.mktemp("below"))
    yield server
    server.stop()


@pytest.mark.parametrize("strip", [True, False], ids=["taken away", "left"])
def test_pages_files_sockets_and_links(below, page, strip):
    _, proxy = below("--allow-host", "127.0.0.1", strip=strip)
    site = f"http://127.0.0.1:{proxy.port}{ROOT}"
    page.goto(f"{site}/?lang=en")
    page.get_by_role("button", name="Model", exact=True).click()
    page.wait_for_url(re.compile(f"{re.escape(site)}/?[?].*page=model"))
    page.reload()
    page.wait_for_url(re.compile(f"{re.escape(site)}/?[?].*page=model"))
    page.get_by_role("button", name="Model", exact=True).wait_for()
    page.go_back()
    page.wait_for_url(re.compile(f"{re.escape(site)}/?[?](?!.*page=model)"))
    page.goto("about:blank")
    assert all(path.startswith(ROOT) for path in proxy.asked), "nothing is asked outside"
    assert any("channels" in path for path in proxy.asked)
    assert any("/api/close/" in path for path in proxy.asked)


def test_the_cookie_holds_below_the_path_only(alone):
    for path in ("/", f"{ROOT}/", ROOT):
        status, text = get(alone.port, path)
        assert status == 200
        assert f"Path={ROOT};" in text.decode("latin-1")
    assert ROOT in alone.said[-1]


def test_redirects_stay_below(alone):
    for path in ("/static/public", f"{ROOT}/static/public", f"{ROOT}/static"):
        status, text = get(alone.port, path)
        found = re.search(rb"(?i)location: (\S+)", text)
        assert status in (307, 404)
        assert found is None or ROOT.encode() in found[1]


@pytest.mark.parametrize("path", ["/../etc/passwd", "/%2e%2e/app.py", "//etc/passwd", "/_solara/cdn/..%2f..%2fapp.py"])
def test_paths_that_climb_do_not_below_it_either(alone, path):
    assert get(alone.port, ROOT + path)[0] == 404


class TestForwarded:
    """What a proxy says is believed of those that were named."""

    def test_of_nobody_else(self, serve_working):
        server = serve_working("--allow-host", "city.example")
        assert get(server.port, **CLAIMS)[0] == 400
        claims = {**CLAIMS, "Host": "city.example"}
        status, text = get(server.port, **claims)
        assert status == 200
        assert b"; Secure" not in text

    def test_of_those_that_were_named(self, serve_working):
        server = serve_working(
            "--allow-host", "city.example", "--trust-proxy", "127.0.0.1", "--limit", "places_of_address=1"
        )
        status, text = get(server.port, **CLAIMS)
        assert status == 200
        assert b"; Secure" in text
        assert b"wss://city.example" in text
        session = cookie(server.url)
        forwarded = {"X-Forwarded-For": POLITE, "X-Forwarded-Host": "city.example", "Origin": "https://city.example"}
        with Tab(server.url, session, **forwarded), pytest.raises(InvalidStatus) as refused:
            Tab(server.url, session, **forwarded)
        assert refused.value.response.status_code == 503
        with Tab(server.url, session, **{**forwarded, "X-Forwarded-For": "10.0.0.9"}):
            pass
