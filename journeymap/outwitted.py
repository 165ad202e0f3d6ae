"""What somebody can work out who has two reports of one journey, and what the second one must tell as a range so that he cannot.

The product plays him: it writes down what both reports tell, and that numbers can only have grown, and looks for two values of each hidden number. What it
finds is a proof: two different histories of customers that fit both reports. Only what it finds no second value of is not safe.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from math import log10
from random import Random

from journeymap.plan import Plan
from journeymap.report import Report
from journeymap.sums import Name, Sums
from journeymap.told_sums import PARTS, Telling, grown
from journeymap.true_groups import Groups
from journeymap.whole_numbers import Ints, Solver

BEFORE, NOW = "before", "now"
_ROUNDS = 5
"""So many histories of customers are made up at random first, each of which is a second value of many numbers."""
_KINDS = ("way", "start", "visits", "began", "moved", "channel")
"""What is hidden where it is of too few."""


@dataclass(frozen=True)
class Pair:
    """Two reports, counted by the same rules of one journey. `groups` are the numbers of the second one, exactly; `few` is the number below which
    groups are hidden, `stage_of` are the stages of touchpoints.
    """

    before: Report
    now: Report
    plan: Plan
    stage_of: dict[str, str]
    few: int
    groups: Groups

    def known(self) -> dict[Name, int]:
        """Groups of too few that can be worked out of both reports, and how many they are. None where one report does not go on from the other."""
        sums = self._sums
        watched = [place for name, place in sums.names.items() if self._is_watched(name)]
        found = _pinned(_narrowed(sums, self._is_nobody), watched)
        if found is None or found:
            found = _pinned(sums, watched if found is None else list(found)) or {}
        names = {place: name for name, place in sums.names.items()}
        known = {names[place]: value for place, value in found.items() if self._is_few(names[place], value)}
        old = self._known_before(known)
        return {name: value for name, value in known.items() if name not in old}

    def loosened(self, name: Name, value: int, vague: Collection[Name]) -> set[Name]:
        """The numbers of the second report, beside those that are `vague` already, that have to be told as a range so that a group may have another size
        than `value`: the fewest, and of these the largest. Nothing where that does not help.
        """
        sums, costs = self._loose(vague)
        place, solver, tries = sums.names[name], Solver(sums), list[tuple[int, set[Name]]]()
        prices = {
            at: cost for each, cost in costs.items() for at in (sums.names["more", *each], sums.names["less", *each])
        }
        for low, high in ((value + 1, sums.high[place]), (sums.low[place], value - 1)):
            found = solver.solve(prices, {place: (low, high)})
            if found is not None:
                changed = [
                    each for each in costs if found[sums.names["more", *each]] or found[sums.names["less", *each]]
                ]
                tries.append((sum(costs[each] for each in changed), {each[1:] for each in changed}))
        return min(tries, key=lambda each: each[0])[1] if tries else set()

    @cached_property
    def _grows(self) -> bool:
        return self.now.cases.total >= self.before.cases.total

    @cached_property
    def _sums(self) -> Sums:
        """What both tell."""
        sums = Sums(max(report.data.steps for report in (self.before, self.now)))
        for when, report in ((BEFORE, self.before), (NOW, self.now)):
            Telling(sums, when, report, self.plan, self.stage_of, self.few).put()
        self._join(sums)
        return sums

    def _join(self, sums: Sums) -> None:
        same = self.now.data.checksum == self.before.data.checksum
        if same or self._grows:
            grown(sums, BEFORE, NOW)
        if same or not self._grows:
            grown(sums, NOW, BEFORE)

    def _loose(self, vague: Collection[Name]) -> tuple[Sums, dict[Name, int]]:
        """What both tell, where the second one could tell as a range what it tells exactly; and what that costs. A number is what it is, and more or less."""
        sums = Sums(max(report.data.steps for report in (self.before, self.now)))
        Telling(sums, BEFORE, self.before, self.plan, self.stage_of, self.few).put()
        now = Telling(sums, NOW, self.now, self.plan, self.stage_of, self.few, loose=True)
        now.put()
        self._join(sums)
        told = {name: value for name, value in now.told.items() if name[1:] not in vague}
        for name, value in told.items():
            sums.add({name: 1, ("more", *name): -1, ("less", *name): 1}, value)
        return sums, {
            name: (64 if name[1] in PARTS else 1) * round(1000 - 100 * log10(value + 1)) for name, value in told.items()
        }

    def _is_watched(self, name: Name) -> bool:
        """Whether a number may be one of too few that is hidden."""
        if name[1] not in _KINDS or self._sums.is_known(name):
            return False
        when, kind, *ids = name
        report, group = self.now if when == NOW else self.before, self.groups.get(name[1:])
        if kind == "channel" and not report.touchpoints[ids[0]].channels:
            return False
        if when == NOW:
            return group is not None and group[1] < self.few
        return group is not None or not self._grows

    def _is_few(self, name: Name, value: int) -> bool:
        """Whether so many may be of too few customers: those who are counted twice now are at most as many as then, or as now."""
        count, customers = self.groups.get(name[1:], (0, 0))
        if name[0] == NOW:
            return True
        return value > 0 and (value - (count - customers) if self._grows else customers) < self.few

    def _is_nobody(self, name: Name) -> bool:
        """Whether a hidden number is 0, as only who has the log can know."""
        return (
            name[1] in _KINDS
            and name[1:] not in self.groups
            and (self._grows or name[0] == NOW)
            and len({*name}) == len(name)
        )

    def _known_before(self, known: Iterable[Name]) -> set[Name]:
        """What the first report tells alone."""
        then = [name for name in known if name[0] == BEFORE]
        if not then:
            return set()
        sums = Sums(self.before.data.steps)
        Telling(sums, BEFORE, self.before, self.plan, self.stage_of, self.few).put()
        found = _pinned(sums, [sums.names[name] for name in then]) or {}
        return {name for name in then if sums.names[name] in found}


def _narrowed(sums: Sums, is_nobody: Callable[[Name], bool]) -> Sums:
    """The same with numbers that are 0 told as 0: there is less to try, and what fits here fits."""
    found = copy(sums)
    found.high = [
        0 if not low and is_nobody(name) else high
        for name, low, high in zip(sums.names, sums.low, sums.high, strict=True)
    ]
    return found


def _pinned(sums: Sums, watched: Sequence[int]) -> dict[int, int] | None:
    """The numbers, by their places, that have one value only, with it; None where nothing fits at all."""
    if not watched:
        return {}
    solver = Solver(sums)
    one = solver.solve({})
    if one is None:
        return None
    random, left = Random(0), [*watched]  # noqa: S311 - any numbers do, and the same ones each time
    for _ in range(_ROUNDS):
        other = solver.solve({place: random.choice((-1, 1)) for place in left})
        left = [place for place in left if other is None or other[place] == one[place]]
    return dict(_only(solver, sums, one, left))


def _only(solver: Solver, sums: Sums, one: Ints, left: list[int]) -> Iterator[tuple[int, int]]:
    """Those of some numbers that have no other value than one."""
    while left:
        place = left.pop()
        value = int(one[place])
        for limits in ((value + 1, sums.high[place]), (sums.low[place], value - 1)):
            other = solver.solve({}, {place: limits})
            if other is not None:
                left = [each for each in left if other[each] == one[each]]
                break
        else:
            yield place, value
