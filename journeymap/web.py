"""What is asked of another machine, over HTTP: the only door to the net.

The standard library does it: one JSON text there and one back needs no connection pool, it keeps to the proxies and certificates of the
machine, and a redirect, which would carry the token elsewhere, is simply not followed. When to ask again is no matter of the client: a
comment may have been written though its answer was lost, so whoever writes looks again first.
"""

import http.client
import ipaddress
import json
import re
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from journeymap import __version__

_SECONDS = 30
"""How long a connection may be silent."""
_MOST = 32 * 2**20
"""How many bytes of an answer are read; a page of a hundred comments of the longest kind has a third of that."""
_LATER = (408, 500, 502, 503, 504)
_LIMITED = (403, 429)
_UNTOLD_LIMIT = 60.0
"""How many seconds a limit lasts that does not say: what GitHub's manual asks for."""
_DIGITS = re.compile(r"\d{1,9}", re.ASCII)
_PLAIN = re.compile(r"[!-~]+")
_TIME = re.compile(r"\d{1,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """One thing to ask: a method, a whole address, and what to send as JSON."""

    method: str
    url: str
    body: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, headers by their names in small letters, and what the JSON said; None where there was none."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    content: object = None

    @property
    def message(self) -> str:
        """The host's own words on what went wrong; none where it has none."""
        said = self.content.get("message", self.content.get("error", "")) if isinstance(self.content, dict) else ""
        return said if isinstance(said, str) else json.dumps(said)


class Later(Exception):  # noqa: N818  # it is no error yet
    """There is no answer now, and may be one in `seconds`; None where nobody says when."""

    def __init__(self, reason: str, seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason, self.seconds = reason, seconds


class Unreachable(Exception):  # noqa: N818  # told as a finding by whoever asked
    """There is no answer, and asking again does not help."""


def trusted(address: str) -> bool:
    """Whether a token may be sent to an address: over HTTPS, or to this machine itself."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    plain = (
        _PLAIN.fullmatch(address)
        and parts.username is None
        and not parts.query
        and not parts.fragment
        and (port is None or port > 0)
    )
    return bool(plain and parts.hostname and (parts.scheme == "https" or _is_here(parts.scheme, parts.hostname)))


def _is_here(scheme: str, host: str) -> bool:
    try:
        return scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback)
    except ValueError:
        return False


def ask(call: Call, headers: Mapping[str, str], *, now: float) -> Answer:
    """The answer to a call, whatever its status, but for those that mean later. `now` is the time in seconds since 1970.

    Raises `Later` where it is worth asking again, `Unreachable` where it is not, and `ValueError` for an address that `trusted` refuses.
    """
    if not trusted(call.url.partition("?")[0]):
        raise ValueError("such an address gets no token")
    body = None if call.body is None else json.dumps(call.body).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    told = {"User-Agent": f"journeymap/{__version__}", **kind, **headers}
    request = urllib.request.Request(call.url, body, told, method=call.method)  # noqa: S310  # the scheme was looked at above
    try:
        with _opener(call.url).open(request, timeout=_SECONDS) as response:
            data = response.read(_MOST + 1)
            answer = Answer(response.status, {name.lower(): value for name, value in response.headers.items()})
    except (OSError, http.client.HTTPException) as error:
        raise _unanswered(error) from error
    if len(data) > _MOST:
        raise Unreachable("it answers with more than 32 MiB")
    answer = Answer(answer.status, answer.headers, _content(data, answer.status))
    _tell_later(answer, now)
    return answer


def _opener(url: str) -> urllib.request.OpenerDirector:
    """What opens one address: no redirects, no files, and a status of any kind is an answer."""
    parts = urlsplit(url)
    opener = urllib.request.OpenerDirector()
    opener.add_handler(urllib.request.ProxyHandler({} if _is_here("http", parts.hostname or "") else None))
    if parts.scheme == "https":
        opener.add_handler(urllib.request.HTTPSHandler(context=ssl.create_default_context()))
    else:
        opener.add_handler(urllib.request.HTTPHandler())
    return opener


def _unanswered(error: OSError | http.client.HTTPException) -> Exception:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, ssl.SSLCertVerificationError):
        return Unreachable(f"its certificate is not trusted: {reason.verify_message}")
    if isinstance(reason, TimeoutError):
        return Later(f"it was silent for {_SECONDS} seconds")
    words = (reason.strerror or str(reason)) if isinstance(reason, OSError) else str(reason)
    return Later(words or type(reason).__name__)


def _content(data: bytes, status: int) -> object:
    """What JSON says. An error page of a proxy is none; of an answer that is fine, something must have been understood."""
    try:
        return json.loads(data) if data else None
    except (ValueError, RecursionError):
        if status // 100 == 2:
            raise Unreachable("its answer is no JSON") from None
        return None


def _tell_later(answer: Answer, now: float) -> None:
    """Raises `Later` for a status that passes: a fault of the server, and a limit on how much may be asked."""
    wait = answer.headers.get("retry-after", "").strip()
    seconds = float(wait) if _DIGITS.fullmatch(wait) else None
    if answer.status in _LATER:
        raise Later(f"it answers {answer.status}", seconds)
    spent = answer.headers.get("x-ratelimit-remaining") == "0"
    if answer.status == 429 or (
        answer.status in _LIMITED and (spent or seconds is not None or "rate limit" in answer.message.lower())
    ):
        reset = answer.headers.get("x-ratelimit-reset", "")
        if seconds is None and spent and _TIME.fullmatch(reset):
            seconds = max(float(reset) - now, 1.0)
        raise Later("it lets nobody ask that much", _UNTOLD_LIMIT if seconds is None else seconds)
