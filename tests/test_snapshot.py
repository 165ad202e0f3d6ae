"""A snapshot tells what the report told from which it was made, and of a journey that has changed since what still holds; never anything else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.diffed import diffed
from journeymap.pipeline.measured import measure
from journeymap.pipeline.snapshots import taken
from journeymap.report import Report
from tests.diff_shop import BASE, HEADER, rows

SHOP = Path(__file__).parent / "cases" / "reports" / "shop"
Run = Callable[..., Any]


def told(report: Report) -> dict[str, Any]:
    """A report without where its numbers came from."""
    found: dict[str, Any] = json.loads(report.model_dump_json(by_alias=True))
    for name in ("privacy", "snapshot"):
        del found[name]
    del found["data"]["files"]
    return found


@pytest.fixture
def kept(here: Path) -> Path:
    """The folder of a shop with a log, and a snapshot of it."""
    (here / "shop.yaml").write_text(BASE, encoding="utf-8")
    (here / "log.csv").write_text("\n".join([HEADER, *rows()]) + "\n", encoding="utf-8")
    loaded = load(Path("shop.yaml"))
    report = measure(loaded, events=["log.csv"], min_group=5)
    (here / "shop.snapshot.json").write_text(taken(loaded, report, min_group=5), encoding="utf-8")
    return here


def again(text: str) -> Report:
    """The report of a journey on the snapshot."""
    Path("shop.yaml").write_text(text, encoding="utf-8")
    return measure(load(Path("shop.yaml")), events=["shop.snapshot.json"])


def untold(report: Report) -> list[tuple[str, str]]:
    """What is found to be missing, with its place."""
    return [
        (finding["message"], "/".join(map(str, finding["ref"])))
        for finding in report.findings
        if finding["code"] == "JM360"
    ]


@pytest.mark.parametrize("least", [5, 10])
def test_it_tells_what_the_report_told(least: int, here: Path) -> None:
    loaded = load(SHOP / "journey.yaml", "journey.yaml")
    report = measure(loaded, events=["events.csv"], base=SHOP, min_group=least)
    (here / "s.json").write_text(taken(loaded, report, min_group=least), encoding="utf-8")
    found = measure(loaded, events=["s.json"])
    assert told(found) == told(report)
    assert found.snapshot is not None
    assert (found.snapshot.name, found.snapshot.untold) == ("s.json", ())
    assert found.privacy == f"groups of fewer than {least} are hidden; from a snapshot of data up to 2026-05-20"


def test_a_touchpoint_is_a_line_and_the_same_numbers_are_the_same_bytes(kept: Path) -> None:
    loaded = load(Path("shop.yaml"))
    first = (kept / "shop.snapshot.json").read_text()
    assert taken(loaded, measure(loaded, events=["log.csv"], min_group=5), min_group=5) == first
    lines = [line for line in first.splitlines() if line.startswith('  "pay": {"title"')]
    assert len(lines) == 1
    assert json.loads(first)["_journeymap"] == "snapshot"
    # One customer more changes few lines.
    (kept / "log.csv").write_text("\n".join([HEADER, *rows(), "new,2026-02-01T00:00:00Z,look,"]) + "\n")
    more = taken(loaded, measure(loaded, events=["log.csv"], min_group=5), min_group=5)
    changed = [line for line in more.splitlines() if line not in first.splitlines()]
    assert 0 < len(changed) < len(first.splitlines()) / 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            '"visits": 350',
            '"visits": 351',
            "its numbers do not fit its checksum: it was edited, merged by lines or damaged",
        ),
        ('"format": 1', '"format": 2', "it is of format 2, and this journeymap reads format 1"),
        ('"report": {', '"report": ', "it is no JSON: "),
    ],
)
def test_an_edited_snapshot_is_refused(kept: Path, old: str, new: str, said: str) -> None:
    file = kept / "shop.snapshot.json"
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(JourneymapError) as stopped:
        again(BASE)
    (found,) = stopped.value.findings
    assert found.code == "JM550"
    assert found.message.startswith(f"the snapshot cannot be used: {said}")
    assert (
        found.help
        == "make it again, where the events are: journeymap snapshot JOURNEY --events LOG -o shop.snapshot.json"
    )


def test_lines_may_stand_otherwise(kept: Path) -> None:
    file = kept / "shop.snapshot.json"
    before = told(again(BASE))
    file.write_text(json.dumps(json.loads(file.read_text()), indent=1), encoding="utf-8")
    assert told(again(BASE)) == before


@pytest.mark.parametrize(
    "asked",
    [
        {"segment": {"device": ["mobile"]}},
        {"since": "2026-02-01"},
        {"min_group": 0},
        {"by": "score"},
        {"quotes": 3},
        {"answers": ["log.csv"]},
    ],
)
def test_what_only_a_log_can_answer_is_refused(kept: Path, asked: dict[str, Any]) -> None:
    with pytest.raises(JourneymapError) as stopped:
        measure(load(Path("shop.yaml")), events=["shop.snapshot.json"], **asked)
    assert [found.code for found in stopped.value.findings] == ["JM551"]
    assert kept.exists()


def test_another_match_is_not_measured_and_its_place_is_named(kept: Path) -> None:
    before = again(BASE)
    found = again(BASE.replace("match: gift,", "match: wrapped,"))
    assert untold(found) == [
        (
            "the snapshot does not tell of how far cases get: the stages have changed since, or what is in them",
            "stages",
        ),
        (
            "the snapshot does not tell of 'gift': what is a visit there, a signal or an answer has changed since",
            "stages/find/touchpoints/gift",
        ),
    ]
    gift = found.touchpoints["gift"]
    assert (gift.visits, gift.drop_off, gift.friction, gift.hidden) == (None, None, None, ())
    assert "gift" not in {each for way in found.transitions for each in (way.from_, way.to)}
    assert "gift" not in {each for path in found.variants.top for each in path.path}
    assert found.touchpoints["pay"].visits == before.touchpoints["pay"].visits == 350
    assert found.conformance is None


def test_a_renamed_touchpoint_keeps_its_numbers(kept: Path) -> None:
    before = again(BASE)
    text = BASE.replace("gift: {match: gift,", "wrap: {renamed_from: gift, match: gift,").replace(
        "pay, gift, help", "pay, wrap, help"
    )
    found = again(text)
    assert untold(found) == []
    assert found.touchpoints["wrap"].visits == before.touchpoints["gift"].visits == 40
    assert {(way.from_, way.to): way.count for way in found.transitions}["wrap", "pay"] == 40
    assert kept.exists()


def test_a_new_touchpoint_is_not_measured(kept: Path) -> None:
    found = again(
        BASE.replace("  find:", "  more:\n    touchpoints: {rest: {match: rest}}\n  find:")
        if "  find:" in BASE
        else BASE
    )
    assert (
        "the snapshot does not tell of 'rest': it was not on the map when the snapshot was made",
        "stages/more/touchpoints/rest",
    ) in untold(found)
    assert found.touchpoints["rest"].visits is None
    assert kept.exists()


def test_what_a_case_is_must_be_the_same(kept: Path) -> None:
    with pytest.raises(JourneymapError) as stopped:
        again(
            BASE.replace("title:", "leaves_after: 99d\ntitle:", 1)
            if "leaves_after" not in BASE
            else BASE.replace("leaves_after:", "new_case_after: 99d\nleaves_after:", 1)
        )
    assert [found.code for found in stopped.value.findings] == ["JM552"]
    assert kept.exists()


def test_promises_are_judged_as_they_are_now(kept: Path) -> None:
    """50 of 350 leave at pay: 14 %."""

    def verdict(text: str) -> dict[tuple[str, str], str]:
        return {(found.of, found.measure): found.verdict for found in again(text).judgements}

    assert verdict(BASE)["pay", "drop_off"] == "ok"
    assert verdict(BASE.replace("drop_off: 30%", "drop_off: 5%"))["pay", "drop_off"] == "broken"
    assert kept.exists()


def test_the_command_and_its_friends(kept: Path, run: Run) -> None:
    made = run("snapshot", "shop.yaml", "--events", "log.csv", "-o", "own.snapshot.json")
    assert (made.code, made.out, made.err) == (0, "wrote own.snapshot.json\n", "")
    checked = run("check", "shop.yaml", "--events", "own.snapshot.json")
    straight = run("check", "shop.yaml", "--events", "log.csv")
    assert (checked.code, checked.out) == (straight.code, straight.out)
    assert run("map", "shop.yaml", "--events", "own.snapshot.json", "-o", "shop.svg").code == 0
    assert "from a snapshot of data up to" in run("report", "shop.yaml", "--events", "own.snapshot.json").out
    for option, value in (("--segment", "a=b"), ("--since", "2026-01-01")):
        assert run("snapshot", "shop.yaml", "--events", "log.csv", option, value).code == 2
    assert run("snapshot", "shop.yaml", "--events", "log.csv", "--no-privacy").code == 2
    assert run("snapshot", "shop.yaml", "--events", "own.snapshot.json").code == 2
    assert run("compare", "shop.yaml", "--events", "own.snapshot.json", "--by", "score").code == 2


def test_a_journey_can_name_it(kept: Path) -> None:
    text = BASE.replace("events: {", "events: {from: shop.snapshot.json, ", 1)
    (kept / "shop.yaml").write_text(text, encoding="utf-8")
    found = measure(load(Path("shop.yaml")))
    assert (found.data.files[0].name, found.touchpoints["pay"].visits) == ("shop.snapshot.json", 350)


def test_two_revisions_are_held_against_it(kept: Path) -> None:
    (kept / "before").mkdir()
    (kept / "after").mkdir()
    (kept / "before" / "shop.yaml").write_text(BASE, encoding="utf-8")
    (kept / "after" / "shop.yaml").write_text(BASE.replace("drop_off: 30%", "drop_off: 5%"), encoding="utf-8")
    found = diffed("before", "after", events=[str(kept / "shop.snapshot.json")])[0]
    assert (found.verdict, found.broke) == ("broken", 1)


def test_nobody_is_in_it(kept: Path) -> None:
    text = (kept / "shop.snapshot.json").read_text()
    assert not [number for number in range(505) if f'"c{number}"' in text]
    loaded = load(Path("shop.yaml"))
    report = measure(loaded, events=["log.csv"], min_group=5)
    with pytest.raises(JourneymapError) as stopped:
        taken(loaded, report, min_group=600)
    assert [found.code for found in stopped.value.findings] == ["JM553"]
