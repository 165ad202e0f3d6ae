"""Whatever is said, at any step, is a `Finding` with a code and a place."""

from dataclasses import dataclass, field
from enum import StrEnum

Ref = tuple[str | int, ...]
"""A path into a journey file: `("stages", "buy", "touchpoints", "pay", "next")`."""


class Level(StrEnum):
    """How much a finding weighs: an error fails a check, a warning and a hint do not."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands in a file. Lines and columns count from 1, columns and widths in characters (code points)."""

    file: str
    line: int
    column: int = 1
    width: int = 1
    excerpt: tuple[str, ...] = ()
    """The line itself, after the one before it: what a reader is shown above the caret."""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a claim rests on: `count` of `of`, as a share with its 95 % interval, or a mean of `of` answers."""

    measure: str
    value: float
    of: int
    count: int | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """A part of a text to be replaced: the characters from `start` up to `end`, by `text`.

    Offsets count in the text as `journeymap.document` reads it: without a byte order mark, every line's end one character.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing worth saying.

    `message` says what, `help` what to do or to write instead. `ref` is where in the journey, `location` where in a file.
    `edits` do in the file of `location` what `help` says, and are all of one correction; where `safe` they cannot mean anything else.
    """

    code: str
    level: Level
    message: str
    help: str = ""
    ref: Ref = ()
    location: Location | None = None
    evidence: tuple[Evidence, ...] = field(default=())
    edits: tuple[Edit, ...] = ()
    safe: bool = True

    @property
    def place(self) -> tuple[str, int, int, str]:
        """Sorts findings the way a reader meets them: by file, line, column, code."""
        at = self.location
        return (at.file, at.line, at.column, self.code) if at else ("", 0, 0, self.code)


class JourneymapError(Exception):
    """The run cannot go on. Holds everything that stands in its way, not only the first."""

    def __init__(self, *findings: Finding) -> None:
        if not findings:
            raise ValueError("a JourneymapError needs at least one finding")
        super().__init__("; ".join(f"{finding.code} {finding.message}" for finding in findings))
        self.findings = findings


def fault(code: str, message: str, help: str = "", *, file: str | None = None) -> JourneymapError:
    """The error of one finding about a whole file, or about no file at all."""
    location = Location(file, 1) if file is not None else None
    return JourneymapError(Finding(code, Level.ERROR, message, help, location=location))
