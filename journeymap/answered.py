"""Answers by cell -> scores of each survey, in all and in parts, and how many customers answer."""

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from journeymap.behaviour import Behaviour
from journeymap.chapters.answers import Asked, Part, PeriodScore, SurveyAnswers
from journeymap.hiding import OTHER, Parts, hidden, parts_told
from journeymap.language.observation import Survey, metric_of
from journeymap.measures.scores import Cell
from journeymap.model import humanise
from journeymap.periods import NO_PERIOD, Calendar
from journeymap.quantities import Rate, Score, rate
from journeymap.scoring import Answers, score_of
from journeymap.sorting import Flags

Key = TypeVar("Key", bound=Hashable)
NONE = "(none)"
"""Answers on no channel."""
MOST_VALUES = 21
"""A scale of more whole numbers than these is no list to count by."""
LONGEST = 300
"""Characters of a comment that are quoted."""
BETWEEN = "(between)"
"""Answers that are no whole number."""


def tell(
    seen: Behaviour,
    min_group: int,
    shown: Flags,
    calendar: Calendar,
    as_of: int | None,
    words: Mapping[int, str],
) -> dict[str, SurveyAnswers]:
    """Every survey with a metric that has answers, by name.

    `shown` are the touchpoints whose visits are told. `words` are the comments that may be quoted, by their codes.
    """
    cells: dict[int, list[tuple[Cell, int]]] = {}
    for cell, count in seen.measured.scores.answers.items():
        cells.setdefault(cell[0], []).append((cell, count))
    return {
        name: _Teller(seen, min_group, shown, calendar, as_of, words, number, name, survey, cells[number]).told()
        for number, (name, survey) in enumerate(seen.journey.surveys.items())
        if number in cells and metric_of(name, survey) is not None
    }


@dataclass(frozen=True)
class _Teller:
    """Tells of one survey."""

    seen: Behaviour
    min_group: int
    shown: Flags
    calendar: Calendar
    as_of: int | None
    words: Mapping[int, str]
    number: int
    name: str
    survey: Survey
    cells: list[tuple[Cell, int]]

    def told(self) -> SurveyAnswers:
        """All of it."""
        everything = self._by(lambda _: ())[()]
        touchpoints = self._of_touchpoints
        return SurveyAnswers(
            score=self._score(everything),
            response=self._response(self._asking),
            distribution=_distribution(self.survey, everything) if everything.total() >= self.min_group else {},
            touchpoints={
                name: self._asked(number, touchpoints.get(number, Counter()))
                for number, name in enumerate(self.seen.plan.ids)
                if number in touchpoints or number in self._asking
            },
            stages=self._stages(),
            channels=self._channels(),
            trend=self._trend(),
            undated=self._undated if self._undated == 0 or self._undated >= self.min_group else None,
        )

    def _asked(self, number: int, answers: Answers) -> Asked:
        score = self._score(answers)
        codes = self.seen.measured.scores.remarks.of(self.number * len(self.seen.plan.ids) + number) if score else []
        return Asked(
            score=score,
            response=self._response([number] if number in self._asking else []),
            quotes=tuple(quoted(self.words[code]) for code in codes if code in self.words),
        )

    @cached_property
    def _asking(self) -> list[int]:
        """The touchpoints whose visits ask."""
        found = enumerate(self.seen.journey.touchpoints.values())
        return [number for number, one in found if one.ask.get(self.name) == () and one.match is not None]

    @cached_property
    def _of_touchpoints(self) -> dict[int, Answers]:
        """All answers by touchpoint, counted by value and weight."""
        return self._grouped(lambda cell: cell[1], None)

    @cached_property
    def _kept(self) -> Parts[int]:
        """The touchpoints whose answers are told, those that count in their stage, and those that count in all."""
        sizes = {number: answers.total() for number, answers in self._of_touchpoints.items()}
        return parts_told(sizes, {number: self._stage(number) for number in sizes}, self.min_group)

    @cached_property
    def _undated(self) -> int:
        return sum(count for cell, count in self.cells if cell[5] == NO_PERIOD and cell[1] in self._kept.whole)

    def _stage(self, touchpoint: int) -> str:
        return self.seen.journey.stage_of(self.seen.plan.ids[touchpoint])

    def _by(self, key: Callable[[Cell], Key]) -> dict[Key, Answers]:
        """The answers that count in all by something, counted by value and weight; what has none of them but has others is there, too."""
        return self._grouped(key, self._kept.whole)

    def _grouped(self, key: Callable[[Cell], Key], kept: Collection[int] | None) -> dict[Key, Answers]:
        found: dict[Key, Answers] = {}
        for cell, count in self.cells:
            answers = found.setdefault(key(cell), Counter())
            if kept is None or cell[1] in kept:
                answers[cell[2], cell[3]] += count
        return found

    def _score(self, answers: Answers) -> Score | None:
        enough = answers.total() >= max(1, self.min_group)
        return score_of(self.name, self.survey, answers, 0) if enough else None

    def _response(self, numbers: list[int]) -> Rate | None:
        measured = self.seen.measured
        numbers = [number for number in numbers if self.shown[number]]
        if not numbers:
            return None
        answered = measured.scores.answered[self.number]
        return rate(int(answered[numbers].sum()), int(measured.visits.visits[numbers].sum()))

    def _parts(self, parts: dict[str, Answers], titles: dict[str, str], few: Collection[str] = ()) -> dict[str, Part]:
        """The scores of parts that make up the whole, in the order of their titles."""
        return {
            name: Part(title=title, score=None if name in few else self._score(parts[name]))
            for name, title in titles.items()
            if name in parts
        }

    def _stages(self) -> dict[str, Part]:
        stages = self.seen.journey.stages
        titles = {name: stage.title or humanise(name) for name, stage in stages.items()}
        return self._parts(self._grouped(lambda cell: self._stage(cell[1]), self._kept.inside), titles)

    def _channels(self) -> dict[str, Part]:
        names = (*self.seen.plan.channel_names, OTHER, NONE)
        parts = self._by(lambda cell: names[cell[4]])
        few = hidden({name: parts[name].total() for name in names if name in parts}, self.min_group)
        return self._parts(parts, {name: name for name in names}, few) if parts.keys() - {NONE} else {}

    def _trend(self) -> tuple[PeriodScore, ...]:
        periods = {number: answers for number, answers in self._by(lambda cell: cell[5]).items() if number != NO_PERIOD}
        sizes = {number: periods[number].total() for number in sorted(periods)}
        few = hidden(sizes, self.min_group, self._undated if self._undated < self.min_group else 0)
        return tuple(
            PeriodScore(
                period=self.calendar.label(number),
                first_day=self.calendar.day(number).isoformat(),
                complete=self.calendar.is_over(number, self.as_of),
                score=None if number in few else self._score(periods[number]),
            )
            for number in sizes
        )


def quoted(text: str) -> str:
    """A comment on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()} ..."


def _distribution(survey: Survey, answers: Answers) -> dict[str, int]:
    """Answers by whole number of the scale."""
    low, high = survey.scale.low, survey.scale.high
    if low != int(low) or high - low >= MOST_VALUES:
        return {}
    found = {str(value): 0 for value in range(int(low), int(high) + 1)}
    for (value, _), count in answers.items():
        key = str(int(value)) if value == int(value) else BETWEEN
        found[key] = found.get(key, 0) + count
    return found
