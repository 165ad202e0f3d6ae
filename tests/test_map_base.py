"""`map --base`: what is new, changed and gone since another revision stands on the map, in words, in every style."""

import subprocess
from collections.abc import Callable
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.closeup import closer
from journeymap.decide import decide
from journeymap.differences import Differences, differences
from journeymap.drawing import svg
from journeymap.drawing.overlaps import overlaps
from journeymap.lens import at_depth
from journeymap.load import loads
from journeymap.mapping import Arrow, Card, Map
from journeymap.marking import marked
from journeymap.marks import Change, Flow
from journeymap.model import Journey
from journeymap.plan import plan_of
from journeymap.revisions import snapshot
from journeymap.styles import STYLES, draw
from tests.fixtures.maps import arrow
from tests.test_flow import MAP_RUNS, random_maps, words

BEFORE = """\
title: Shop
channels: [app, web]
surveys: {csat: {answer: csat, scale: 1..5, good: 4..5}}
stages:
  find:
    title: Find
    owner: team-find
    touchpoints:
      look: {does: Looks around, channel: app, feels: 1, next: {choose: 90%, leave: 5%}}
      choose: {does: Chooses, targets: {drop_off: 10%, time: 2m}, ask: [csat], pains: Too many, next: {pay: 80%, leave: 10%}}
      leave: {does: Gives up, next: []}
  buy:
    touchpoints:
      pay: {does: Pays, owner: team-pay, targets: {csat: 85%}, ask: [csat], next: {remind: 20%, collect: 70%}, touchpoints: {card: {}, code: {}}}
      remind: {does: Waits too long, optional: true, feels: -1, next: collect}
      collect: {does: Collects it, next: []}
  after:
    touchpoints:
      rate: {does: Rates it, next: []}
ends_at: {won: collect, lost: leave}
"""
AFTER = """\
title: Shop
goal: Have it today
channels: [app, web]
surveys: {csat: {answer: csat, scale: 1..5, good: 4..5}}
stages:
  find:
    title: Find
    owner: team-seek
    touchpoints:
      look: {does: Looks around, channel: web, feels: -1, next: {pick: 70%, leave: 5%}}
      pick:
        {renamed_from: choose, title: Pick, does: Picks, targets: {drop_off: 8%, repeat: 4%}, ask: [csat], moment_of_truth: true,
         next: {bank: 80%, leave: {share: 10%, within: 2d}}}
      leave: {does: Gives up, next: []}
  buy:
    touchpoints:
      bank: {does: Types the code, channel: app, next: pay}
      pay: {does: Pays, owner: team-pay, targets: {csat: 80%}, ask: [csat], next: {collect: 70%}, touchpoints: {card: {}, pin: {renamed_from: code}}}
      collect: {does: Collects it, next: []}
ends_at: {won: collect, lost: leave}
"""
Run = Callable[..., Any]


def journey(text: str, depth: int = 1) -> Journey:
    return at_depth(loads(text.encode(), "shop.yaml").journey, depth)


def between(before: str, after: str, depth: int = 1) -> Differences:
    now, old = journey(after, depth), journey(before, depth)
    return differences(now, plan_of(now), old, plan_of(old), loads(after.encode(), "shop.yaml").journey)


def compared(before: str = BEFORE, after: str = AFTER, now: Map | None = None) -> Map:
    declared, old = journey(after), journey(before)
    map_ = now or decide(declared, plan_of(declared), every_way=True)
    return marked(map_, decide(old, plan_of(old), every_way=True), between(before, after), "main (a07be19)")


def cards(map_: Map) -> dict[str, Card]:
    return {each.id: each for column in map_.columns for each in column.cards}


# --- what differs ----------------------------------------------------------------------------------------------------------


def test_touchpoints_and_ways_that_differ() -> None:
    found = between(BEFORE, AFTER)
    assert found.added == {"bank"}
    assert dict(found.removed) == {"remind": "remind", "rate": "rate"}
    assert found.ways_added == {("pick", "bank"), ("bank", "pay")}
    assert found.ways_removed == {("pick", "pay"): "80 %", ("pay", "remind"): "20 %", ("remind", "collect"): ""}
    assert found.ways_changed == {("look", "pick"): ("90 % → 70 %",), ("pick", "leave"): ("within any time → 2 days",)}
    assert found.shares_before == {("look", "pick"): "90 %"}
    assert found.around == ("Changed of the journey itself: goal.", "Changed of stage Find: owner.")


def test_what_of_a_touchpoint_changed() -> None:
    assert between(BEFORE, AFTER).changed == {
        "look": ("channel app → web", "owner team-find → team-seek", "feeling +1 → -1"),
        "pick": (
            "id choose → pick", "name Choose → Pick", "owner team-find → team-seek", "no target any more: time max 2 min", "drop-off max 10 % → 8 %",
            "new target: repeat max 4 %", "what the customer does", "pains",
            "moment of truth",
        ),
        "leave": ("owner team-find → team-seek",),
        "pay": ("CSAT min 85 % → 80 %", "what is inside"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("{feels: 1}", "{feels: {linh: 1, minh: -1}}", "feeling +1 → linh +1, minh -1"),
        ("{}", "{takes: 5m}", "time none → 5 min"),
        ("{sla: 5m}", "{}", "service level within 5 min, 90 % → none"),
        ("{optional: true}", "{}", "no longer optional"),
        ("{}", "{match: seen}", "events"),
        ("{}", "{by: staff}", "who acts"),
        ("{}", "{tags: a}", "tags"),
        ("{targets: {nps: 40}}", "{targets: {nps: 45}}", "NPS min +40 → +45"),
        ("{targets: {ces: 4}}", "{targets: {ces: 3}}", "CES 4 → 3"),
    ],
)
def test_each_kind_of_change_has_its_words(before: str, after: str, told: str) -> None:
    text = "title: T\npersonas: {linh: L, minh: M}\nstages: {s: {touchpoints: {a: %s, b: {}}}}\n"
    assert between(text % before, text % after).changed == {"a": (told,)}
    assert between(text % before, text % before).changed == {}


def test_a_former_id_inside_of_another_touchpoint() -> None:
    found = between(BEFORE.replace("choose", "pick"), AFTER, depth=2)
    assert {new: old for old, new in found.former.items() if new.startswith("pay")} == {
        "pay.card": "pay.card",
        "pay.pin": "pay.code",
    }
    assert found.changed["pay.pin"][0] == "id pay.code → pay.pin"


def test_an_id_that_is_there_still_was_not_renamed() -> None:
    # `renamed_from` stays in a file for good.
    assert between(AFTER, AFTER).changed == {}
    assert between(AFTER, AFTER).removed == {}


def test_a_touchpoint_in_another_stage_has_changed_and_not_gone() -> None:
    text = "title: T\nstages: {s: {touchpoints: {a: {next: b}, %s}}, t: {touchpoints: {%s}}}\n"
    found = between(text % ("b: {next: c}", "c: {}"), text % ("d: {next: c}", "c: {}, b: {next: c}"))
    assert found.changed == {"b": ("stage S → T",)}
    assert found.added == {"d"}
    # `d` has taken the name of none, but the place of `b`; what is gone has an id of its own.
    taken = between(text % ("b: {next: c}", "c: {}"), text % ("c: {renamed_from: b, next: []}", "d: {}"))
    assert dict(taken.removed) == {"b": "b"}


# --- the map ------------------------------------------------------------------------------------------------------------------


def test_what_is_gone_stands_where_it_stood() -> None:
    map_ = compared()
    assert [(column.id, column.title, [each.id for each in column.cards]) for column in map_.columns] == [
        ("find", "Find", ["look", "pick", "leave"]),
        ("buy", "Buy", ["bank", "pay", "remind", "collect"]),
        ("after", "After (removed)", ["rate"]),
    ]
    gone = cards(map_)["remind"]
    assert (gone.change, gone.face, gone.bars, gone.optional) == (Change.REMOVED, None, (), False)
    assert gone.text == "Removed since main (a07be19): Remind."
    first = compared(
        BEFORE,
        BEFORE.replace(
            "      look: {does: Looks around, channel: app, feels: 1, next: {choose: 90%, leave: 5%}}\n", ""
        ),
    )
    assert list(cards(first))[:2] == ["look", "choose"]


def test_what_changed_is_told_in_words() -> None:
    map_ = compared()
    found = cards(map_)
    assert (
        map_.base
        == "Compared with main (a07be19): 1 touchpoint new, 2 removed, 4 changed; 2 ways new, 3 removed, 2 changed"
    )
    assert found["bank"].text.endswith(" New since main (a07be19).")
    assert found["look"].text.endswith(
        " Changed since main (a07be19): channel app → web, owner team-find → team-seek, feeling +1 → -1."
    )
    assert (found["collect"].change, found["collect"].changes) == (Change.NONE, ())
    assert map_.notes[-2:] == ("Changed of the journey itself: goal.", "Changed of stage Find: owner.")
    same = compared(BEFORE, BEFORE)
    assert same.base == "Compared with main (a07be19): no touchpoint and no way differs"
    assert replace(same, base="") == decide(journey(BEFORE), plan_of(journey(BEFORE)), every_way=True)


def test_ways_say_what_became_of_them() -> None:
    told = {(each.source, each.target): each for each in compared().arrows}
    assert {way: (each.change, each.label) for way, each in told.items() if each.change} == {
        ("look", "pick"): (Change.CHANGED, "70 %, was 90 %"),
        ("pick", "leave"): (Change.CHANGED, "10 % Δ"),
        ("pick", "bank"): (Change.ADDED, "80 % new"),
        ("bank", "pay"): (Change.ADDED, "new"),
        ("pick", "pay"): (Change.REMOVED, ""),
        ("pay", "remind"): (Change.REMOVED, ""),
        ("remind", "collect"): (Change.REMOVED, ""),
    }
    assert told["pick", "pay"].text == "Pick to Pay: removed, 80 % were promised"
    assert told["look", "pick"].text == "Look to Pick: 70 % promised; changed: 90 % → 70 %"


def test_on_a_measured_map_the_data_stays_as_it_is() -> None:
    declared = decide(journey(AFTER), plan_of(journey(AFTER)), every_way=True)
    walked = (
        replace(arrow("look", "pick", "870"), count=870, share=0.87),
        replace(arrow("pick", "pay", "130", Flow.UNPLANNED), count=130, share=0.13),
    )
    map_ = compared(now=replace(declared, arrows=walked, measured=True))
    told = {(each.source, each.target): (each.change, each.label, each.text) for each in map_.arrows}
    assert told["look", "pick"] == (Change.CHANGED, "870 Δ", "look to pick: 870, planned; changed: 90 % → 70 %")
    assert told["pick", "pay"] == (Change.CHANGED, "130 Δ", "pick to pay: 130, unplanned; no longer planned, 80 % were")
    assert told["pay", "remind"][0] is Change.REMOVED
    assert map_.notes[-1] == "New by design, and not to be seen in the data: Bank to Pay, Pick to Bank."
    # However few take it, what changed is drawn.
    few = replace(declared, arrows=(walked[0], replace(walked[1], count=1, share=0.001)), measured=True)
    assert [each.source for each in closer(compared(now=few)).arrows if each.count] == ["look", "pick"]


def test_a_journey_that_was_not_there_is_new() -> None:
    now = journey(AFTER)
    map_ = marked(decide(now, plan_of(now)), None, differences(now, plan_of(now), None, None), "v1 (a07be19)")
    assert map_.base == "Compared with v1 (a07be19): the journey is new"
    assert {each.change for each in cards(map_).values()} == {Change.ADDED}
    assert {each.change for each in map_.arrows} == {Change.ADDED}


WITHOUT_WAYS = ("dropoff", "grid")
"""The styles that draw no ways from touchpoint to touchpoint."""


@pytest.mark.parametrize("style", list(STYLES))
def test_every_style_tells_what_changed_without_colour(style: str) -> None:
    drawing = draw(compared(), style)
    said = words(drawing)
    if style == "dropoff":  # stages only: the head says what it is compared with
        assert "Compared with main (a07be19): 1 touchpoint new" in " ".join(said)
        return
    for line in ("changed", "new", "removed", "+6 more", "feeling +1 → -1"):
        assert line in said, line
    key = words(drawing, "legend")
    plain = draw(decide(journey(AFTER), plan_of(journey(AFTER))), style)
    assert not any("changed" in line or "removed" in line for line in words(plain))
    assert overlaps(drawing).faults == 0
    if style in WITHOUT_WAYS:
        assert [line for line in key if line.split()[0] in ("new", "removed", "changed")] == [
            "new touchpoint", "removed touchpoint", "changed touchpoint",
        ]  # fmt: skip
        return
    assert [line for line in key if line.split()[0] in ("new", "removed", "changed")] == [
        "removed way", "changed way", "new touchpoint", "removed touchpoint", "changed touchpoint",
    ]  # fmt: skip
    source = svg(drawing)
    assert source.count('stroke-dasharray="5 4"') == 2
    gone = [edge for edge in drawing.edges if edge.stroke.dash == (3, 4)]
    assert len(gone) >= 3


@settings(max_examples=MAP_RUNS // 20)
@given(random_maps(), st.integers(0, 3))
def test_no_marked_map_has_overlaps(map_: Map, first: int) -> None:
    kinds, told = (
        cycle([*Change][first:] + [*Change][:first]),
        ("owner a → b", "Donaudampfschifffahrtsterminvereinbarung", *"abc"),
    )
    columns = tuple(
        replace(column, cards=tuple(replace(each, change=next(kinds), changes=told[first:]) for each in column.cards))
        for column in map_.columns
    )
    arrows: tuple[Arrow, ...] = tuple(replace(each, change=next(kinds)) for each in map_.arrows)
    for style in STYLES:
        assert overlaps(draw(replace(map_, columns=columns, arrows=arrows, base="Compared with x"), style)).faults == 0


# --- the command ---------------------------------------------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> None:
    author = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *author, "-C", str(folder), *arguments], check=True, capture_output=True)


SHARED = "touchpoints: {wallet: {does: Pays with the wallet, owner: %s}}\n"
USING = "title: T\ninclude: parts/shared.yaml\nstages: {s: {touchpoints: {a: {}, b: {use: wallet}}}}\n"


@pytest.fixture
def repository(here: Path) -> Path:
    """Revisions v1 and v2, then what is not committed: `shop.yaml` as it was and is, `uses.yaml` whose shared file changed."""
    git(here, "init")
    (here / "plans" / "parts").mkdir(parents=True)
    (here / "shop.yaml").write_text(BEFORE, encoding="utf-8")
    (here / "faulty.yaml").write_text("title: 1\nstages: []\n", encoding="utf-8")
    (here / "plans" / "uses.yaml").write_text(USING, encoding="utf-8")
    (here / "plans" / "parts" / "shared.yaml").write_text(SHARED % "team-a", encoding="utf-8")
    (here / "link.yaml").symlink_to("shop.yaml")
    git(here, "add", "-A")
    git(here, "commit", "-m", "one")
    git(here, "tag", "v1")
    (here / "shop.yaml").write_text(AFTER, encoding="utf-8")
    (here / "plans" / "parts" / "shared.yaml").write_text(SHARED % "team-b", encoding="utf-8")
    for name in ("faulty.yaml", "fresh.yaml"):
        (here / name).write_text(AFTER, encoding="utf-8")
    return here


def test_the_command_compares_with_a_revision(repository: Path, run: Run) -> None:
    said = run("map", "shop.yaml", "--base", "v1", "--format", "gv")
    assert (said.code, said.err) == (0, "")
    assert "Compared with v1 (" in said.out
    assert ": 1 touchpoint new, 2 removed, 4 changed; 2 ways" in said.out  # the rest stands in the next line
    tables = run("map", "shop.yaml", "--base", "HEAD", "--format", "md", "--focus", "pay").out
    assert "| Buy | Remind | removed |" in tables
    assert "| Buy | Pay | changed: CSAT min 85 % → 80 %, what is inside | " in tables
    assert "| Pick | Pay | planned |  | removed | removed, 80 % were promised |" in tables


def test_what_a_file_includes_is_that_of_the_revision(repository: Path, run: Run) -> None:
    said = run("map", "plans/uses.yaml", "--base", "v1", "--format", "md").out
    assert "| S | B | changed: owner team-a → team-b | team-b |" in said


def test_a_language_that_was_not_there_is_no_change(repository: Path, run: Run) -> None:
    (repository / "shop.yaml").write_text(BEFORE.replace("owner: team-pay", "owner: team-wallet"), encoding="utf-8")
    (repository / "shop.vi.yaml").write_text(
        "title: Cửa hàng\nstages: {buy: {touchpoints: {pay: {does: Trả tiền}}}}\n", encoding="utf-8"
    )
    said = run("map", "shop.yaml", "--lang", "vi", "--base", "v1", "--format", "md").out
    assert said.startswith("# Cửa hàng\n")
    assert ": 1 điểm chạm đã đổi\n" in said
    assert "| đã đổi: người phụ trách team-pay → team-wallet |" in said


def test_a_file_that_was_not_there_is_new(repository: Path, run: Run) -> None:
    said = run("map", "fresh.yaml", "--base", "v1", "--format", "md").out
    assert said.count("| new |") == 12
    assert ": the journey is new\n" in said


def test_a_commit_is_called_by_itself(repository: Path, run: Run) -> None:
    commit = snapshot(repository / "shop.yaml", "v1").commit
    for given_name in (commit, commit[:7], commit[:12]):
        assert (
            f"Compared with {commit[:7]}: 1 touch"
            in run("map", "shop.yaml", "--base", given_name, "--format", "gv").out
        )


def test_a_snapshot_has_files_and_no_links(repository: Path) -> None:
    found = snapshot(repository / "plans" / "uses.yaml", "v1")
    assert found.name == "plans/uses.yaml"
    assert sorted(found.files) == ["faulty.yaml", "plans/parts/shared.yaml", "plans/uses.yaml", "shop.yaml"]
    assert found.files["shop.yaml"] == BEFORE.encode()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("shop.yaml", "--base", "nope"), 2, "error[JM820]: there is no revision 'nope' here\n"),
        (("shop.yaml", "--base", "--output=evil"), 2, "error[JM820]: there is no revision '--output=evil' here\n"),
        (("shop.yaml", "--base", ""), 2, "error[JM820]: there is no revision '' here\n"),
        (
            ("faulty.yaml", "--base", "v1"),
            2,
            "error[JM822]: 'faulty.yaml at v1' is no journey to compare with: ",
        ),
    ],
)
def test_what_cannot_be_compared_with(
    arguments: tuple[str, ...], code: int, told: str, repository: Path, run: Run
) -> None:
    said = run("map", *arguments)
    assert (said.code, said.out) == (code, "")
    assert told in said.err
    assert not (repository / "evil").exists()


def test_without_git_it_says_so(here: Path, run: Run) -> None:
    (here / "shop.yaml").write_text(AFTER, encoding="utf-8")
    said = run("map", "shop.yaml", "--base", "main")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error[JM821]: this file is in no git repository\n")
