"""A page that works for its visitor, and notes in a file that it does: served by the tests in place of the real one."""

import asyncio
import os
import time
from pathlib import Path

import solara
import solara.lab

from cogov.visualization.browser.serving.presence import ANSWERED_WITHIN, ASKED_EVERY, visitor

NOTES = Path(os.environ["WORKING_PAGE_NOTES"])

# What a careless page might let through from a file.
HOSTILE = """
<img src="x" onerror="window.stolen = 'by an image'"><svg onload="window.stolen = 'by a drawing'"></svg>
<iframe srcdoc="<script>parent.stolen = 'by a frame'</script>"></iframe><img src="https://evil.example/pixel.png">
<a href="javascript:window.stolen = 'by a link'">hostile</a>
"""


def note(word):
    with NOTES.open("a") as file:
        file.write(f"{word}\n")


@solara.component
def Page():
    me = solara.use_memo(visitor, [])
    clicks, set_clicks = solara.use_state(0)
    noise, set_noise = solara.use_state("")

    async def loop():
        note("began")
        while me.here:
            note("looped")
            await asyncio.sleep(0.1)
        note("left")

    def work():
        """Keep the kernel busy, so that it cannot listen; and talk, so that what is sent piles up."""
        while me.here:
            note("worked")
            set_noise(os.urandom(100_000).hex())
            time.sleep(0.05)
        note("stopped")

    def nap():
        """Keep the kernel busy for longer than a question may stay without an answer."""
        note("napped")
        time.sleep(ASKED_EVERY + ANSWERED_WITHIN + 3)

    solara.lab.use_task(loop, dependencies=[], prefer_threaded=True)
    solara.Text(f"clicked {clicks}")
    solara.Text(noise[:20] + "…" if len(noise) < 20 else noise)
    solara.Button("click", on_click=lambda: set_clicks(clicks + 1))
    solara.Button("work", on_click=work)
    solara.Button("nap", on_click=nap)
    if clicks == 3:
        solara.HTML(unsafe_innerHTML=HOSTILE)
