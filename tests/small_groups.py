"""Random logs in which most customers walk a few ways, and few others walk others: by seed, for attacks on what is hidden."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

IDS = tuple("abcdefg")
Walks = list[tuple[int, tuple[str, ...]]]
"""So many customers each, and the touchpoints that they walk."""


@dataclass(frozen=True)
class Shop:
    """A journey of touchpoints in stages, with a log column for their channels."""

    stages: dict[str, tuple[str, ...]]
    ways: dict[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """The file."""
        inside = [
            f"  {stage}: {{touchpoints: {{{', '.join(self._touchpoint(name) for name in names)}}}}}"
            for stage, names in self.stages.items()
        ]
        won = list(self.ways)[-1]
        return (
            "title: Shop\nevents: {customer: customer, time: time, name: event, case: case, channel: via, timezone: UTC}\n"
            f"leaves_after: 3d\nends_at: {{won: {won}}}\nchannels: [app, web, store]\nstages:\n"
            + "\n".join(inside)
            + "\n"
        )

    def _touchpoint(self, name: str) -> str:
        following = f", next: [{', '.join(self.ways[name])}]" if self.ways[name] else ""
        return f"{name}: {{match: {name}{following}}}"


def shop_of(random: Random) -> Shop:
    """A journey of four to seven touchpoints in one to three stages, the most of which lead to the next one."""
    ids = IDS[: random.randint(4, 7)]
    cuts = sorted(random.sample(range(1, len(ids)), random.randint(0, 2)))
    parts = [ids[low:high] for low, high in zip([0, *cuts], [*cuts, len(ids)], strict=True)]
    ways = {
        name: tuple(dict.fromkeys([ids[place + 1], *random.sample(ids, random.randint(0, 2))]))
        for place, name in enumerate(ids[:-1])
    }
    return Shop({f"s{number}": part for number, part in enumerate(parts)}, ways | {ids[-1]: ()})


def walks_of(random: Random, shop: Shop) -> Walks:
    """Many customers on the main way or a part of it, few on others."""
    ids, walks = list(shop.ways), Walks()
    for _ in range(random.randint(2, 5)):
        begin = random.randrange(2)
        walks.append((random.choice([12, 40, 150, 400]), tuple(ids[begin : random.randint(begin + 1, len(ids))])))
    for _ in range(random.randint(1, 4)):
        length = random.randint(1, 5)
        walks.append((random.choice([1, 1, 2, 3, 9, 30]), tuple(random.choice(ids) for _ in range(length))))
    return walks


def write_log(file: Path, random: Random, walks: Walks, channels: Sequence[str] = ("app", "web", "store")) -> None:
    """The log: a step an hour, at noon of one day; now and then a customer has two cases, or comes on another channel."""
    with file.open("w", newline="", encoding="utf-8") as stream:
        out = csv.writer(stream)
        out.writerow(["customer", "case", "event", "time", "via"])
        for number, (size, walk) in enumerate(walks):
            usual = {name: random.choice(channels[:2]) for name in IDS}
            for customer in range(size):
                cases = 2 if random.random() < 0.02 else 1
                for case in range(cases):
                    for hour, event in enumerate(walk):
                        via = channels[-1] if random.random() < 0.01 else usual[event]
                        out.writerow(
                            [f"{number}-{customer}", f"{case}", event, f"2026-05-0{1 + case}T{hour:02}:00:00Z", via]
                        )
