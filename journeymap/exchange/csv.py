"""A table of touchpoints as CSV, both ways, so that a spreadsheet can be a start.

A row is a touchpoint, in the order of the map. Columns, of which only one of `id`, `title` and `does` is needed:

| column | cell |
|---|---|
| `stage` | the stage's id or its words; empty means the stage of the row above |
| `stage_title` | the words to show for it |
| `id`, `title`, `does`, `thinks`, `channel`, `by`, `owner` | as in a journey file; an id is made from the words where it is missing |
| `feels` | -2 to 2, or per persona: `linh=0, minh=-1` |
| `moment_of_truth`, `optional`, `repeatable` | yes or empty |
| `takes` | a duration: 5m, 2h |
| `pains`, `match` | a text or an event's name; several on lines of their own |
| `next` | `collect 85%, cancel 10%`, `collect` or `[]` |
| `ask` | the names of surveys: `csat, nps` |
| `ends` | won or lost |

A cell that a spreadsheet would take for a formula has a `'` before it. In: `,`, `;` or tab between cells; UTF-8, with or without a mark;
columns in any order and spelling (`Moment of truth`); columns that are not known are left out, unless they look like a slip.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from journeymap import cells, rows
from journeymap.exchanged import Exchanged, left_out
from journeymap.language.touchpoint import Next, Touchpoint
from journeymap.model import Journey
from journeymap.rows import COLUMNS
from journeymap.units import format_duration, parse_duration, parse_share

SUFFIXES = (".csv", ".tsv")
read = rows.read
_KEPT = ("stages", "ends_at")
_LISTED = re.compile(r"[,;:=\s]")


def write(journey: Journey) -> Exchanged:
    """The journey's touchpoints as a table."""
    lost = left_out(journey, journey_keys=_KEPT, stage_keys=("title",), touchpoint_keys=COLUMNS)
    table = [list(COLUMNS)]
    for stage_id, stage in journey.stages.items():
        for at, touchpoint in stage.touchpoints.items():
            values = _row(at, touchpoint, lost) | {"stage": stage_id, "stage_title": stage.title or "", "id": at}
            ends = "won" if at in journey.ends_at.won else "lost" if at in journey.ends_at.lost else ""
            values["ends"] = ends
            table.append([values.get(column, "") for column in COLUMNS])
    return Exchanged(cells.written(table), tuple(lost))


def _row(at: str, touchpoint: Touchpoint, lost: list[str]) -> dict[str, str]:
    said: dict[str, str] = {
        key: getattr(touchpoint, key) or "" for key in ("title", "does", "thinks", "channel", "by", "owner")
    }
    said |= {key: "yes" for key in ("moment_of_truth", "optional", "repeatable") if getattr(touchpoint, key)}
    said["takes"] = "" if touchpoint.takes is None else _duration(touchpoint.takes)
    said["feels"] = _feels(at, touchpoint, lost)
    said["pains"] = _lines(at, "pains", [pain.text for pain in touchpoint.pains], lost)
    if any(pain.severity or pain.evidence for pain in touchpoint.pains):
        lost.append(f"left out: severity and evidence of the pains of {at}")
    if match := touchpoint.match:
        said["match"] = _lines(at, "match", [pattern.event for pattern in match.start], lost)
        if match.done or match.fail:
            lost.append(f"left out: how a contact at {at} ends (match: done, fail)")
        if any(pattern.where for pattern in match.start):
            lost.append(f"left out: which of the events are meant at {at} (match: where)")
    said["next"] = _next(at, touchpoint.next, lost)
    said["ask"] = ", ".join(_names(at, "ask", list(touchpoint.ask), lost))
    if any(touchpoint.ask.values()):
        lost.append(f"left out: what the answers call {at} (ask)")
    return said


def _feels(at: str, touchpoint: Touchpoint, lost: list[str]) -> str:
    if touchpoint.feels is None:
        return ""
    if touchpoint.feels.everyone is not None:
        return str(touchpoint.feels.everyone)
    named = _names(at, "feels", list(touchpoint.feels.personas), lost)
    return ", ".join(f"{persona}={touchpoint.feels.personas[persona]}" for persona in named)


def _names(at: str, key: str, names: list[str], lost: list[str]) -> list[str]:
    """Names that can stand in a list; the others are told of."""
    lost += [f"left out: '{name}' under {key} of {at}, which cannot stand in a list" for name in names if _odd(name)]
    return [name for name in names if not _odd(name)]


def _odd(name: str) -> bool:
    return not name or _LISTED.search(name) is not None


def _lines(at: str, key: str, texts: list[str], lost: list[str]) -> str:
    lines = [" ".join(re.split("[\r\n]+", text)) for text in texts]
    if lines != texts:
        lost.append(f"left out: line breaks in {key} of {at}")
    return "\n".join(lines)


def _next(at: str, ways: Mapping[str, Next] | None, lost: list[str]) -> str:
    if ways is None:
        return ""
    if any(way.within or way.when for way in ways.values()):
        lost.append(f"left out: within and when of the ways from {at}")
    named = _names(at, "next", list(ways), lost)
    return ", ".join(f"{target}{_share(ways[target].share)}" for target in named) or "[]"


def _share(share: float | None) -> str:
    """A share as a word after a name, exact."""
    if share is None:
        return ""
    percent = f"{format(round(Decimal(repr(share)) * 100, 12), 'f')}"
    percent = (percent.rstrip("0").rstrip(".") if "." in percent else percent) or "0"
    exact = parse_share(f"{percent}%") == share
    return f" {percent}%" if exact else f" {format(Decimal(repr(share)), 'f')}"


def _duration(value: timedelta) -> str:
    short = format_duration(value)
    try:
        if parse_duration(short) == value:
            return short
    except ValueError:
        pass
    seconds = f"{value.total_seconds():.6f}".rstrip("0").rstrip(".")
    return f"{seconds}s"
