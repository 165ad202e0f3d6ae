"""What stands around friction: what customers do instead, what they say, which ideas would mend it; and how that is told."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from journeymap.load import load
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.views.markdown import view

JOURNEY = """title: Shop
owner: shop
events: {timezone: UTC, as_of: 2027-01-01}
surveys:
  csat: {answer: csat, scale: 1..5, comment: words}
  ces: {answer: ces, scale: 1..7, easy: 7, comment: words}
ends_at: end
stages:
  s:
    touchpoints:
      look: {match: look, next: pay}
      pay:
        match: pay
        next: [end, help]
        ask: [csat, ces]
        ideas:
          - Paint it blue
          - {text: Call back, fixes: [error, slow], owner: desk}
          - {text: Show a tick, fixes: [drop_off, repeat]}
      help: {match: help, next: end}
      end: {match: end}
"""


def walks(table: Callable[..., str], counts: dict[str, int], said: dict[int, str] | None = None) -> None:
    """A customer a walk; at `pay` the first ones answer by number: `csat|ces|words`."""
    rows, customer = [], 0
    for walk, count in counts.items():
        for _ in range(count):
            customer += 1
            answer = (said or {}).get(customer, "||")
            for hour, step in enumerate(walk.split(), 1):
                rows.append(f"c{customer}|2026-05-01T{hour:02}:00:00Z|{step}|{answer if step == 'pay' else '||'}")
    table("log.csv", "customer|time|event|csat|ces|words", *rows)


def reported(folder: Path, min_group: int = 0, quotes: int = 0) -> Report:
    (folder / "journey.yaml").write_text(JOURNEY, encoding="utf-8")
    return measure(load(Path("journey.yaml")), events=["log.csv"], min_group=min_group, quotes=quotes)


def instead(report: Report, name: str) -> list[tuple[str, int, int]]:
    return [(found.to, found.share.count, found.share.of) for found in report.touchpoints[name].instead]


WALKS = {
    "look pay end": 100,
    "look pay help end": 20,
    "look pay": 40,
    "look pay look pay end": 12,
    "look pay pay end": 5,
    "look end": 9,
}


def test_what_those_do_who_stray(here: Path, table: Callable[..., str]) -> None:
    walks(table, WALKS)
    report = reported(here)
    # Of pay: 40 leave, 12 go back to look, 5 pay again. Helping is designed. Of look: 9 go to the end at once, which is no friction beyond 5 %.
    assert instead(report, "pay") == [("(left)", 40, 57), ("look", 12, 57), ("pay", 5, 57)]
    assert instead(report, "look") == []
    assert report.touchpoints["look"].friction is not None
    assert report.touchpoints["look"].friction.rank is None


def test_what_few_do_is_not_told(here: Path, table: Callable[..., str]) -> None:
    walks(table, WALKS)
    assert instead(reported(here, min_group=10), "pay") == [("(left)", 40, 57), ("look", 12, 57)]
    # Fewer than 13 go to look: how many go elsewhere is a range then, and nothing is a share of it.
    assert instead(reported(here, min_group=13), "pay") == []
    assert instead(reported(here, min_group=41), "pay") == []


def test_ideas_that_claim_to_fix_what_is_seen_stand_first(here: Path, table: Callable[..., str]) -> None:
    walks(table, WALKS)
    found = reported(here).touchpoints
    assert [(idea.text, idea.fixes, idea.seen, idea.owner) for idea in found["pay"].ideas] == [
        ("Show a tick", ("drop_off", "repeat"), ("drop_off",), None),
        ("Paint it blue", (), (), None),
        ("Call back", ("error", "slow"), (), "desk"),
    ]
    assert found["end"].ideas == ()


def test_only_who_is_not_content_is_quoted(here: Path, table: Callable[..., str]) -> None:
    answers = (
        {n: f"5|6|fine {n % 3}" for n in range(1, 90)}
        | {n: f"1|4|bad {n % 3}" for n in range(90, 110)}
        | dict.fromkeys(range(110, 121), "|2|hard")
    )
    walks(table, WALKS, answers)
    said = reported(here, quotes=5).touchpoints["pay"].quotes
    # Three of CSAT, which 20 gave who are not satisfied; one of CES, where 4 is the middle: neither hard nor easy.
    assert sorted(said[:3]) == ["bad 0", "bad 1", "bad 2"]
    assert said[3:] == ("hard",)
    assert reported(here).touchpoints["pay"].quotes == ()
    assert reported(here, quotes=1).touchpoints["pay"].quotes[1:] == ("hard",)
    # Eleven find it hard.
    assert "hard" in reported(here, quotes=5, min_group=11).touchpoints["pay"].quotes
    assert "hard" not in reported(here, quotes=5, min_group=12).touchpoints["pay"].quotes


def test_how_it_is_told(here: Path, table: Callable[..., str]) -> None:
    walks(table, WALKS, dict.fromkeys(range(1, 121), "1|4|<b>*no*</b>"))
    told = view(reported(here, quotes=1))
    for line in (
        "   - Of 57 who do not go on as designed, 70 % (57-80 %) leave, 21 % (12-33 %) go to Look, 9 % (4-19 %) come here again.",
        "   - They say: “`<b>*no*</b>`”",
        "   - Idea of the file: Show a tick (claims to fix drop-off, repeat)",
        "   - Idea of the file: Paint it blue (does not say what it fixes)",
        "   - Idea of the file: Call back (claims to fix signals of trouble, slow; none of which is seen here; owner desk)",
    ):
        assert line in told.splitlines()


def test_what_was_tested_is_told_in_the_report(
    here: Path, table: Callable[..., str], reported: Callable[..., Any]
) -> None:
    rows = [
        f"c{n}|2026-05-{4 + n % 28:02}T{hour:02}:00:00Z|{step}|{'mobile' if n % 2 else 'web'}"
        for n in range(1120)
        for hour, step in enumerate(("look", "pay", "end")[: 1 if n % 2 and n % 8 == 1 else 3], 1)
    ]
    table("log.csv", "customer|time|event|device", *rows)
    journey = (
        JOURNEY.replace("surveys:", "personas: {ann: {is: Ann, segment: {device: mobile}}}\nsurveys:")
        .replace("{answer: csat", "{answer: device")
        .replace("{answer: ces", "{answer: device")
        .replace(", comment: words", "")
    )
    told = view(reported(journey, "log.csv")).splitlines()
    place = told.index(
        "<details><summary><b>Who does worse, and what has become worse</b>: 1 difference is proven</summary>"
    )
    assert told[place + 2] == (
        "- JM317 `journey.yaml:12`: Look (look): of ann (line 4) 140 of 560 visits end here for good (25 %, 22-29 %), "
        "of all others 0 of 560 (0 %, 0-1 %): +25 points (+22 to +29). Look at report --persona ann, and ask them what is different for them."
    )
    assert told[place + 4] == (
        "2 differences were tested together: between personas and all others, and between the latest week and those before."
    )
