"""What customers do at some touchpoints together, as counts of how many: the shares behind rates, friction and promises."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from journeymap.language.touchpoint import Touchpoint
from journeymap.measures import Measured
from journeymap.model import Journey
from journeymap.plan import Plan

Seconds = npt.NDArray[np.float64]
"""Durations, sorted."""
Count = tuple[int, int]
"""How many, of how many."""


@dataclass(frozen=True)
class Behaviour:
    """The counts of a measured journey. `numbers` are touchpoints everywhere."""

    journey: Journey
    plan: Plan
    measured: Measured

    def share(self, measure: str, numbers: Sequence[int]) -> Count | None:
        """How many visits (contacts, durations) show a measure, of how many at these touchpoints; None where none of them can show it."""
        counts, able = _SHARES[measure]
        parts = [counts(self, number) for number in numbers if able(self, number)]
        return (sum(part[0] for part in parts), sum(part[1] for part in parts)) if parts else None

    def dwell(self, numbers: Sequence[int]) -> Seconds:
        """How long visits take until the next step."""
        size, durations = len(self.plan.ids), self.measured.transitions.durations
        return _together([durations.seconds(number * size, (number + 1) * size - 1) for number in numbers])

    def service(self, number: int) -> Seconds:
        """How long contacts take: from `start` to `done` where that is declared, else until the next step."""
        return self.contacts(number) if self.closes(number, "done") else self.dwell([number])

    def contacts(self, number: int) -> Seconds:
        """How long contacts take from `start` to `done`."""
        return self.measured.contacts.durations.seconds(number)

    def closes(self, number: int, *roles: str) -> bool:
        """Whether contacts are measured at a touchpoint, and end with events of all these roles."""
        match = self.touchpoint(number).match
        return number not in self.plan.composites and match is not None and all(getattr(match, role) for role in roles)

    def touchpoint(self, number: int) -> Touchpoint:
        """A touchpoint as it is declared."""
        return self.journey.touchpoints[self.plan.ids[number]]

    def of_visits(self, counts: "np.ndarray[Any, np.dtype[Any]]", number: int) -> Count:
        """A count of visits, of all."""
        return int(counts[number]), int(self.measured.visits.visits[number])

    def onward(self, number: int) -> int:
        """Visits that another step follows."""
        return int(self.measured.visits.went_on[number] + self.measured.visits.elsewhere[number])


def _together(parts: Sequence[Seconds]) -> Seconds:
    return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts or [np.zeros(0)]))


def _drop_off(seen: Behaviour, number: int) -> Count:
    visits = seen.measured.visits
    return int(visits.left[number]), int(visits.visits[number] - visits.open[number])


def _unplanned(seen: Behaviour, number: int) -> Count:
    size = len(seen.plan.ids)
    row = seen.measured.transitions.counts[number * size : (number + 1) * size]
    elsewhere = [target for target in range(size) if target != number and (number, target) not in seen.plan.edges]
    return int(row[elsewhere].sum() - seen.measured.visits.turned[number]), seen.onward(number)


def _slow(seen: Behaviour, number: int) -> Count:
    seconds, takes = seen.dwell([number]), seen.touchpoint(number).takes
    return (int(np.count_nonzero(seconds > takes.total_seconds())) if takes else 0), len(seconds)


def _in_time(seen: Behaviour, number: int) -> Count:
    seconds, sla = seen.service(number), seen.touchpoint(number).sla
    return (int(np.count_nonzero(seconds <= sla.within.total_seconds())) if sla else 0), len(seconds)


def _failure(seen: Behaviour, number: int) -> Count:
    contacts = seen.measured.contacts
    return int(contacts.failed[number]), int(contacts.done[number] + contacts.failed[number])


def _matches(seen: Behaviour, number: int) -> bool:
    return seen.touchpoint(number).match is not None


_SHARES: Mapping[str, tuple[Callable[[Behaviour, int], Count], Callable[[Behaviour, int], bool]]] = {
    "drop_off": (_drop_off, lambda seen, number: number not in seen.plan.ends),
    "slow": (_slow, lambda seen, number: seen.touchpoint(number).takes is not None),
    "repeat": (lambda seen, number: seen.of_visits(seen.measured.visits.repeats, number), _matches),
    "return": (lambda seen, number: seen.of_visits(seen.measured.visits.returns, number), _matches),
    "unplanned": (_unplanned, _matches),
    "hand_off": (
        lambda seen, number: (int(seen.measured.channels.hand_offs[number]), seen.onward(number)),
        lambda seen, number: bool(seen.plan.assisted) and _matches(seen, number),
    ),
    "failure": (_failure, lambda seen, number: seen.closes(number, "done", "fail")),
    "error": (
        lambda seen, number: seen.of_visits(seen.measured.signals.shown, number),
        lambda seen, number: bool(seen.touchpoint(number).signals) and _matches(seen, number),
    ),
    "sla": (_in_time, lambda seen, number: seen.touchpoint(number).sla is not None),
}
"""For each measure that is a share: its counts at a touchpoint, and whether the touchpoint can show it."""
