"""What was counted of funnels -> finished numbers; what too few customers stand behind is hidden here."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from journeymap.averages import mean_seconds, time
from journeymap.behaviour import Behaviour, Seconds
from journeymap.chapters.funnels import NOTHING, OTHER, Breakdown, Funnel, FunnelStep
from journeymap.groups import Kinds, broken_down
from journeymap.language.observation import Funnel as Asked
from journeymap.measures.funnels import WHOLE, label
from journeymap.outlook import funnel_outlook
from journeymap.plan import Question
from journeymap.quantities import Rate, Time, rate


def tell(seen: Behaviour, min_group: int, kinds: Kinds | None = None) -> dict[str, Funnel]:
    """Every funnel by name, broken down by `kinds`."""
    return {
        name: _Answer(seen, number, asked, min_group, kinds).funnel()
        for number, (name, asked) in enumerate(seen.journey.funnels.items())
    }


@dataclass(frozen=True)
class _Answer:
    """One funnel, and what was counted of it. Steps count from 0."""

    seen: Behaviour
    number: int
    asked: Asked
    least: int
    kinds: Kinds | None

    def funnel(self) -> Funnel:
        """The whole."""
        asked, found = self.asked, self.seen.measured.funnels
        counts = {key: self._shown(int(getattr(found, key)[self.number])) for key in ("void", "open")}
        return Funnel(
            steps=tuple(self._step(step) for step in range(len(asked.steps))),
            order=asked.order,
            entry=asked.entry,
            within_seconds=asked.within.total_seconds() if asked.within else None,
            exclude={at: (way.first or 1, way.last or len(asked.steps)) for at, way in asked.exclude.items()},
            asked=self._titles,
            time=self._time(WHOLE),
            **counts,
            untimed=self._untimed(self._everywhere) if self._question.timed else 0,
            unseen=tuple(step + 1 for step in self._unseen),
            by=self._by(self.kinds) if self.kinds else None,
            hidden=tuple(key for key, count in counts.items() if count is None),
        )

    def _step(self, step: int) -> FunnelStep:
        count, all_of_them = self._reached[step], self._shown(self._reached[0])
        here, before = self._shown(count), self._shown(self._reached[step - 1])
        then, left = self._then(step), bool(self._left(step))
        took = self._time(step + 1)
        return FunnelStep(
            title=self._title(step),
            at=self._everywhere if self._anyhow else self.asked.steps[step].at,
            within_seconds=self._within(step),
            customers=here,
            share_of_previous=_share(here, before) if step else None,
            share_of_first=_share(here, all_of_them) if step else None,
            mean_seconds=mean_seconds(self._seconds(step + 1)) if took else None,
            median_seconds=took.median_seconds if took else None,
            planned_share_of_first=self._planned[step],
            then=then,
            hidden=(
                *(["customers"] if here is None and count is not None else []),
                *(["then"] if left and not then else []),
            ),
        )

    @cached_property
    def _anyhow(self) -> bool:
        return self.asked.order == "any"

    @cached_property
    def _titles(self) -> tuple[str, ...]:
        journey = self.seen.journey
        return tuple(
            " or ".join(journey.name(at) if at in journey.touchpoints else at for at in step.at)
            for step in self.asked.steps
        )

    def _title(self, step: int) -> str:
        return f"{step + 1} of {len(self.asked.steps)}" if self._anyhow else self._titles[step]

    @cached_property
    def _everywhere(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(at for step in self.asked.steps for at in step.at))

    def _within(self, step: int) -> float | None:
        within = self.asked.steps[step].within
        return within.total_seconds() if within and step and not self._anyhow else None

    @cached_property
    def _question(self) -> Question:
        return self.seen.plan.questions[self.number]

    def _untimed(self, at: Iterable[str]) -> int:
        """Visits without a time."""
        numbers = self.seen.plan.number
        return sum(int(self.seen.measured.funnels.untimed[numbers[name]]) for name in at if name in numbers)

    @cached_property
    def _unseen(self) -> tuple[int, ...]:
        """The steps at which nobody could be seen."""
        return tuple(step for step in range(len(self.asked.steps)) if self._is_dark(self.asked.steps[step].at))

    def _is_dark(self, at: Sequence[str]) -> bool:
        """Whether no event is a visit at any of some touchpoints; or none there has a time, where there are windows to keep."""
        plan, touchpoints = self.seen.plan, self.seen.journey.touchpoints
        known = [name for name in at if name in touchpoints and touchpoints[name].match is not None]
        visits = sum(int(self.seen.measured.visits.visits[plan.number[name]]) for name in known)
        return not known or (self._question.timed and 0 < visits == self._untimed(known))

    @cached_property
    def _reached(self) -> list[int | None]:
        """Customers who got at least so far; None from the step on that nobody could see."""
        depths = self.seen.measured.funnels.depths
        counts = [
            sum(count for (funnel, depth, _), count in depths.items() if funnel == self.number and depth > step)
            for step in range(len(self.asked.steps))
        ]
        seen = len(counts) if self._anyhow else min(self._unseen, default=len(counts))
        return [*counts[:seen], *[None] * (len(counts) - seen)]

    def _by(self, kinds: Kinds) -> Breakdown:
        """How far the customers of each kind got."""
        size = len(self.asked.steps)
        reached: dict[int, list[int]] = {}
        for (funnel, depth, kind), count in self.seen.measured.funnels.depths.items():
            if funnel == self.number:
                counts = reached.setdefault(kind, [0] * size)
                reached[kind] = [had + (count if depth > step else 0) for step, had in enumerate(counts)]
        return broken_down(kinds, reached, sum(count is not None for count in self._reached), self.least)

    @cached_property
    def _planned(self) -> tuple[float | None, ...]:
        """For each step the share of those at the first that the plan brings there."""
        nothing = (None,) * len(self.asked.steps)
        if self.asked.order != "ordered":
            return nothing
        shares = funnel_outlook(self.seen.journey, self.seen.plan, self.asked)
        return (None, *(share / shares[0] for share in shares[1:])) if shares[0] else nothing

    def _left(self, step: int) -> Counter[str]:
        """Customers who got no further than a step, by where they were next."""
        ids = {-1: NOTHING, **dict(enumerate(self.seen.plan.ids))}
        last = step + 1 == len(self.asked.steps) or self._reached[step + 1] is None
        found = Counter[str]()
        for (funnel, depth, touchpoint), count in self.seen.measured.funnels.then.items():
            if (funnel, depth) == (self.number, step + 1) and not last:
                found[ids[touchpoint]] += count
        return found

    def _then(self, step: int) -> dict[str, int]:
        """The same, the most first; what too few did is one, with so few that it could be worked out the next smallest joins it."""
        names = (*self.seen.plan.ids, NOTHING)
        ranked = sorted(self._left(step).items(), key=lambda item: (-item[1], names.index(item[0])))
        large = [item for item in ranked if item[1] >= self.least]
        rest = sum(count for _, count in ranked[len(large) :])
        while large and 0 < rest < self.least:
            rest += large.pop()[1]
        return dict(large) | ({OTHER: rest} if rest and rest >= self.least else {})

    def _shown(self, count: int | None) -> int | None:
        """A count, unless too few stand behind it; none at all is no secret."""
        return count if count is None or count == 0 or count >= self.least else None

    def _seconds(self, step: int) -> Seconds:
        return self.seen.measured.funnels.spans.seconds(label(self.seen.plan, self.number, step))

    def _time(self, step: int) -> Time | None:
        found = self._seconds(step)
        return time(found) if len(found) >= self.least else None


def _share(count: int | None, of: int | None) -> Rate | None:
    return None if count is None or of is None else rate(count, of)
