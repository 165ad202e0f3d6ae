"""The server: uvicorn, on the loopback and nowhere else."""

import asyncio
import errno
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import FrameType

import uvicorn

from journeymap.finding import fault
from journeymap.pipeline.previewed import Preview
from journeymap.preview.application import Pages, application
from journeymap.preview.desk import Desk
from journeymap.preview.guard import guarded

ADDRESS = "127.0.0.1"
PORT = 8391
"""Where it is served if no port is asked for, or at the first free one of the next."""
_NEXT = 20
_FAREWELL = 2
"""Seconds until a page that does not let go is left."""


def listen(port: int | None = None) -> socket.socket:
    """A socket of this machine only: at a port, 0 is any that is free; the usual one or one of the next if none is asked for.

    Raises `JourneymapError` (JM841) where it is taken.
    """
    for wanted in (port,) if port is not None else range(PORT, PORT + _NEXT):
        try:
            return socket.create_server((ADDRESS, wanted))
        except OSError as error:
            refused = error
            if error.errno not in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL) and port is None:
                break
    what = f"port {port}" if port is not None else f"each port from {PORT} to {PORT + _NEXT - 1}"
    taken = refused.errno == errno.EADDRINUSE
    raise fault(
        "JM841",
        f"{what} is taken by another program" if taken else f"{what} cannot be used: {refused.strerror}",
        "write --port 0: any that is free",
    ) from refused


class Serving:
    """One preview, served at a socket; `look` as in `Pages`."""

    def __init__(self, preview: Preview, listening: socket.socket, look: Mapping[str, object]) -> None:
        self._preview, self._socket = preview, listening
        self.port: int = listening.getsockname()[1]
        self.address = f"http://{ADDRESS}:{self.port}/"
        self._look = look
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desk: Desk | None = None
        self._server: _Server | None = None

    def run(self) -> None:
        """Serves until it is stopped, or interrupted: then raises `KeyboardInterrupt`."""
        asyncio.run(self._serve())

    def stop(self) -> None:
        """Ends it, from any thread."""
        if self._server is not None:
            self._server.should_exit = True
        if self._loop is not None and self._desk is not None:
            with suppress(RuntimeError):  # it has ended by itself
                self._loop.call_soon_threadsafe(self._desk.close)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._desk = desk = Desk(self._preview)
        config = uvicorn.Config(
            guarded(application(Pages(desk, self._look)), self.port),
            http="h11",
            ws="none",
            loop="asyncio",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            timeout_graceful_shutdown=_FAREWELL,
        )
        self._server = _Server(config, self.stop)
        working = asyncio.create_task(desk.run())
        try:
            await self._server.serve([self._socket])
        finally:
            desk.close()
            await working


class _Server(uvicorn.Server):
    """uvicorn's, which ends the streams first when it is told to end: they would never end by themselves."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Ends at a signal."""
        super().handle_exit(sig, frame)
        self._ending()
