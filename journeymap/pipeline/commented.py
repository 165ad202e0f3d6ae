"""One comment on a pull request, written once and then changed in place.

Its first line, which nobody sees, names it: `<!-- journeymap key=checkout head=8c41f2d -->`. Whoever copies that line into a comment of
their own changes nothing: only a comment that the same token, or an app, has written is ours.

JM850  the text cannot be a comment
JM851  the code host does not answer
JM852  the code host refuses
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from journeymap.finding import JourneymapError, fault
from journeymap.hosts import Comment, Host, Place
from journeymap.markup import clean
from journeymap.units import shown
from journeymap.web import Answer, Call, Later, Unreachable, ask

_FIRST = re.compile(r"<!-- journeymap key=(\S+)(?: head=[0-9a-f]+)? -->")
KEY = re.compile(r"[^\s<>-](?:[^\s<>-]|-(?!-))*")
"""What a key may be: one word that cannot end the line it stands in."""
_TRIES = 4
_PATIENCE = 120.0
"""How many seconds are waited in all, before a comment is given up."""
_WAIT = 1.0
_PAGES = 100


@dataclass(frozen=True, slots=True)
class Text:
    """What a comment is to say, its first line with the key included."""

    key: str
    words: str


def commentable(words: str, host: Host, *, key: str | None = None, file: str | None = None) -> Text:
    """A text with the line that names it: its own, or that of `key`. Raises `JourneymapError` (JM850)."""
    words = words.replace("\r\n", "\n").removeprefix("\ufeff")
    first, _, rest = words.partition("\n")
    named = _FIRST.fullmatch(first.rstrip())
    if key is not None:
        words = f"<!-- journeymap key={key} -->\n{rest if named else words}"
    elif named:
        key = named[1]
    else:
        cure = "write it with journeymap diff --format markdown, or give its comment a name with --key NAME"
        raise fault("JM850", "the first line does not name a comment", cure, file=file)
    if len(words) > host.LIMIT:
        message = f"it has {len(words):,} characters, and {host.NAME} takes {host.LIMIT:,}"
        raise fault("JM850", message, "write it shorter: journeymap diff --max-chars 60000", file=file)
    return Text(key, words)


@dataclass(frozen=True, slots=True)
class Clock:
    """What time is it, in seconds since 1970, and how to wait for some."""

    now: Callable[[], float] = time.time
    wait: Callable[[float], None] = time.sleep


def comment(host: Host, place: Place, text: Text, token: str, *, new: bool = True, clock: Clock | None = None) -> str:
    """Writes a comment or changes the one that is there, and tells in a line what was done. Without `new` none is written anew.

    A token that may only read, as those of pull requests from forks do, is no fault: the line says so. A fault of the server and a limit on
    calls are waited for, at most two minutes in all; then everything begins with looking for the comment again, as the one whose answer was
    lost may be there. Raises `JourneymapError`: JM851 where there is no answer, JM852 where the host refuses.
    """
    clock = clock or Clock()
    writer = _Writer(host, place, token, clock)
    waited = 0.0
    for tried in range(_TRIES):
        try:
            return writer.write(text, new=new)
        except Later as later:
            seconds = _WAIT * 2**tried if later.seconds is None else later.seconds
            waited += seconds
            if tried == _TRIES - 1 or waited > _PATIENCE:
                more = f", and wants to be left alone for {seconds:,.0f} seconds" if later.seconds else ""
                raise _unanswered(host, place, f"{later.reason}{more}") from later
            clock.wait(seconds)
        except Unreachable as gone:
            raise _unanswered(host, place, str(gone)) from gone
    raise AssertionError("the last try returns or raises")


def _unanswered(host: Host, place: Place, reason: str) -> JourneymapError:
    cure = "run it again; the report itself is not touched by this"
    return fault("JM851", f"{host.NAME} does not answer at {shown(place.api)}: {clean(reason)[:200]}", cure)


class _Refused(Exception):  # noqa: N818  # it is told in a line
    """The token may not."""


@dataclass(frozen=True, slots=True)
class _Writer:
    host: Host
    place: Place
    token: str
    clock: Clock

    def write(self, text: Text, *, new: bool) -> str:
        """Everything once."""
        where = f"{self.host.ASKED} {self.place.number} of {clean(self.place.repository)}"
        try:
            return self._done(text, where, new=new)
        except _Refused as refused:
            return (
                f"no comment was written on {where}: {self.host.NAME} does not allow it ({refused}); {self.host.LEAVE}"
            )

    def _done(self, text: Text, where: str, *, new: bool) -> str:
        found = self._found(text.key)
        if found is None and not new:
            return f"nothing changed, and {where} has no comment yet: none was written"
        if found is None:
            done = self._allowed(self._ask(self.host.writing(self.place, text.words)))
            return f"wrote comment {self.host.written(done)} on {where}"
        if _same(found.text, text.words):
            return f"comment {found.name} on {where} says it already"
        answer = self._ask(self.host.changing(self.place, found, text.words))
        if answer.status == 404:
            raise Later("the comment is gone", 0.0)  # somebody took it away just now: it is written anew
        self._allowed(answer)
        return f"changed comment {found.name} on {where}"

    def _found(self, key: str) -> Comment | None:
        """Our comment of that name, the oldest one."""
        named = [each for each in self._comments() if _key(each.text) == key]
        if not named:
            return None
        who = self.host.author(self._ask(self.host.asking_who(self.place)))
        return next((each for each in named if (each.author == who if who else each.by_app)), None)

    def _comments(self) -> list[Comment]:
        found: list[Comment] = []
        for page in range(1, _PAGES + 1):
            answer = self._allowed(self._ask(self.host.listing(self.place, page)))
            found += [each for each in self.host.comments(answer) if each.name]
            if not self.host.has_more(answer):
                break
        return found

    def _ask(self, call: Call) -> Answer:
        """An answer of any status."""
        return ask(call, self.host.headers(self.token), now=self.clock.now())

    def _allowed(self, answer: Answer) -> Answer:
        if answer.status // 100 == 2:
            return answer
        said = clean(answer.message.replace(self.token, "***"))[:200].strip() or "no reason is given"
        if answer.status == 403:
            raise _Refused(said)
        cures = {
            401: f"give it a token that is valid, in {self.host.TOKENS[0]}",
            404: f"there is no {self.host.ASKED} {self.place.number} in {shown(self.place.repository)}, or the token may not see it",
        }
        cure = cures.get(answer.status, "check --repository, --pull-request and the address of the API")
        raise fault("JM852", f"{self.host.NAME} refuses with {answer.status}: {said}", cure)


def _key(words: str) -> str | None:
    """The name in the first line of a comment."""
    named = _FIRST.fullmatch(words.partition("\n")[0].rstrip())
    return named[1] if named else None


def _same(one: str, other: str) -> bool:
    """Hosts end lines as browsers do, and cut blanks off the end."""
    return one.replace("\r\n", "\n").rstrip() == other.rstrip()
