"""Engagement and changes of channel: numbers worked out by hand."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from journeymap.averages import spread
from journeymap.chapters.engagement import Switch
from journeymap.hiding import hidden
from journeymap.intervals import newcombe
from journeymap.load import load
from journeymap.pipeline.measured import measure
from journeymap.quantities import Difference
from journeymap.report import Report
from journeymap.sections import engagement
from journeymap.words import points
from tests.random_logs import write_csv

SHOP = """
title: Shop
events: {as_of: 2026-05-31T00:00:00Z}
leaves_after: 1d
ends_at: {won: collect}
channels: [app, web, store]
stages:
  all:
    touchpoints:
      browse: {match: browse, channel: app}
      pay: {match: pay, channel: web}
      collect: {match: collect, channel: store}
      think: {match: think}
"""


def report_of(folder: Path, walks: Iterable[str], min_group: int = 0, journey: str = SHOP) -> Report:
    """The shop, measured on `customer step step ...`: a step a day from the first of May on, `-` is a day without."""
    file = folder / "journey.yaml"
    file.write_text(journey, encoding="utf-8")
    rows: list[dict[str, str | None]] = []
    for walk in walks:
        customer, *steps = walk.split()
        for day, step in enumerate(steps, start=1):
            event, _, via = step.partition("@")
            row = {"customer": customer, "event": event, "time": f"2026-05-{day:02}T00:00:00Z", "via": via}
            rows += [row] if step != "-" else []
    log = write_csv(folder / "events.csv", ["customer", "event", "time", "via"], rows)
    return measure(load(file), events=[str(log)], min_group=min_group)


WALKS = [
    "a browse pay collect",
    "b browse pay",
    "c browse browse collect",
    "d browse think pay",
    "e browse",
    *(f"f{number} browse pay collect" for number in range(3)),
]


def pair(switches: tuple[Switch, ...], here: str, there: str) -> Switch:
    return next(one for one in switches if (one.from_, one.to) == (here, there))


def lines(report: Report) -> list[str]:
    """The section for people."""
    fold = engagement.section(report)
    return fold.markdown().splitlines() if fold else []


def test_who_changes_their_channel_against_who_goes_on_without(tmp_path: Path) -> None:
    """Five cases go from browse to pay, of which four collect; c goes on in the app, then to the store. d is on no channel between, e goes nowhere."""
    found = report_of(tmp_path, WALKS).engagement
    assert [(one.from_, one.to, one.cases) for one in found.channel_switches] == [
        ("app", "web", 5),
        ("web", "store", 4),
        ("app", "store", 1),
    ]
    switch = pair(found.touchpoint_switches, "browse", "pay")
    assert (switch.cases, switch.customers, switch.to_end) == (5, 5, False)
    assert switch.share is not None
    assert switch.completion is not None
    assert switch.otherwise is not None
    assert switch.difference is not None
    assert [(one.count, one.of) for one in (switch.share, switch.completion, switch.otherwise)] == [
        (5, 6),
        (4, 5),
        (1, 1),
    ]
    assert (switch.difference.value, switch.difference.low, switch.difference.high) == (-0.2, -0.624465, 0.610177)
    assert pair(found.touchpoint_switches, "browse", "collect").to_end
    assert pair(found.channel_switches, "web", "store").otherwise is None
    assert found.switches_hidden == 0


def test_a_case_counts_once_and_open_ones_in_no_completion(tmp_path: Path) -> None:
    """a goes to and fro; b is open, because its last step is the day before the data was closed."""
    walks = ["a browse pay browse pay", f"b browse pay {'- ' * 27}pay"]
    found = pair(report_of(tmp_path, walks).engagement.channel_switches, "app", "web")
    assert (found.cases, found.completion and found.completion.of) == (2, 1)


def test_few_customers_are_hidden_and_who_could_be_worked_out(tmp_path: Path) -> None:
    """Twelve go from browse to pay and four from browse to collect: neither those nor a share that tells of them is shown."""
    walks = [f"a{number} browse pay collect" for number in range(12)] + [
        f"b{number} browse collect" for number in range(4)
    ]
    walks += [f"c{number} think pay think collect" for number in range(30)]
    walks += [f"d{number} collect think pay" for number in range(15)]
    found = report_of(tmp_path, walks, min_group=10).engagement
    assert [(one.from_, one.to) for one in found.touchpoint_switches] == [("browse", "pay"), ("pay", "collect")]
    assert found.switches_hidden == 2
    first, second = found.touchpoint_switches
    assert (first.cases, first.share, first.otherwise, first.difference) == (12, None, None, None)
    assert second.share is not None
    assert (second.share.count, second.share.of) == (12, 12)


def test_one_customer_with_many_cases_is_one(tmp_path: Path) -> None:
    """The four cases that do not switch are of one customer, who is hidden although there are enough cases."""
    walks = [f"a{number} browse pay collect" for number in range(5)] + ["b browse collect" + " browse collect" * 4]
    walks += [f"c{number} think pay think collect" for number in range(30)]
    walks += [f"d{number} collect think pay" for number in range(15)]
    found = pair(report_of(tmp_path, walks, min_group=5).engagement.touchpoint_switches, "browse", "pay")
    assert (found.share, found.otherwise) == (None, None)
    shown = pair(report_of(tmp_path, walks).engagement.touchpoint_switches, "browse", "pay")
    assert shown.otherwise is not None
    assert (shown.otherwise.count, shown.otherwise.of) == (5, 5)


def test_the_channel_of_the_row_comes_before_that_of_the_touchpoint(tmp_path: Path) -> None:
    journey = SHOP.replace("{as_of:", "{channel: via, as_of:")
    found = report_of(
        tmp_path, ["a browse pay@app collect@kiosk", "b think browse@web pay"], journey=journey
    ).engagement
    assert [(one.from_, one.to) for one in found.channel_switches] == [("app", "(other)")]
    assert {name: share.count for name, share in found.channels.items()} == {
        "(none)": 1,
        "app": 2,
        "web": 2,
        "(other)": 1,
    }


def test_how_often_and_how_long_ago(tmp_path: Path) -> None:
    """Visits 1, 2, 3; days 1, 1, 3; last steps on the 1st, 1st and 4th of May."""
    journey = SHOP.replace("browse: {match: browse", "browse: {match: [browse, look]")
    walks = ["a browse", "b browse", "c browse - browse browse"]
    report = report_of(tmp_path, walks, journey=journey)
    found = report.engagement
    assert found.visits is not None
    assert found.recency_days is not None
    assert found.active_days is not None
    assert found.once is not None
    assert (found.visits.mean.value, found.visits.median, found.visits.p90) == (1.666667, 1, 2.6)
    assert (found.active_days.mean.value, found.recency_days.mean.value) == (1.666667, 29)
    assert (found.recency_days.median, found.recency_days.p90) == (30, 30)
    assert (found.once.count, found.once.of) == (2, 3)
    assert lines(report)[2:5] == [
        "- Visits per customer: 1.7 (-1.2-4.5), median 1, p90 2.6, n=3; 66.7 % (20.8-93.9 %) made only one",
        "- Active days per customer: 1.7 (-1.2-4.5), median 1, p90 2.6, n=3",
        "- Days since the last step: 29.0 (24.7-33.3), median 30, p90 30, n=3",
    ]


def test_a_journey_of_few_customers_tells_nothing(tmp_path: Path) -> None:
    report = report_of(tmp_path, WALKS, min_group=10)
    assert (report.engagement.visits, report.engagement.once, report.engagement.touchpoint_switches) == (None, None, ())


def test_the_section_names_first_what_goes_with_the_most_lost(tmp_path: Path) -> None:
    """Fifty go from browse to pay in the web, of whom 25 collect; fifty browse twice and pay there all the same, and 48 collect."""
    walks = [f"a{number} browse think@store {'collect' if number % 2 else ''}" for number in range(50)]
    walks += [f"b{number} browse browse@web {'collect' if number > 1 else ''}" for number in range(50)]
    journey = SHOP.replace("{as_of:", "{channel: via, as_of:")
    rows = [line for line in lines(report_of(tmp_path, walks, min_group=10, journey=journey)) if "→" in line]
    assert rows == [
        "| app → store | 50 | 50.0 % of 100 | 50.0 % (36.6-63.4 %) of 50 | 96.0 % (86.5-98.9 %) of 50 | -46 points (-60 to -30) |",
        "| app → web | 50 | 50.0 % of 100 | 96.0 % (86.5-98.9 %) of 50 | 50.0 % (36.6-63.4 %) of 50 | +46 points (+30 to +60) |",
        "| web → store | 48 | 100.0 % of 48 | 100.0 % (92.6-100.0 %) of 48 | - | - |",
        "| Browse → Think | 50 | 50.0 % of 100 | 50.0 % (36.6-63.4 %) of 50 | 96.0 % (86.5-98.9 %) of 50 | -46 points (-60 to -30) |",
        "| Browse → Browse | 50 | 50.0 % of 100 | 96.0 % (86.5-98.9 %) of 50 | 50.0 % (36.6-63.4 %) of 50 | +46 points (+30 to +60) |",
    ]


def test_newcombe_42_of_50_against_30_of_50() -> None:
    low, high = newcombe(42, 50, 30, 50)
    assert (low, high) == (pytest.approx(0.064, abs=5e-4), pytest.approx(0.398, abs=5e-4))
    assert points(Difference(value=0.24, low=low, high=high)) == "+24 points (+6 to +40)"
    assert newcombe(30, 50, 42, 50) == (pytest.approx(-high), pytest.approx(-low))
    assert newcombe(10, 10, 0, 10)[1] == 1


def test_a_spread_counts_by_value() -> None:
    """1, 1, 2, 5, 5, 5, 9: the fourth is the median, and 90 % of the way is at 6.6 of 7."""
    found = spread({9: 1, 1: 2, 5: 3, 2: 1})
    assert found is not None
    assert (found.mean.value, found.median, found.p90) == (4, 5, 6.6)
    assert spread({}) is None
    assert spread({1: 4}, fewest=5) is None


def test_what_is_hidden_cannot_be_worked_out() -> None:
    """With one group of 4 hidden, the whole less the rest would tell: the smallest of the rest goes too, of equals the last."""
    assert hidden({"a": 30, "b": 12, "c": 12, "d": 4}, 10) == {"d", "c"}
    assert hidden({"a": 30, "b": 12, "d": 4, "e": 6}, 10) == {"d", "e"}
    assert hidden({"a": 30, "d": 4}, 10, also=6) == {"d"}
    assert hidden({"a": 30, "b": 0}, 10) == set()
    assert hidden({"a": 30, "b": 20}, 10, also=3) == {"b"}
    assert hidden({"a": 3}, 0) == set()
