"""Draw the pictures of both READMEs: the curves of a comparison, and the browser as it opens.

Usage: ``python docs/pictures/draw.py``, or ``make pictures``. It takes a minute or two, and needs Chromium for the
browser. Run it when results or the browser have moved, and look at what comes out.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

from cogov.experiments import compare
from cogov.visualization.charts.comparison import effectiveness_chart
from cogov.visualization.language.translations import LANGUAGES

HERE = Path(__file__).parent
SCENARIOS = ("fragmented", "synergy")
SUFFIX = {"en": "", "zh": ".zh"}
WINDOW = {"width": 1366, "height": 900}
PATIENCE = 300
"""Seconds for the application to start, and for a page to have its curve."""


def draw_curves() -> None:
    """Draw effectiveness over five years, each on its own against joined up, 20 paired runs each."""
    comparison = compare(SCENARIOS, replicates=20)
    for language in LANGUAGES:
        drawing = effectiveness_chart(comparison, language, alone=True)
        (HERE / f"effectiveness{SUFFIX[language]}.svg").write_text(drawing.file(), encoding="utf-8")


def photograph_browser() -> None:
    """Take a picture of the browser's first page in each language, once its curve and city are there."""
    with socket.create_server(("127.0.0.1", 0)) as trial:
        port = trial.getsockname()[1]
    url = f"http://127.0.0.1:{port}/"
    words = [sys.executable, "-m", "cogov.visualization.terminal", "app", "--no-browser", "--port", str(port)]
    server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _await(url)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            for language in LANGUAGES:
                page = browser.new_page(viewport=WINDOW)
                page.add_init_script("try { localStorage.setItem('cogov-tour', '1') } catch {}")  # not the first visit
                page.goto(f"{url}?lang={language}")
                page.wait_for_selector("canvas", timeout=1000 * PATIENCE)
                page.wait_for_timeout(12_000)  # the bands come after the curves
                page.screenshot(path=HERE / f"browser{SUFFIX[language]}.png")
            browser.close()
    finally:
        server.terminate()
        server.wait(30)


def _await(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)


if __name__ == "__main__":
    draw_curves()
    photograph_browser()
    print(HERE)
