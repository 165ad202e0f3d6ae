"""What made-up data look like: rows that meet a journey's `match`, rows that meet none, and the files that hold them."""

import csv
import gzip
import io
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from journeymap import outputs
from journeymap.language.observation import Metric, Survey, metric_of
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey
from journeymap.simulate_looks import text_of, values_for
from journeymap.units import Scale

FORMATS = ("csv", "csv.gz", "jsonl")
"""What `write` can write; each is also the ending of the files' names."""

_CONTENT, _CONTENT_PER_FEELING, _CONTENT_SPREAD = 0.78, 0.08, 0.36
_COMMENTS = ("quick and easy", "had to try twice", "nobody could tell me why", "fine", "took too long")
_COMMENTED = 0.3
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
    given = [column for survey in surveys for column in (survey.answer, survey.weight, survey.comment)]
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
        if survey.comment:
            row[survey.comment] = _COMMENTS[int(draw() * len(_COMMENTS))] if draw() < _COMMENTED else ""
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
