"""What can be asked for: the page with its files, the stream of what there is to see, a file's findings, its map, a code's manual page."""

import json
from collections.abc import AsyncIterator, Mapping
from functools import cache
from importlib.resources import files

from anyio import to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from journeymap import manual
from journeymap.finding import JourneymapError
from journeymap.lint import text
from journeymap.pipeline.previewed import Sight
from journeymap.preview.desk import Desk

_PAGE = {"/": "index.html", "/preview.css": "preview.css", "/preview.js": "preview.js", "/icon.svg": "icon.svg"}
_TYPES = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
"""The policy of a map that is opened by itself: a picture needs no more than its own style."""


class Pages:
    """The answers of one server. `look` is how the page begins: the styles that it offers, the first of them, the theme."""

    def __init__(self, desk: Desk, look: Mapping[str, object]) -> None:
        self._desk, self._look = desk, look

    def routes(self) -> list[Route]:
        """Every address; there is no other."""
        return [
            *(Route(path, self.page, methods=["GET"]) for path in _PAGE),
            Route("/look", self.look, methods=["GET"]),
            Route("/events", self.events, methods=["GET"]),
            Route("/sight", self.sight, methods=["GET"]),
            Route("/map.svg", self.map, methods=["GET"]),
            Route("/manual", self.manual, methods=["GET"]),
        ]

    async def page(self, request: Request) -> Response:
        """A file of the page."""
        name = _PAGE[request.url.path]
        return Response(_bytes(name), media_type=_TYPES[name.rpartition(".")[2]])

    async def look(self, _: Request) -> Response:
        """How the page begins."""
        return _json(self._look)

    async def events(self, _: Request) -> Response:
        """What there is to see, again whenever it changes: server-sent events."""

        async def stream() -> AsyncIterator[str]:
            yield "retry: 500\n\n"
            async for state in self._desk.states():
                yield f"event: state\ndata: {state}\n\n" if state else ": still here\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")

    async def sight(self, request: Request) -> Response:
        """A file with its findings."""
        sight = self._asked_for(request)
        if sight is None:
            return _missing()
        self._desk.wants(sight.key)
        return _json(self._desk.told(sight))

    async def map(self, request: Request) -> Response:
        """The map of a file in a style; or, by 503, why it cannot be drawn."""
        key, style = request.query_params.get("file", ""), request.query_params.get("style", "flow")
        try:
            drawn = await to_thread.run_sync(self._desk.preview.svg, key, style)
        except JourneymapError as error:
            return PlainTextResponse(text(error.findings), 503)
        if drawn is None:
            return _missing()
        return Response(drawn, media_type="image/svg+xml", headers={"content-security-policy": _PICTURE})

    async def manual(self, request: Request) -> Response:
        """The manual page of a code."""
        page = manual.page(request.query_params.get("code", ""))
        return PlainTextResponse(page) if page else _missing()

    def _asked_for(self, request: Request) -> Sight | None:
        return self._desk.preview.sight(request.query_params.get("file", ""))


def application(pages: Pages) -> Starlette:
    """All answers as one application."""
    answering = Starlette(routes=pages.routes())
    answering.router.redirect_slashes = False
    return answering


@cache
def _bytes(name: str) -> bytes:
    return files("journeymap.preview").joinpath("page", name).read_bytes()


def _json(content: object) -> Response:
    return Response(json.dumps(content), media_type="application/json")


def _missing() -> Response:
    return PlainTextResponse("There is no such thing here.\n", 404)
