"""An attacker who has a report, and no log: what is told as equations in whole numbers, and what can be worked out of what is not.

He knows the journey's file, and that what is left out is of too few customers. Nothing is shared with the product but the words of its JSON.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

Name = Hashable
Sums = Mapping[Name, float]
MOST = 1_000_000
GROWS = ("way", "start", "visits", "went_on", "elsewhere", "began", "moved", "reached", "onward", "channel", "all")
"""Numbers that can only have grown where customers are added."""


class Puzzle:
    """Unknown whole numbers with their bounds, and sums of them."""

    def __init__(self) -> None:
        self.bounds: dict[Name, tuple[float, float]] = {}
        self._sums: list[tuple[Sums, float, float]] = []

    def know(self, name: Name, low: float, high: float) -> None:
        """A number is at least and at most so great."""
        before = self.bounds.get(name, (0, MOST))
        self.bounds[name] = max(before[0], low), min(before[1], high)

    def tell(self, name: Name, told: Any) -> None:
        """A number as the report tells it: exactly, as a range, or not at all."""
        if isinstance(told, dict):
            self.know(name, told["low"], told["high"])
        elif told is not None:
            self.know(name, told, told)
        else:
            self.know(name, 0, MOST)

    def add(self, sums: Sums, low: float = 0, high: float | None = None) -> None:
        """A sum of numbers is so great (0), or between two bounds."""
        for name in sums:
            self.bounds.setdefault(name, (0, MOST))
        self._sums.append((sums, low, low if high is None else high))

    def whole(self, whole: Name, parts: Iterable[Name]) -> None:
        """Parts add up to a whole."""
        sums: dict[Name, float] = {whole: -1}
        for part in parts:
            sums[part] = sums.get(part, 0) + 1
        self.add(sums)

    def beside(self, later: "Puzzle") -> "Puzzle":
        """This puzzle (0) and a later one (1) together, of the same customers and more.

        Not those of `(other)` channels: in the later report a channel may be told that was among them.
        """
        found = Puzzle()
        for number, puzzle in enumerate((self, later)):
            for name, (low, high) in puzzle.bounds.items():
                found.know((number, name), low, high)
            for sums, low, high in puzzle._sums:
                found.add({(number, name): factor for name, factor in sums.items()}, low, high)
        for name in self.bounds:
            if isinstance(name, tuple) and name[0] in GROWS and name[-1] != "(other)" and name in later.bounds:
                found.add({(1, name): 1, (0, name): -1}, 0, MOST)
        return found

    def solved(self, name: Name) -> tuple[int, int]:
        """The least and the greatest that a number can be. Raises `AssertionError` where the report contradicts itself."""
        names = {each: place for place, each in enumerate(self.bounds)}
        cells = [
            (row, names[each], factor) for row, (sums, _, _) in enumerate(self._sums) for each, factor in sums.items()
        ]
        rows, columns, factors = zip(*cells, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(self._sums), len(names)))
        least, most = np.array(list(self.bounds.values()), dtype=float).T
        found = []
        for sign in (1, -1):
            aim = np.zeros(len(names))
            aim[names[name]] = sign
            answer = milp(
                aim,
                integrality=np.ones(len(names)),
                bounds=Bounds(least, most),
                constraints=LinearConstraint(
                    matrix, [low for _, low, _ in self._sums], [high for *_, high in self._sums]
                ),
            )
            assert answer.success, answer.message
            found.append(round(answer.x[names[name]]))
        return found[0], found[1]


def puzzle_of(
    told: Mapping[str, Any], ways: Mapping[str, Iterable[str]], stages: Mapping[str, str], few: int
) -> Puzzle:
    """What a report tells. `ways` are the designed next touchpoints of each, `stages` their stages, `few` is the number below which groups are hidden."""
    puzzle, ids = Puzzle(), list(told["touchpoints"])
    planned = {(source, target) for source, targets in ways.items() for target in targets}
    slack = {name: _slack(told["touchpoints"][name], few) for name in ids}
    again = told["cases"]["total"] - told["data"]["customers"] + few - 1
    listed = {(way["from"], way["to"]): way for way in told["transitions"]}
    for source in ids:
        for target in ids:
            way = ("way", source, target)
            if (source, target) in listed:
                puzzle.tell(way, listed[source, target]["count"])
            elif source != target:
                puzzle.know(way, 0, _at_most(slack, source, target))
            else:
                puzzle.know(way, 0, MOST)
        puzzle.tell(("start", source), told["starts"].get(source))
        if source not in told["starts"]:
            puzzle.know(("start", source), 0, min(again, slack[source]) if slack[source] < MOST else MOST)
        _touchpoint(puzzle, source, told["touchpoints"][source], ids, planned)
    for one, total in (("start", "cases"), ("end", "cases"), ("visits", "steps"), ("elsewhere", "unplanned")):
        puzzle.whole(total, [(one, name) for name in ids])
    puzzle.tell("cases", told["cases"]["total"])
    puzzle.tell("steps", told["data"]["steps"])
    puzzle.tell("unplanned", told["graph"]["unplanned"])
    _walked_at_least(puzzle, told)
    _stages(puzzle, told, stages, few)
    _channels(puzzle, told, ids)
    return puzzle


def _slack(found: Mapping[str, Any], few: int) -> int:
    """How many visits too few customers can have at a touchpoint."""
    return MOST if found["visits"] is None else found["visits"] - found["customers"] + few - 1


def _at_most(slack: Mapping[str, int], source: str, target: str) -> int:
    """How often a way is walked that is left out: at a touchpoint that is hidden for another's sake, large ways are left out, too."""
    return MOST if MOST in (slack[source], slack[target]) else min(slack[source], slack[target])


def _touchpoint(
    puzzle: Puzzle, name: str, found: Mapping[str, Any], ids: list[str], planned: set[tuple[str, str]]
) -> None:
    for key in ("visits", "went_on", "elsewhere", "left", "open"):
        puzzle.tell((key, name), found[key])
    # Where nobody was, it is told.
    puzzle.know(("visits", name), 1 if found["visits"] is None else 0, MOST)
    puzzle.whole(("visits", name), [("start", name), *(("way", other, name) for other in ids)])
    puzzle.whole(("visits", name), [(key, name) for key in ("went_on", "elsewhere", "left", "open")])
    puzzle.whole(("end", name), [("left", name), ("open", name)])
    puzzle.whole(("went_on", name), [("way", name, other) for other in ids if (name, other) in planned])
    puzzle.whole(("elsewhere", name), [("way", name, other) for other in ids if (name, other) not in planned])


def _walked_at_least(puzzle: Puzzle, told: Mapping[str, Any]) -> None:
    """Paths, deviations and changes of channel tell of ways, too."""
    passes: dict[tuple[str, str], int] = {}
    for variant in told["variants"]["top"]:
        for pair in zip(variant["path"], variant["path"][1:], strict=False):
            passes[pair] = passes.get(pair, 0) + variant["cases"]
    for (source, target), count in passes.items():
        puzzle.know(("way", source, target), count, MOST)
    for found in (told["conformance"] or {}).get("top", ()):
        if found["from"] is not None:
            puzzle.know(("way", found["from"], found["touchpoint"]), found["cases"], MOST)
    for name, figures in told["touchpoints"].items():
        for found in figures["instead"]:
            if found["to"] in told["touchpoints"]:
                puzzle.know(("way", name, found["to"]), found["share"]["count"], found["share"]["count"])
    for found in told["engagement"]["touchpoint_switches"]:
        puzzle.know(("way", found["from"], found["to"]), found["cases"], MOST)


def _stages(puzzle: Puzzle, told: Mapping[str, Any], stages: Mapping[str, str], few: int) -> None:
    """How far cases get. Where they begin, two tables tell."""
    found = told["stages"]
    for name, stage in found.items():
        puzzle.tell(("reached", name), stage["cases"])
        puzzle.tell(("onward", name), stage["onward"])
        ended = [stage[key] for key in ("won", "gone", "open")]
        puzzle.tell(("stopped", name), None if stage["cases"] is None else sum(ended))
        puzzle.whole(("reached", name), [("stopped", name), ("onward", name)])
        puzzle.whole(
            ("reached", name), [("began", name), *(("moved", other, name) for other in found if other != name)]
        )
        puzzle.whole(
            ("reached", name), [("stopped", name), *(("moved", name, other) for other in found if other != name)]
        )
        puzzle.whole(("began", name), [("start", each) for each, stage_id in stages.items() if stage_id == name])
        if stage["cases"] is not None:
            puzzle.tell(("began", name), stage["began"])
        for other in found:
            if other != name:
                puzzle.tell(("moved", name, other), stage["moved"].get(other))
                puzzle.know(("moved", name, other), 0, told["cases"]["total"])
        if stage["arrival"] and isinstance(stage["cases"], int):
            # Of all steps that have a time, it is told how many arrive from elsewhere.
            puzzle.know(("began", name), 0, stage["cases"] - stage["arrival"]["n"])
    puzzle.whole("stopped", [("stopped", name) for name in found])
    puzzle.tell("stopped", told["cases"]["total"])
    assert few


def _channels(puzzle: Puzzle, told: Mapping[str, Any], ids: list[str]) -> None:
    """Visits by touchpoint and channel; what is not told of a touchpoint is in its `(other)`."""
    everywhere = told["engagement"]["channels"]
    if not any(told["touchpoints"][name]["channels"] for name in ids):
        return
    names = [*(name for name in everywhere if name != "(other)"), "(other)"]
    for name in ids:
        parts = told["touchpoints"][name]["channels"]
        puzzle.whole(("visits", name), [("channel", name, channel) for channel in names])
        for channel in names[:-1]:
            puzzle.tell(("channel", name, channel), parts.get(channel))
    for channel in names[:-1]:
        total = ("all", channel)
        puzzle.tell(total, everywhere[channel]["count"])
        puzzle.whole(total, [("channel", name, channel) for name in ids])
