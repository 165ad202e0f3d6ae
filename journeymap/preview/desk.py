"""What is done between a save and its page: files are looked at, redrawn and measured, and whoever is looking is told."""

import asyncio
import json
import sys
import traceback
from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any

from journeymap.finding import Finding, Level
from journeymap.lint import excerpt, placed
from journeymap.markup import clean
from journeymap.pipeline.previewed import Preview, Sight
from journeymap.preview.saves import saves

_WEIGHT = {level: weight for weight, level in enumerate(Level)}


class _Outdated(Exception):  # noqa: N818 - no error: there is something newer to measure
    """What is being measured is not what stands in the file any more."""


class Desk:
    """The work on one `Preview`, for as many pages as look at it."""

    def __init__(self, preview: Preview) -> None:
        self.preview = preview
        self._due: dict[str, None] = {}
        self._wanted: list[str] = []
        """The keys of what was looked at, the latest last: they are redrawn first."""
        self._bugs: dict[str, str] = {}
        self._number = 0
        self._closing, self._work, self._news = asyncio.Event(), asyncio.Event(), asyncio.Event()

    # --- the work

    async def run(self) -> None:
        """Works until it is closed."""
        await asyncio.gather(self._look(), self._redraw(), self._measure())

    def close(self) -> None:
        """Ends all work and all streams."""
        self._closing.set()
        self._work.set()
        self._publish()

    async def _look(self) -> None:
        async for _ in saves(self.preview.folders, self._closing):
            before = len(self.preview.sights)
            self._due |= dict.fromkeys(await self._apart("", self.preview.look) or ())
            if self._due:
                self._work.set()
            if len(self.preview.sights) != before:
                self._publish()

    async def _redraw(self) -> None:
        while not self._closing.is_set():
            if not self._due:
                self._work.clear()
                await self._work.wait()
                continue
            key = max(self._due, key=lambda key: self._wanted.index(key) if key in self._wanted else -1)
            del self._due[key]
            self._bugs.pop(key, None)
            await self._apart(key, partial(self.preview.redraw, key))
            self._publish()

    async def _measure(self) -> None:
        while not self._closing.is_set():
            waiting = next(
                (sight for sight in self.preview.sights if sight.unmeasured and sight.key not in self._bugs), None
            )
            if waiting is None:
                await self._news.wait()
                continue
            await self._apart(waiting.key, partial(self._numbers, waiting))
            self._publish()

    def _numbers(self, sight: Sight) -> None:
        def watch(_what: str, _share: float) -> None:
            if self._closing.is_set() or self.preview.sight(sight.key) is not sight:
                raise _Outdated

        self.preview.measure(sight.key, watch)

    async def _apart(self, key: str, work: Callable[[], Any]) -> Any:
        """Work in a thread of its own. A bug of ours ends neither the page nor the work: it is told."""
        try:
            return await asyncio.to_thread(work)
        except _Outdated:
            return None
        except Exception as error:  # noqa: BLE001 - the last line of defence
            traceback.print_exc(file=sys.stderr)
            self._bugs[key] = clean(f"{type(error).__name__}: {error}")
            return None

    # --- who looks

    def wants(self, key: str) -> None:
        """Remembers that somebody looks at a file."""
        self._wanted = [*(other for other in self._wanted if other != key), key]

    async def states(self) -> AsyncIterator[str]:
        """All that there is to see, as JSON on one line, now and whenever it changes; an empty text now and then, to find out who has gone."""
        seen = -1
        while not self._closing.is_set():
            if seen != self._number:
                seen = self._number
                yield json.dumps(self.state())
                continue
            try:
                async with asyncio.timeout(_BEAT):
                    await self._news.wait()
            except TimeoutError:
                yield ""

    def state(self) -> dict[str, Any]:
        """The list of all files."""
        return {
            "files": [self._row(sight) for sight in self.preview.sights],
            "bug": self._bugs.get("", ""),
            "working": bool(self._due),
        }

    def told(self, sight: Sight) -> dict[str, Any]:
        """A file with its findings, the gravest first."""
        findings = sorted(sight.findings, key=lambda finding: (_WEIGHT[finding.level], finding.place))
        return {**self._row(sight), "findings": [_plain(finding) for finding in findings]}

    def _row(self, sight: Sight) -> dict[str, Any]:
        return {
            "key": sight.key,
            "file": clean(str(sight.path)),
            "title": clean(sight.title),
            "number": sight.number,
            "counts": {level.value: sum(each.level is level for each in sight.findings) for level in Level},
            "map": sight.map is not None,
            "old": sight.is_old,
            "measuring": sight.unmeasured is not None and sight.key not in self._bugs,
            "bug": self._bugs.get(sight.key, ""),
        }

    def _publish(self) -> None:
        self._number += 1
        news, self._news = self._news, asyncio.Event()
        news.set()


_BEAT = 15.0
"""Seconds after which a stream says something though there is nothing to say."""


def _plain(finding: Finding) -> dict[str, Any]:
    """A finding in words that are safe to show as text."""
    return {
        "code": finding.code,
        "level": finding.level.value,
        "place": placed(finding.location) if finding.location else "",
        "message": clean(finding.message),
        "excerpt": "\n".join(excerpt(finding.location)),
        "help": clean(finding.help),
    }
