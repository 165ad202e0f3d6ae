"""What was corrected in a file, and how that is told: place by place, or as a unified diff."""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from journeymap.finding import Finding, Location
from journeymap.lint import placed
from journeymap.markup import clean
from journeymap.units import shown


@dataclass(frozen=True)
class Correction:
    """One thing that was mended: where it stood in the file as it was, what was wrong, what stood there and what does now."""

    location: Location
    message: str
    was: str
    now: str
    code: str = ""

    def told(self, word: str) -> str:
        """The correction as a line, after the place `word`: fixed, or fixable."""
        code = f"[{self.code}]" if self.code else ""
        seen = self.was.isprintable() and self.was.strip() and self.now.strip()
        change = f": {shown(self.was)[1:-1]} -> {shown(self.now)[1:-1]}" if seen else ""
        return f"{placed(self.location)}: {word}{code}: {clean(self.message + change)}"


@dataclass(frozen=True)
class Mended:
    """A file before and after. `left` is what remains for a person; `given_up` says why all of it was left to one."""

    path: Path
    before: bytes
    after: bytes
    corrections: tuple[Correction, ...] = ()
    left: tuple[Finding, ...] = ()
    given_up: str = ""

    @property
    def likely(self) -> int:
        """How many of those that are left have a correction that is likely, but not certain."""
        return sum(bool(finding.edits) and not finding.safe for finding in self.left)


def unified(mended: Mended) -> str:
    """The difference between a file before and after, for people and for `patch -p1`; empty if there is none."""
    if mended.before == mended.after:
        return ""
    before, after = (_lines(data) for data in (mended.before, mended.after))
    name = clean(mended.path.as_posix().lstrip("/"))
    return "".join(_ended(difflib.unified_diff(before, after, f"a/{name}", f"b/{name}")))


def _lines(data: bytes) -> list[str]:
    """Lines as `patch` counts them: only a line feed ends one."""
    lines = [f"{line}\n" for line in data.decode().split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
