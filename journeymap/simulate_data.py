"""What made-up data look like: rows that meet a journey's `match`, rows that meet none, and the files that hold them."""

import csv
import gzip
import io
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice, product
from pathlib import Path

from journeymap import outputs
from journeymap.language.observation import Condition, Metric, Pattern, Survey, metric_of
from journeymap.model import Journey, Touchpoint
from journeymap.units import Scale

FORMATS = ("csv", "csv.gz", "jsonl")
"""What `write` can write; each is also the ending of the files' names."""

Look = tuple[str, ...]
"""A row without who and when: the event's name, its channel, its properties; as `Looks.columns` says."""

_CHANNEL = "channel"
_ELSEWHERE = ("page_viewed", "app_opened", "push_received", "search_typed")
_MOST_LOOKS = 64
_CONTENT, _CONTENT_PER_FEELING, _CONTENT_SPREAD = 0.78, 0.08, 0.36
_WEIGHTS = ("0.8", "1", "1.25")

Draw = Callable[[], float]
"""The next random number, 0 to less than 1."""


@dataclass(frozen=True)
class Table:
    """Rows as a file holds them: every value a text, an empty one where there is none."""

    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass(frozen=True)
class Simulated:
    """Made-up events and answers."""

    events: Table
    answers: Table


@dataclass(frozen=True)
class Looks:
    """How the events of a journey look: by touchpoint for its `start`, `done` and `fail`, and those that are on no map."""

    columns: tuple[str, ...]
    of: list[tuple[tuple[Look, ...], ...]]
    unbound: tuple[Look, ...]


def looks_of(journey: Journey, taken: tuple[str, ...]) -> Looks:
    """How each event of a journey may look, so that it binds to its own touchpoint and to no earlier one.

    Columns in `taken` (customer, time, ...) are not made here. Where a journey leaves no such look, because an earlier touchpoint
    takes the same events, the rows meet their own `match` and bind to the earlier one.
    """
    patterns = [
        (key, role, pattern)
        for key, point in journey.touchpoints.items()
        if point.match
        for role, _, pattern in point.match.patterns()
    ]
    used = [_CHANNEL] if any(point.channel for point in journey.touchpoints.values()) else []
    properties = tuple(
        name for name in dict.fromkeys(chain(used, *(pattern.where for _, _, pattern in patterns))) if name not in taken
    )
    found: dict[tuple[str, str], tuple[Look, ...]] = {}
    for key, role, pattern in patterns:
        drafts = list(islice(_drafts(pattern, journey.touchpoints[key].channel or ""), _MOST_LOOKS))
        own = [draft for draft in drafts if _owner(patterns, pattern.event, draft) == (key, role)] or drafts[:1]
        own = [draft for draft in own if draft.keys() == own[0].keys()]
        found[key, role] = found.get((key, role), ()) + tuple(
            dict.fromkeys(_look(pattern.event, draft, properties) for draft in own)
        )
    misses = [(pattern.event, dict.fromkeys(pattern.where, "other")) for _, _, pattern in patterns if pattern.where]
    foreign = [*misses, *((name, dict[str, str]()) for name in (*journey.ignore, *_ELSEWHERE))]
    unbound = dict.fromkeys(
        _look(name, draft, properties) for name, draft in foreign if _owner(patterns, name, draft) is None
    )
    of = [tuple(found.get((key, role), ()) for role in ("start", "done", "fail")) for key in journey.touchpoints]
    return Looks((journey.events.name, *properties), of, tuple(unbound))


def _look(name: str, draft: dict[str, str], properties: tuple[str, ...]) -> Look:
    return (name, *(draft.get(column, "") for column in properties))


def _drafts(pattern: Pattern, channel: str) -> Iterator[dict[str, str]]:
    """Property values that meet a pattern: with the touchpoint's channel, and without for when that is another's condition."""
    for base in ({_CHANNEL: channel}, {}):
        for values in product(*(values_for(condition) for condition in pattern.where.values())):
            yield base | dict(zip(pattern.where, values, strict=True))


def _owner(patterns: list[tuple[str, str, Pattern]], name: str, draft: dict[str, str]) -> tuple[str, str] | None:
    """The touchpoint and role that such a row binds to: the first in the order of the design."""
    for key, role, pattern in patterns:
        if pattern.event == name and all(
            _meets(condition, draft.get(column, "")) for column, condition in pattern.where.items()
        ):
            return key, role
    return None


def values_for(condition: Condition) -> list[str]:
    """Some values that meet a condition, or one that does not where it contradicts itself."""
    values = [text_of(value) for value in condition.one_of]
    if condition.min is not None and condition.max is not None:
        values += [text_of(condition.min + (condition.max - condition.min) * part) for part in (0.25, 0.5, 0.75, 0, 1)]
    elif condition.min is not None:
        values += [text_of(condition.min + more) for more in (0, 0.5, 1)]
    elif condition.max is not None:
        values += [text_of(condition.max - less) for less in (0, 0.5, 1)]
    prefix, part = condition.starts_with or "", condition.contains or ""
    if prefix or part:
        values.append(prefix if part in prefix else prefix + part)
    return [value for value in values if _meets(condition, value)] or values[:1] or ["other"]


def _meets(condition: Condition, text: str) -> bool:
    if not text or (condition.one_of and not any(_equals(value, text) for value in condition.one_of)):
        return False
    if condition.min is not None or condition.max is not None:
        low, high = (
            (-math.inf if condition.min is None else condition.min),
            (math.inf if condition.max is None else condition.max),
        )
        number = _number(text)
        if number is None or not low <= number <= high:
            return False
    return text.startswith(condition.starts_with or "") and (condition.contains or "") in text


def _equals(value: object, text: str) -> bool:
    if isinstance(value, bool):
        return text.lower() == str(value).lower()
    return _number(text) == value if isinstance(value, int | float) else text == value


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def text_of(value: object) -> str:
    """A value as a file holds it: `true`, `4`, `4.5`, `in_stock`."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


@dataclass(frozen=True)
class Question:
    """One survey as a touchpoint asks it. `mean` is a place on the scale (0 its low end, 1 its high end), `shift` points on it."""

    survey: Survey
    mean: float
    shift: float
    at: tuple[str, ...]
    fixed: dict[str, str]

    def score(self, draw: Draw) -> str:
        """A whole-numbered step of the scale, about its mean."""
        low, width = self.survey.scale.low, self.survey.scale.high - self.survey.scale.low
        place = self.mean + _CONTENT_SPREAD * (draw() + draw() + draw() - 1.5)
        return text_of(low + min(max(math.floor(place * width + self.shift + 0.5), 0), math.floor(width)))


def questions_of(journey: Journey, touchpoint_id: str, shifts: Mapping[str, float]) -> tuple[Question, ...]:
    """What is asked at a touchpoint. Answers are the better, the better it `feels`; `shifts` adds points by metric."""
    point = journey.touchpoints[touchpoint_id]
    questions = []
    for name, at in point.ask.items():
        if survey := journey.surveys.get(name):
            metric = metric_of(name, survey)
            content = _CONTENT + _CONTENT_PER_FEELING * _feeling(point)
            hard_is_high = metric is Metric.CES and survey.easy == survey.scale.low
            fixed = {column: values_for(condition)[0] for column, condition in survey.where.items()}
            names = (at or (touchpoint_id,)) if survey.at else ()
            questions.append(
                Question(survey, 1 - content if hard_is_high else content, shifts.get(metric or "", 0.0), names, fixed)
            )
    return tuple(questions)


def _feeling(point: Touchpoint) -> float:
    """What the file claims that customers feel, the personas' average where they differ; 0 where it claims nothing."""
    if point.feels is None:
        return 0.0
    feelings = [*point.feels.personas.values()] if point.feels.everyone is None else [point.feels.everyone]
    return sum(feelings) / len(feelings) if feelings else 0.0


def answer_columns(journey: Journey) -> tuple[str, ...]:
    """The columns of the answers: who, when, (case), (what about), the conditions' columns, the scores, (weight)."""
    surveys = journey.surveys.values()
    asked = [column for survey in surveys for column in (*_who_and_when(journey, survey).values(), survey.at)]
    given = [column for survey in surveys for column in (survey.answer, survey.weight)]
    return tuple(
        dict.fromkeys(
            column for column in (*asked, *(name for survey in surveys for name in survey.where), *given) if column
        )
    )


def _who_and_when(journey: Journey, survey: Survey) -> dict[str, str]:
    """The survey's own columns, else those of the events: `customer`, `time` and, if there is one, `case`."""
    names = {"customer": survey.customer or journey.events.customer, "time": survey.time or journey.events.time}
    case = survey.case or journey.events.case
    return names | ({"case": case} if case else {})


def answer_rows(
    journey: Journey, questions: tuple[Question, ...], facts: Mapping[str, str], spoiled: float, draw: Draw
) -> list[dict[str, str]]:
    """What one visit answers: one row, or as many as the surveys' layout needs. `facts` are its customer, time and case.

    A share of `spoiled` of the answers is of no use: half are blank, half are no number of the scale.
    """
    rows: list[dict[str, str]] = []
    for question in questions:
        survey = question.survey
        row = {column: facts[fact] for fact, column in _who_and_when(journey, survey).items()} | question.fixed
        if survey.at and question.at:
            row[survey.at] = question.at[int(draw() * len(question.at))]
        if survey.weight:
            row[survey.weight] = _WEIGHTS[int(draw() * len(_WEIGHTS))]
        luck, score = draw(), question.score(draw)
        row[survey.answer] = score if luck >= spoiled else "" if luck < spoiled / 2 else _off(survey.scale, draw)
        if rows and all(rows[-1].get(column, value) == value for column, value in row.items()):
            rows[-1] |= row
        else:
            rows.append(row)
    return rows


def _off(scale: Scale, draw: Draw) -> str:
    return "n/a" if draw() < 0.5 else text_of(scale.high + 1)


def write(simulated: Simulated, directory: Path, file_format: str = "csv") -> list[Path]:
    """Write `events` and `answers` into a directory, which is made where it is missing; returns the two paths.

    `file_format` is one of `FORMATS`. Equal data give equal bytes. A file is there whole or not at all.
    Raises `JourneymapError` (JM802) where it cannot be written, `ValueError` for an unknown format.
    """
    if file_format not in FORMATS:
        raise ValueError(f"unknown format {file_format!r}; known: {', '.join(FORMATS)}")
    paths = []
    for name, table in (("events", simulated.events), ("answers", simulated.answers)):
        path = directory / f"{name}.{file_format}"
        text = _json_lines(table) if file_format == "jsonl" else _csv(table)
        data = _gzip(text.encode()) if file_format == "csv.gz" else text.encode()
        outputs.write(path, data)
        paths.append(path)
    return paths


def _csv(table: Table) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(table.rows)
    return stream.getvalue()


def _json_lines(table: Table) -> str:
    """One object per line; what is empty has no key."""
    records = ({column: value for column, value in zip(table.columns, row, strict=True) if value} for row in table.rows)
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _gzip(data: bytes) -> bytes:
    stream = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as packed:
        packed.write(data)
    return stream.getvalue()
