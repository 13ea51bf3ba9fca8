"""The headers of the house replace others of their name."""

from __future__ import annotations

import asyncio

import pytest

from cogov.visualization.browser.serving.document import SolaraPage
from cogov.visualization.browser.serving.environment import ASSETS, FOREIGN, environment
from cogov.visualization.browser.serving.headers import policy, secure_headers


def test_ours_replace_theirs():
    theirs = [(b"X-Frame-Options", b"SAMEORIGIN"), (b"etag", b"1")]
    headers = secure_headers({"type": "http.response.start", "status": 200, "headers": theirs}, "a.example", "n")[
        "headers"
    ]
    assert [value for name, value in headers if name.lower() == b"x-frame-options"] == [b"DENY"]
    assert (b"etag", b"1") in headers
    assert (b"cache-control", b"no-store") in headers


def test_one_site_and_no_other_may_frame_a_page():
    theirs = [(b"X-Frame-Options", b"SAMEORIGIN")]
    start = {"type": "http.response.start", "status": 200, "headers": theirs}
    headers = secure_headers(start, "a.example", "n", "https://school.example")["headers"]
    assert b"x-frame-options" not in {name.lower() for name, _ in headers}, "it would forbid what the policy allows"
    assert policy("a.example", "n", "https://school.example").endswith("; frame-ancestors https://school.example")
    assert policy("a.example", "n").endswith("; frame-ancestors 'none'")


def test_scripts_run_only_in_a_page_of_ours():
    assert "script-src 'self' 'nonce-n' 'unsafe-eval' blob:" in policy("a.example", "n")
    assert "script-src 'self';" in policy("a.example")
    assert "connect-src 'self';" in policy("[::1]:8765")


@pytest.mark.parametrize("parts", [[b"<html><script>1</script><scripts>"], [b"<html><scr", b"ipt>1</script><scripts>"]])
def test_a_page_in_pieces_is_marked_whole(parts):
    sent = []

    async def forward(message):
        sent.append(message)

    async def send():
        document = SolaraPage(forward, "a.example")
        headers = [(b"content-type", b"text/html; charset=utf-8"), (b"content-length", b"9")]
        await document.send({"type": "http.response.start", "status": 200, "headers": headers})
        for number, body in enumerate(parts, 1):
            await document.send({"type": "http.response.body", "body": body, "more_body": number < len(parts)})
        return document.nonce

    nonce = asyncio.run(send())
    start, body = sent
    assert body["body"] == f'<html><script nonce="{nonce}">1</script><scripts>'.encode()
    assert (b"content-length", str(len(body["body"])).encode()) in start["headers"]
    assert nonce.encode() in dict(start["headers"])[b"content-security-policy"]


def test_the_environment_is_ours():
    inherited = {name + ("X" if name.endswith("_") else ""): "inherited" for name in FOREIGN}
    result = environment(inherited | {"solara_kernel_max_count": "1", "PATH": "kept"})
    assert "inherited" not in result.values()
    assert "solara_kernel_max_count" not in result
    assert result["PATH"] == "kept"
    assert result["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "false"


def test_assets_are_small_and_come_with_their_licences():
    files = [file for file in ASSETS.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 7_000_000
    notice = (ASSETS / "NOTICE").read_text("utf-8")
    folders = {"/".join(file.relative_to(ASSETS).parts[:2]) for file in files if file.parent != ASSETS}
    packages = {name if name.startswith("@") else name.partition("/")[0] for name in folders}
    assert {name for name in packages if name not in notice} == set()
