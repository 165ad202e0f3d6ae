"""Reports of made-up shops, what they hide, and what an attacker knows who has them."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from journeymap.load import load
from journeymap.pipeline.measured import measure
from tests.attacker import Puzzle, puzzle_of
from tests.small_groups import Shop

FEW = 10


def secrets_of(true: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[tuple[Any, int]]:
    """What is of too few, by its name in the attacker's puzzle, and what it is."""
    for way in true["transitions"]:
        if way["from"] != way["to"] and way["customers"] < FEW:
            yield ("way", way["from"], way["to"]), way["count"]
    for name, found in true["touchpoints"].items():
        if 0 < true["starts"].get(name, 0) < FEW:
            yield ("start", name), true["starts"][name]
        if 0 < found["customers"] < FEW:
            yield ("visits", name), found["visits"]
        shown = told["touchpoints"][name]["channels"]
        for channel, visits in found["channels"].items():
            if shown and channel not in shown and visits < FEW and channel in told["engagement"]["channels"]:
                yield ("channel", name, channel), visits
    for name, stage in true["stages"].items():
        if stage["began"] and stage["began"] < FEW:
            yield ("began", name), stage["began"]
        yield from ((("moved", name, to), count) for to, count in stage["moved"].items() if 0 < count < FEW)


def hidden(told: Mapping[str, Any]) -> list[str]:
    """The touchpoints that nothing is told of."""
    return [name for name, found in told["touchpoints"].items() if found["visits"] is None]


def reports(folder: Path, shop: Shop, *logs: str, previous: Path | None = None) -> tuple[Any, Any]:
    """The report without and with privacy, as JSON."""
    (folder / "shop.yaml").write_text(shop.text, encoding="utf-8")
    loaded, events = load(folder / "shop.yaml"), [str(folder / log) for log in logs]
    exactly = measure(loaded, events=events, min_group=0)
    told = measure(loaded, events=events, min_group=FEW, previous=previous)
    return (json.loads(report.model_dump_json(by_alias=True)) for report in (exactly, told))  # type: ignore[return-value]


def puzzle(shop: Shop, told: Mapping[str, Any]) -> Puzzle:
    """What an attacker knows of a report."""
    return puzzle_of(told, shop.ways, {name: stage for stage, names in shop.stages.items() for name in names}, FEW)
