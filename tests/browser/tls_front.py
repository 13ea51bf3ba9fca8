"""The encrypted side of a proxy: it ends TLS, and passes what is inside on to a port of this machine."""

from __future__ import annotations

import asyncio
import ssl
import threading
from contextlib import suppress


class TlsFront:
    """Listens on a free port, in a thread: Playwright keeps a loop running in the test's own.

    Parameters
    ----------
    port : int
        Where it passes everything on to.
    context : SSLContext
        Holds the certificate.
    """

    def __init__(self, port: int, context: ssl.SSLContext) -> None:
        self._to, self._context = port, context
        self._ready = threading.Event()
        self.port = 0
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        assert self._ready.wait(10)

    def close(self) -> None:
        """End all connections."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join()

    async def _run(self) -> None:
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        entry = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._context)
        self.port = entry.sockets[0].getsockname()[1]
        self._ready.set()
        await self._over.wait()
        entry.close()
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for each in serving:
            each.cancel()
        await asyncio.gather(*serving, return_exceptions=True)

    async def _serve(self, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        ends = [back]
        try:
            with suppress(OSError, asyncio.CancelledError):
                answers, far = await asyncio.open_connection("127.0.0.1", self._to)
                ends.append(far)
                await asyncio.gather(self._pass_on(near, far), self._pass_on(answers, back))
        finally:
            for each in ends:
                each.transport.abort()
                with suppress(OSError):
                    await each.wait_closed()

    @staticmethod
    async def _pass_on(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65536):
                target.write(data)
                await target.drain()
        target.close()
