"""What the formats of `journeymap.exchange` share: the result with what it cost, ids made from names, faults with places.

JM810  something that the format does not know stands here, or the file is no text
JM811  something that the format needs is missing: a column, a score
JM812  a value does not fit
JM813  a column that is not known
JM814  an id or a column stands here twice
JM815  there is no touchpoint in the file
JM816  too large, or too many faults
JM817  the file to write is there already (said by `journeymap.pipeline.exchanged`)
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from journeymap.document import MAX_FAULTS
from journeymap.finding import Finding, JourneymapError, Level
from journeymap.language.part import Part
from journeymap.language.touchpoint import Touchpoint
from journeymap.lines import Lines, Span
from journeymap.model import Journey, Stage

LONGEST_ID = 40
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ID = re.compile(r"\w[\w-]*")


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A text in another format, or a journey file made from one; and in sentences what was left out or guessed."""

    text: str
    lost: tuple[str, ...] = ()


def one_line(text: str) -> str:
    """A text as one line without control and bidirectional characters, and without blanks at its ends or in a row."""
    return " ".join("".join(char for char in _BIDI.sub("", text) if _visible(char)).split())


def _visible(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) not in ("Cc", "Cs")


def is_id(text: str) -> bool:
    """Whether a text can be an id as it stands."""
    return _ID.fullmatch(text) is not None


def slug(text: str, fallback: str) -> str:
    """An id made from a name: small letters, digits and `-`, accents dropped, at most 40 characters."""
    plain = unicodedata.normalize("NFKD", text.lower().replace("đ", "d").replace("ß", "ss"))
    plain = unicodedata.normalize("NFC", "".join(char for char in plain if unicodedata.category(char) != "Mn"))
    made = re.sub(r"[\W_]+", "-", plain).strip("-")
    if len(made) > LONGEST_ID:
        made = made[: LONGEST_ID + 1].rpartition("-")[0] or made[:LONGEST_ID]
    return made or fallback


class Ids:
    """Gives each name an id of its own: the second `pay` becomes `pay-2`."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)
        self._next: dict[str, int] = {}

    def make(self, name: str, fallback: str) -> str:
        """An id that nobody has, made from a name."""
        made = wanted = slug(name, fallback)
        number = self._next.get(wanted, 2)
        while made in self.taken:
            made = f"{wanted}-{number}"
            number += 1
        self._next[wanted] = number
        self.taken.add(made)
        return made


@dataclass
class Faults:
    """Collects what is wrong with a text."""

    file: str
    text: str
    found: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = Lines(self.text)

    def say(self, code: str, message: str, cure: str, span: Span) -> None:
        """Collect a fault at its place. Raises all of them as soon as there are too many."""
        location = self._lines.location(self.file, span)
        self.found.append(Finding(code, Level.ERROR, message, cure, location=location))
        if len(self.found) > MAX_FAULTS:
            self.found[-1] = Finding(
                "JM816", Level.ERROR, "there are more faults than these", "mend these first", location=location
            )
            self.stop()

    def line(self, span: Span) -> int:
        """The number of the line in which a span begins."""
        return self._lines.location(self.file, span).line

    def stop(self) -> None:
        """Raises `JourneymapError` with everything that was found, in the order of the file; nothing if that is nothing."""
        if self.found:
            raise JourneymapError(*sorted(self.found, key=lambda finding: finding.place))


def left_out(
    journey: Journey, *, journey_keys: Collection[str], stage_keys: Collection[str], touchpoint_keys: Collection[str]
) -> list[str]:
    """A sentence for each field that a journey uses and a format does not keep; the collections are what it keeps."""
    said = [
        f"left out: {key} of the journey" for key in _used(journey) if key not in journey_keys and key != "journeymap"
    ]
    for parts, kept, noun in (
        (list(journey.stages.values()), {*stage_keys, "touchpoints"}, "stage"),
        (list(journey.touchpoints.values()), touchpoint_keys, "touchpoint"),
    ):
        used = Counter(key for part in parts for key in _used(part))
        said += [
            f"left out: {key} of {used[key]} {noun}{'' if used[key] == 1 else 's'}"
            for key in (Stage if noun == "stage" else Touchpoint).model_fields
            if used[key] and key not in kept
        ]
    return said


def _used(part: Part) -> list[str]:
    fields = type(part).model_fields
    return [
        name
        for name, kind in fields.items()
        if name in part.model_fields_set
        and (kind.is_required() or getattr(part, name) != kind.get_default(call_default_factory=True))
    ]
