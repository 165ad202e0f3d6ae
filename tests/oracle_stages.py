"""How far cases get a second time: case by case, from the definitions of `docs/measures.md`."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

COUNTED = ("began", "again", "won", "lost", "left", "open")
Walk = tuple[Sequence[str], Sequence[int | None], str]
"""A case: its touchpoints, their times in microseconds, and how it ended."""


def stages_of(
    stages: Mapping[str, Mapping[str, Any]],
    lost: set[str],
    walks: Sequence[Walk],
    rate: Callable[[int, int], Any],
    time: Callable[[Sequence[int]], Any],
) -> dict[str, dict[str, Any]]:
    """The figures of each stage; `stages` holds the touchpoints of each by id, with whether they say what a visit is."""
    stage_of = {name: stage for stage, touchpoints in stages.items() for name in touchpoints}
    counts: Counter[tuple[str, str, str]] = Counter()
    arrivals: dict[str, list[int]] = {stage: [] for stage in stages}
    for path, times, outcome in walks:
        counted = [place for place, name in enumerate(path) if name not in lost] or [0]
        been: list[str] = []
        for place in counted:
            stage = stage_of[path[place]]
            if stage in been:
                continue
            counts["reached", stage, ""] += 1
            if been:
                counts["moved", been[-1], stage] += 1
                begun, here = times[counted[0]], times[place]
                if begun is not None and here is not None and here >= begun:
                    arrivals[stage].append(here - begun)
            else:
                counts["began", stage, ""] += 1
            been.append(stage)
        counts[outcome, been[-1], ""] += 1
        order = list(stages)
        back = set()
        for one, two in pairwise(counted):
            here, there = stage_of[path[one]], stage_of[path[two]]
            before = [stage_of[path[place]] for place in counted if place < two]
            if there in before and order.index(there) < order.index(here):
                back.add(there)
        for stage in back:
            counts["again", stage, ""] += 1
    figures = {}
    for stage, touchpoints in stages.items():
        if set(touchpoints) <= lost:
            continue
        reached = counts["reached", stage, ""]
        gone = counts["lost", stage, ""] + counts["left", stage, ""]
        found = {
            "measured": any(touchpoints.values()),
            "cases": reached,
            "share": rate(reached, len(walks)),
            "arrival": time(arrivals[stage]),
            "leaving": rate(gone, reached - counts["open", stage, ""]),
            "gone": gone,
            "onward": sum(counts["moved", stage, to] for to in stages),
            "moved": {to: counts["moved", stage, to] for to in stages if counts["moved", stage, to]},
            **{key: counts[key, stage, ""] for key in COUNTED},
        }
        if not found["measured"]:
            found |= dict.fromkeys(("cases", "share", "gone", "onward", "arrival", "leaving", *COUNTED))
        figures[stage] = found
    return figures
