"""A shop before and after a change that has something of everything, and a log that both are measured on."""

from collections.abc import Iterable
from pathlib import Path

BASE = """\
title: Shop
owner: cx
ends_at: {won: [buy], lost: [cancel]}
leaves_after: 5d
events: {timezone: UTC, as_of: 2026-03-11}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
personas:
  ann: {is: "Ann, in a hurry", behaviour: Buys on the phone}
budget: {completion: 30%}
stages:
  find:
    owner: team-find
    touchpoints:
      look: {match: look, does: Looks around, targets: {drop_off: 20%}, next: {pick: 65%, help: 5%}}
      pick: {match: pick, does: Picks one, next: [pay, gift, help]}
      gift: {match: gift, does: Has it wrapped, optional: true, next: pay}
  buy:
    owner: team-pay
    touchpoints:
      pay: {match: pay, ask: [csat], takes: 2h, targets: {csat: 60%, drop_off: 30%}, next: [buy, cancel]}
      help: {match: help, next: pay}
      buy: {match: buy}
      cancel: {match: cancel}
"""
HERE = """\
title: Shop
goal: Have it today
owner: cx
ends_at: {won: [buy], lost: [cancel]}
leaves_after: 5d
events: {timezone: UTC, as_of: 2026-03-11}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
personas:
  ann: {is: "Ann, in a hurry", behaviour: Buys on the bus}
  bob: Bob, who reads everything
budget: {completion: 30%}
weights: {drop_off: {tolerance: 10%}}
stages:
  find:
    owner: team-find
    touchpoints:
      look: {match: look, does: Looks about, targets: {drop_off: 40%}, next: {choose: 60%, help: 5%}}
      choose:
        renamed_from: pick
        match: pick
        does: Picks one
        next: pay
        accept: {JM305: {reason: until the new team is there, until: 2026-12-31}}
  buy:
    owner: team-pay
    touchpoints:
      pay:
        match: pay
        ask: [csat]
        takes: 3h
        targets: {csat: 60%, drop_off: 5%}
        next: [code, buy, cancel]
      code: {does: Types the code from the bank, optional: true, next: buy}
      help: {match: help, next: pay}
      buy: {match: buy}
      cancel: {match: cancel}
"""
HEADER = "customer,time,event,score"
WALKS = (
    (150, ("look",)),
    (40, ("look", "pick", "gift", "pay:4", "buy")),
    (60, ("look", "pick", "help", "pay:2", "buy")),
    (50, ("look", "pick", "pay:3")),
    (200, ("look", "pick", "pay:5", "buy")),
    (5, ("look", "pick", "cancel")),
)
"""How many customers walk which way; a number is an answer."""


def rows(walks: Iterable[tuple[int, tuple[str, ...]]] = WALKS) -> Iterable[str]:
    """The log: an event an hour, so many customers on a day that the data is closed for all of them."""
    customers = (events for size, events in walks for _ in range(size))
    for number, events in enumerate(customers):
        for hour, event in enumerate(events):
            name, _, score = event.partition(":")
            yield f"c{number},2026-02-{1 + number % 20:02}T{hour:02}:00:00Z,{name},{score}"


def lay(folder: Path, base: str = BASE, here: str = HERE, walks: Iterable[tuple[int, tuple[str, ...]]] = WALKS) -> None:
    """The two folders `before` and `after`, and the log beside them."""
    for side, text in (("before", base), ("after", here)):
        (folder / side).mkdir()
        (folder / side / "shop.yaml").write_text(text, encoding="utf-8")
    (folder / "log.csv").write_text("\n".join([HEADER, *rows(walks)]) + "\n", encoding="utf-8")
