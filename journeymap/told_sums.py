"""What a report tells of the ways of customers, as sums in whole numbers: all that somebody can know who has the report and the journey's file.

docs/privacy.md names the sums. `sums.Name` are the names of numbers.
"""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from journeymap.chapters.stages import StageFigures
from journeymap.hiding import OTHER
from journeymap.plan import Plan
from journeymap.quantities import Count, exact
from journeymap.report import Report, TouchpointFigures
from journeymap.sums import Name, Sums

WHOLE = ("way", "start", "began", "moved")
"""Numbers that are left out where they are of too few."""
PARTS = ("went_on", "elsewhere", "onward")
"""Numbers that can be told as a range, and may be of too few."""
_FOUR = ("went_on", "elsewhere", "left", "open")
_GROW = ("way", "start", "visits", "went_on", "elsewhere", "began", "moved", "reached", "onward", "channel", "all")
"""Numbers that can only have grown where customers are added."""


def grown(sums: Sums, small: str, large: str) -> None:
    """The numbers of one report can only have grown to those of another one."""
    for name in [name for name in sums.names if name[0] == small and name[1] in _GROW]:
        later = (large, *name[1:])
        if later in sums.names and name[-1] != OTHER:
            sums.at_least(later, name)


@dataclass
class Telling:
    """Puts what a report tells into sums, as the report of `when`.

    `stage_of` are the stages of touchpoints, `few` is the number below which groups are hidden. With `loose`, what could be told as a range is kept in `told`
    instead, by its name, and only the least that is known of it is put in.
    """

    sums: Sums
    when: str
    report: Report
    plan: Plan
    stage_of: dict[str, str]
    few: int
    loose: bool = False
    told: dict[Name, int] = field(default_factory=dict)

    def put(self) -> None:
        """All of it."""
        for name in self._ids:
            self._touchpoint(name, self.report.touchpoints[name])
        for source in self._ids:
            for target in self._ids:
                self._way(source, target)
        for name in self._ids:
            self._sums_at(name)
        parts = (("start", "cases"), ("end", "cases"), ("visits", "steps"), ("elsewhere", "unplanned"))
        for part, whole in parts:
            self.sums.whole(self._name(whole), [self._name(part, name) for name in self._ids])
        self.sums.tell(self._name("cases"), self.report.cases.total)
        self.sums.tell(self._name("steps"), self.report.data.steps)
        self.sums.tell(self._name("unplanned"), None if self.loose else self.report.graph.unplanned)
        self._walked_at_least()
        self._stages()
        self._channels()

    def _name(self, *name: str) -> Name:
        return (self.when, *name)

    @cached_property
    def _ids(self) -> list[str]:
        """The touchpoints where anybody may have been."""
        return [name for number, name in enumerate(self.plan.ids) if self._visited(number, name)]

    def _visited(self, number: int, name: str) -> bool:
        return number not in self.plan.unseen and self.report.touchpoints[name].visits != 0

    def _tell(self, name: Name, count: Count | None) -> None:
        """A number that could be told as a range."""
        if not self.loose or count is None:
            self.sums.tell(name, count)
            return
        nobody = name[1] in WHOLE and count == 0
        self.sums.know(name, self.few if name[1] in WHOLE and not nobody else 0, 0 if nobody else None)
        if (value := exact(count)) is not None:
            self.told[name] = value

    def _touchpoint(self, name: str, found: TouchpointFigures) -> None:
        for key in ("visits", "left", "open"):
            self.sums.tell(self._name(key, name), getattr(found, key))
        if found.visits is None:
            # Where nobody was, it is told.
            self.sums.know(self._name("visits", name), 1)
        for key in ("went_on", "elsewhere"):
            self._tell(self._name(key, name), getattr(found, key))
        start = self._name("start", name)
        self._tell(start, self.report.starts.get(name))
        if name not in self.report.starts:
            again = self.report.cases.total - self.report.data.customers + self.few - 1
            self.sums.know(start, 0, min(again, self._slack[name]) if found.visits is not None else None)

    @cached_property
    def _slack(self) -> dict[str, int]:
        """How many visits too few customers can have at each touchpoint."""
        return {
            name: self.sums.most
            if found.visits is None or found.customers is None
            else found.visits - found.customers + self.few - 1
            for name, found in self.report.touchpoints.items()
        }

    @cached_property
    def _listed(self) -> dict[tuple[str, str], Count]:
        return {(way.from_, way.to): way.count for way in self.report.transitions}

    @cached_property
    def _planned(self) -> set[tuple[str, str]]:
        ids = self.plan.ids
        return {(ids[source], ids[target]) for source, target in self.plan.edges}

    def _way(self, source: str, target: str) -> None:
        way, count = self._name("way", source, target), self._listed.get((source, target))
        repeats = self.report.touchpoints[source].repeats
        if source == target and (source, target) not in self._planned and repeats is not None:
            count = repeats.count
        if source == target:
            self.sums.tell(way, count)
        else:
            self._tell(way, count)
            if count is None and self.sums.most not in (self._slack[source], self._slack[target]):
                self.sums.know(way, 0, min(self._slack[source], self._slack[target]))

    def _sums_at(self, name: str) -> None:
        here, ids = self._name, self._ids
        visits = here("visits", name)
        self.sums.whole(visits, [here("start", name), *(here("way", other, name) for other in ids)])
        self.sums.whole(visits, [here(key, name) for key in _FOUR])
        self.sums.whole(here("end", name), [here("left", name), here("open", name)])
        for key, planned in (("went_on", True), ("elsewhere", False)):
            ways = [here("way", name, other) for other in ids if ((name, other) in self._planned) == planned]
            self.sums.whole(here(key, name), ways)

    def _walked_at_least(self) -> None:
        """Paths, deviations and changes of channel tell of ways, too."""
        least: dict[tuple[str, str], Counter[Name]] = {}
        for variant in self.report.variants.top:
            for pair, often in Counter(pairwise(variant.path)).items():
                name = self._part(variant.cases, "path", *variant.path)
                least.setdefault(pair, Counter())[name] = often
        for pair, names in least.items():
            self.sums.add(
                {self._name("way", *pair): 1, **{name: -often for name, often in names.items()}}, 0, self.sums.most
            )
        floors = Counter[tuple[str, str, str]]()
        for found in self.report.conformance.top if self.report.conformance else ():
            if found.from_ is not None:
                floor = "deviation", found.from_, found.touchpoint
                floors[floor] = max(floors[floor], found.cases)
        for switch in self.report.engagement.touchpoint_switches:
            floors["switch", switch.from_, switch.to] = switch.cases
        for floor, cases in floors.items():
            self.sums.at_least(self._name("way", *floor[1:]), self._part(cases, *floor))

    def _part(self, cases: int, *name: str) -> Name:
        """Cases of which a way is a part."""
        found = self._name(*name)
        self.sums.know(found, 0 if self.loose else cases, cases)
        if self.loose:
            self.told[found] = cases
        return found

    def _stages(self) -> None:
        """How far cases get. A case that is lost at once is in no stage, or in that of its lost end."""
        found, here, total = self.report.stages, self._name, self.report.cases.total
        lost = [here("start", self.plan.ids[number]) for number in self.plan.lost if self.plan.ids[number] in self._ids]
        for name, stage in found.items():
            self._stage(name, stage, lost)
        stopped = dict.fromkeys([here("stopped", name) for name in found], 1)
        self.sums.add(stopped, 0 if lost else total, total)
        self.sums.add({**stopped, **dict.fromkeys(lost, 1)}, total, 2 * total)

    def _stage(self, name: str, stage: StageFigures, lost: list[Name]) -> None:
        here, others = self._name, [other for other in self.report.stages if other != name]
        shown = stage.cases is not None
        if not self.loose:
            self.sums.tell(here("reached", name), stage.cases)
        self._tell(here("onward", name), stage.onward)
        self._tell(here("began", name), stage.began if shown else None)
        ended = [count for count in (stage.won, stage.gone, stage.open) if count is not None]
        self.sums.tell(here("stopped", name), sum(ended) if shown else None)
        for other in others:
            moved = here("moved", name, other)
            self._tell(moved, stage.moved.get(other))
            self.sums.know(moved, 0, self.report.cases.total)
        if stage.arrival and isinstance(stage.cases, int) and not self.loose:
            # Of all steps that have a time, it is told how many arrive from elsewhere.
            self.sums.know(here("began", name), 0, stage.cases - stage.arrival.n)
        reached, stopped = here("reached", name), here("stopped", name)
        self.sums.whole(reached, [stopped, here("onward", name)])
        self.sums.whole(reached, [here("began", name), *(here("moved", other, name) for other in others)])
        self.sums.whole(here("onward", name), [here("moved", name, other) for other in others])
        starts = [here("start", each) for each in self._ids if self.stage_of[each] == name]
        sums = {here("began", name): 1, **{start: -1 for start in starts if start not in lost}}
        self.sums.add(sums, 0, 0 if not lost else self.sums.most)

    def _channels(self) -> None:
        """Visits by touchpoint and channel; what is not told of a touchpoint is in its `(other)`."""
        everywhere = self.report.engagement.channels
        if not any(found.channels for found in self.report.touchpoints.values()):
            return
        names = [name for name in everywhere if name != OTHER]
        for name in self._ids:
            parts = self.report.touchpoints[name].channels
            channels = [self._name("channel", name, channel) for channel in (*names, OTHER)]
            self.sums.whole(self._name("visits", name), channels)
            for channel in names:
                self._tell(self._name("channel", name, channel), parts.get(channel))
        for channel in names:
            total = self._name("all", channel)
            self.sums.tell(total, everywhere[channel].count)
            self.sums.whole(total, [self._name("channel", name, channel) for name in self._ids])
