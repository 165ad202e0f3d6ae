"""The journeys of the study, the friction that is planted in them, and made-up customers who walk them, many studies in one reading."""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path
from random import Random

import numpy as np
from journeymap.binding import Role
from journeymap.chunk import Chunk
from journeymap.figures import Figures
from journeymap.finding import JourneymapError
from journeymap.intake import Request, take
from journeymap.lens import WHOLLY
from journeymap.load import Loaded, load
from journeymap.measures import measure
from journeymap.pipeline.declared import looked_at
from journeymap.plan import Plan, plan_of
from journeymap.simulate import Plant, Table, parse_plant, simulate, write
from journeymap.simulate_data import Simulated
from journeymap.sorting import Ints, constant

EXAMPLE = Path(__file__).parents[1] / "journeys" / "click-and-collect.yaml"
SHAPES = ("click-and-collect", "linear", "loops")
SIZES = range(5, 13)
"""How many touchpoints the drawn journeys have, beside their help desk."""
CALM = 0.04
"""So many leave a touchpoint at most where nothing is planted."""
PLANTED = {
    "drop": "0.3",
    "slow": "5",
    "repeat": "0.2",
    "return": "0.2",
    "unplanned": "0.2",
    "hand_off": "0.2",
    "fail": "0.2",
    "error": "0.1",
    "csat": "-1",
    "ces": "+3",
}
"""What is planted, and how much of it: as the help of `simulate` writes it. An NPS is no sign of friction."""
REACHED = 0.5
"""Friction is planted where at least so many of the customers come."""
ASKED = 400
"""Customers of whom it is asked where they come."""
MIN_GROUP = 10


@dataclass(frozen=True)
class World:
    """A journey, and what can be planted in it."""

    name: str
    loaded: Loaded

    @cached_property
    def plan(self) -> Plan:
        return plan_of(self.loaded.journey)

    @cached_property
    def calm(self) -> tuple[Plant, ...]:
        """What keeps the drop-off of each touchpoint within what is normal."""
        shares = dict.fromkeys(range(len(self.plan.ids)), 0.0)
        for (source, _), way in self.plan.edges.items():
            shares[source] += way.share or 0.0
        leaky = [number for number, share in shares.items() if 0 < share < 1 - CALM - 1e-9]
        return tuple(Plant(self.plan.ids[number], "drop", CALM) for number in leaky)

    @cached_property
    def places(self) -> dict[str, list[Plant]]:
        """What can be planted, by kind, at touchpoints where enough customers come."""
        found: dict[str, list[Plant]] = {kind: [] for kind in PLANTED}
        for kind, size in PLANTED.items():
            for place in self._reached:
                if kind == "slow" and self.loaded.journey.touchpoints[place].takes is None:
                    continue
                try:
                    found[kind].append(parse_plant(f"{place}:{kind}={size}", self.loaded.journey))
                except JourneymapError:
                    continue
        return {kind: plants for kind, plants in found.items() if plants}

    @cached_property
    def _reached(self) -> list[str]:
        (whole,) = measured(self, [(1, ASKED, ())])
        return [name for name, seen in whole.touchpoints().items() if (seen.customers or 0) >= REACHED * ASKED]

    def pair(self, seed: int) -> tuple[Plant, Plant]:
        """Two plants at different touchpoints, their kinds drawn evenly, then their places."""
        draw = Random(seed)
        while True:
            one, other = (draw.choice(self.places[draw.choice(list(self.places))]) for _ in range(2))
            if one.touchpoint != other.touchpoint:
                return one, other


@cache
def world(shape: str, size: int = 0) -> World:
    """A journey of one of `SHAPES`; those that are drawn are of `size` touchpoints."""
    if shape == "click-and-collect":
        return World(shape, looked_at(load(EXAMPLE), depth=WHOLLY))
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "journey.yaml"
        path.write_text(drawn(shape, size), encoding="utf-8")
        return World(f"{shape}, {size} touchpoints", load(path, "journey.yaml"))


def drawn(shape: str, size: int) -> str:
    """The text of a journey in which everything is measured: one touchpoint after the other, and with `loops` ways back, all of them designed."""
    lines = [
        f"title: {shape}, {size} touchpoints",
        "leaves_after: 3d",
        "channels: {web: {}, desk: {assisted: true}}",
        "surveys:",
        "  csat: {answer: score, scale: 1..5, good: 4..5, customer: customer, time: time, where: {question: csat}}",
        "  ces: {answer: score, scale: 1..7, easy: 1, customer: customer, time: time, where: {question: ces}}",
        "  nps: {answer: score, scale: 0..10, customer: customer, time: time, where: {question: nps}}",
        "events: {customer: customer, time: time, name: event}",
        f"ends_at: {{won: t{size}}}",
        "ignore: [page_viewed]",
        "stages:",
    ]
    for number in range(1, size + 1):
        if number in (1, size // 2 + 1):
            lines += [f"  stage{number}:", "    touchpoints:"]
        end = number == size
        ways = {} if end else {f"t{number + 1}": 0.96}
        if number == 2:
            ways = {"t3": 0.93, "help": 0.03}
        if shape == "loops" and not end and number % 3 == 0:
            ways |= {f"t{number + 1}": 0.82, f"t{number - 2}": 0.14}
        if shape == "loops" and not end and number % 4 == 1:
            ways |= {f"t{number + 1}": 0.82, f"t{number}": 0.14}
        whole = max(1.0, sum(ways.values()))  # a touchpoint with both ways back keeps everybody
        ways = {to: share / whole for to, share in ways.items()}
        onward = "" if end else "next: {" + ", ".join(f"{to}: {share}" for to, share in ways.items()) + "}, "
        name = f"t{number}"
        lines.append(
            f"      {name}: {{channel: web, feels: 1, takes: 10m, match: {{start: {name}, done: {name}_done, fail: {name}_failed}}, "
            f"signals: [{name}_error], {onward}ask: [{'csat, nps' if end else 'csat, ces'}]}}"
        )
        if number == 2:
            lines.append("      help: {channel: desk, optional: true, takes: 20m, match: help, next: {t3: 0.96}}")
    return "\n".join(lines) + "\n"


Study = tuple[int, int, Sequence[Plant]]
"""A seed, how many customers, and what is planted."""


def measured(of: World, studies: Sequence[Study]) -> Iterator[Figures]:
    """The figures of each of some studies, as reports tell them."""
    for chunk in chunks(of, studies):
        yield Figures(of.loaded.journey, of.plan, measure([chunk]), MIN_GROUP)


def chunks(of: World, studies: Sequence[Study]) -> Iterator[Chunk]:
    """Whole logs, made up and bound: they are written, read and bound all at once, and taken apart by their customers."""
    made = [
        simulate(of.loaded.journey, customers=n, seed=seed, plants=[*of.calm, *plants]) for seed, n, plants in studies
    ]
    with tempfile.TemporaryDirectory() as name:
        events, answers = write(_together(made), Path(name))
        request = Request(Path.cwd(), [str(events)], [str(answers)], by="study")
        with take(of.loaded, of.plan, request) as taken:
            whole = list(taken.chunks)
            kinds = [int(kind) for kind in taken.facts.kinds]
    (chunk,) = whole
    rows = replace(chunk.rows, kind=constant(-1, size=len(chunk.rows), dtype=np.int64))
    owner = np.full(len(chunk.who), -1)
    visits = chunk.rows.of_role(Role.START)  # signals are of no kind
    owner[visits.customer] = np.array(kinds)[visits.kind]
    for number in range(len(studies)):
        mine = owner == number
        yield replace(
            chunk,
            rows=rows.at(np.flatnonzero(mine[rows.customer])),
            own=chunk.own.at(np.flatnonzero((chunk.own.customer >= 0) & mine[chunk.own.customer])),
        )


def _together(made: Sequence[Simulated]) -> Simulated:
    """Several logs as one: customers are of one study each, which a column of the log names."""
    tables = []
    for name in ("events", "answers"):
        columns = getattr(made[0], name).columns
        place = columns.index("customer")
        rows = [
            (*row[:place], f"{number}-{row[place]}", *row[place + 1 :], str(number))
            for number, one in enumerate(made)
            for row in getattr(one, name).rows
        ]
        tables.append(Table((*columns, "study"), rows))
    return Simulated(*tables)


def sample(whole: Chunk, customers: Ints) -> Chunk:
    """Some of the customers of a chunk."""
    mine = np.zeros(len(whole.who), dtype=bool)
    mine[customers] = True
    return replace(
        whole,
        rows=whole.rows.at(np.flatnonzero(mine[whole.rows.customer])),
        own=whole.own.at(np.flatnonzero((whole.own.customer >= 0) & mine[whole.own.customer])),
    )
