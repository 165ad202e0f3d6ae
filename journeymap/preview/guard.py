"""Who may ask: pages of this server and people who typed its address, by GET. A server on the loopback is within reach of every page in a browser."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

HEADERS: Mapping[str, str] = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
"""What every answer says: nothing from elsewhere, no frames, no copies."""


def hosts_of(port: int) -> frozenset[str]:
    """The names by which this server may be called."""
    return frozenset(f"{name}:{port}" for name in ("127.0.0.1", "localhost", "[::1]"))


def guarded(application: Application, port: int) -> Application:
    """The application, behind the guard. A foreign `Host` is a name that somebody else's DNS led here."""
    hosts = hosts_of(port)
    origins = frozenset(f"http://{host}" for host in hosts)

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await application(scope, receive, send)
            return
        refused = _refusal(scope["method"], list(scope["headers"]), hosts, origins)
        if refused is None:
            await application(scope, receive, _with_headers(send))
        else:
            await _refuse(_with_headers(send), *refused)

    return guard


def _refusal(
    method: str, headers: Iterable[tuple[bytes, bytes]], hosts: frozenset[str], origins: frozenset[str]
) -> tuple[int, str] | None:
    """The status and the reason of a refusal, if there is one."""
    said: dict[str, list[str]] = {}
    for name, value in headers:
        said.setdefault(name.decode("latin-1").lower(), []).append(value.decode("latin-1").lower())
    if len(said.get("host", ())) != 1 or said["host"][0] not in hosts:
        return 403, f"Only this machine may look: write http://{min(hosts)}/ into the address bar.\n"
    if not origins.issuperset(said.get("origin", ())) or not _SITES.issuperset(said.get("sec-fetch-site", ())):
        return 403, "Another page asked for this, and may not.\n"
    if method != "GET":
        return 405, "There is nothing to do here but look: GET.\n"
    return None


_SITES = frozenset(("same-origin", "none"))
"""From where a browser may ask: from this page, or because somebody typed the address."""


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = reason.encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(b"allow", b"GET")] if status == 405 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message.get("headers", ())}
            more = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in own]
            message = {**message, "headers": [*message.get("headers", ()), *more]}
        await send(message)

    return sending
