"""The map's words: every bar, tone, arrow and note of a small journey, declared and measured."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.decide import decide
from journeymap.load import load
from journeymap.mapping import Arrow, Bar, Card, Face, Flow, Friction, Headline, Map, Tone
from journeymap.plan import plan_of
from tests.test_rules import write_log

SHOP = """\
title: Shop
goal: Have it today
lang: vi
events: {timezone: UTC, as_of: 2027-01-01}
personas: {linh: "Linh, 24", minh: "Minh, 58", mai: "Mai, 34"}
channels: {app: {}, hotline: {assisted: true}}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5, where: {event: choose}}
  ces: {answer: score, scale: 1..7, easy: 1, where: {event: pay}}
  nps: {answer: score, scale: 0..10, where: {event: collect}}
ends_at: {won: collect, lost: leave}
stages:
  buy:
    title: Find and pay
    goal: Know that it worked
    owner: team-shop
    touchpoints:
      look: {does: Looks around, feels: 1, channel: app, match: look, next: {choose: {share: 90%, within: 2h, when: there is enough}, leave: 5%}}
      choose:
        feels: {linh: -1, minh: -2}
        match: choose
        next: [pay, choose]
        ask: csat
        targets: {csat: 80%, drop_off: 10%}
      pay:
        title: Pay in the app
        owner: team-pay
        channel: app
        match: pay
        moment_of_truth: true
        ask: [ces, csat]
        targets: {ces: 3}
        pains: [It asks twice., Slow]
        next: [collect]
      think: {title: Sleep over it, optional: true, next: [collect, look]}
  get:
    touchpoints:
      collect: {match: collect, ask: nps, targets: {nps: 20}}
      leave: {match: leave, feels: -2}
"""


@pytest.fixture
def declared(here: Path) -> Map:
    (here / "journey.yaml").write_text(SHOP, encoding="utf-8")
    journey = load(here / "journey.yaml").journey
    return decide(journey, plan_of(journey))


@pytest.fixture
def mapped(here: Path, reported: Callable[..., Any]) -> Callable[..., Map]:
    def call(walks: dict[str, int], min_group: int = 10, text: str = SHOP) -> Map:
        write_log(here / "log.csv", walks)
        report = reported(text, "log.csv", min_group=min_group)
        journey = load(here / "journey.yaml").journey
        return decide(journey, plan_of(journey), report)

    return call


def cards(drawn: Map) -> dict[str, Card]:
    return {card.id: card for column in drawn.columns for card in column.cards}


# --- declared ----------------------------------------------------------------------------------------------------------


def test_the_head_of_a_declaration(declared: Map) -> None:
    assert (declared.title, declared.lang, declared.measured) == ("Shop", "vi", False)
    assert declared.subtitle == "Have it today · Linh, 24 · Minh, 58"
    assert declared.friction == ()
    assert declared.headlines == (
        Headline("90.0 %", "planned completion", "73.6 % if all targets are used up"),
        Headline("4.6", "planned contacts a case"),
    )
    assert declared.notes == ("Hollow faces are the designers' claims; nothing here is measured.",)
    assert [(column.number, column.id, column.title, column.subtitle) for column in declared.columns] == [
        (1, "buy", "Find and pay", "Know that it worked"),
        (2, "get", "Get", ""),
    ]


def test_a_card_of_a_declaration(declared: Map) -> None:
    found = cards(declared)
    assert found["choose"] == Card(
        id="choose",
        title="Choose",
        channel="",
        owner="team-shop",
        voice="",
        face=Face(-2, False),
        bars=(Bar("CSAT", "target 80 %", "", Tone.PLAIN, target=0.8),),
        visits="",
        drop_off="max 10 %",
        drop_off_tone=Tone.PLAIN,
        pain="",
        rank=None,
        moment_of_truth=False,
        start=False,
        end="",
        optional=False,
        text="Choose. CSAT target 80 %.",
    )
    assert found["pay"].bars == (
        Bar("CSAT", "asked here", "", Tone.PLAIN),
        Bar("CES", "target 3", "", Tone.PLAIN, target=(3 - 1) / 6),
    )
    assert (found["pay"].owner, found["pay"].pain, found["pay"].moment_of_truth) == ("team-pay", "It asks twice.", True)
    assert (
        found["pay"].text
        == "Pay in the app. Channel app. A moment of truth. CSAT asked here. CES target 3. Pain: It asks twice. Pain: Slow."
    )
    assert found["collect"].bars == (Bar("NPS", "target +20", "", Tone.PLAIN, target=0.6),)
    assert [(card.start, card.end, card.optional) for card in found.values()] == [
        (True, "", False),
        (False, "", False),
        (False, "", False),
        (False, "", True),
        (False, "won", False),
        (False, "lost", False),
    ]
    assert [card.face for card in found.values()] == [
        Face(1, False),
        Face(-2, False),
        None,
        None,
        None,
        Face(-2, False),
    ]
    assert found["look"].text == "Look. Looks around. Channel app. Declared feeling +1 of -2 to +2."
    assert found["leave"].text == "Leave. The journey is lost here. Declared feeling -2 of -2 to +2."


def test_the_arrows_of_a_declaration_are_its_promises(declared: Map) -> None:
    assert declared.arrows == (
        Arrow(
            "look",
            "choose",
            Flow.PLANNED,
            0.9,
            "90 %",
            "Look to Choose: 90 % promised, within 2 h, when there is enough",
        ),
        Arrow("look", "leave", Flow.PLANNED, 0.05, "5 %", "Look to Leave: 5 % promised"),
        Arrow("choose", "choose", Flow.LOOP, 0.0, "", "Choose to Choose: designed"),
        Arrow("choose", "pay", Flow.PLANNED, 0.0, "", "Choose to Pay in the app: designed"),
        Arrow("pay", "collect", Flow.PLANNED, 0.0, "", "Pay in the app to Collect: designed"),
        Arrow("think", "look", Flow.LOOP, 0.0, "", "Sleep over it to Look: designed"),
        Arrow("think", "collect", Flow.PLANNED, 0.0, "", "Sleep over it to Collect: designed"),
    )


# --- measured ----------------------------------------------------------------------------------------------------------

WALKS = {
    "look choose=5 pay=2 collect=10": 60,
    "look choose=2 pay=6": 40,
    "look choose=4 choose=4 pay=2 collect=3": 20,
    "look pay=2 collect=9": 4,
    "look": 6,
}
"""130 customers: 84 of them collect, 40 leave at `pay`, 6 at `look`."""


def test_the_head_of_a_measured_map(mapped: Callable[..., Map]) -> None:
    drawn = mapped(WALKS)
    assert drawn.subtitle == "1 May 2026 · 130 customers · 130 cases · log.csv"
    assert drawn.measured
    assert drawn.headlines == (
        Headline("64.6 %", "completion", "56.1-72.3 %, n=130"),
        Headline("3 min", "median time to the goal", "n=84"),
        Headline("+52", "NPS", "+33 to +68, n=84"),
    )


def test_the_columns_of_a_measured_map(mapped: Callable[..., Map]) -> None:
    assert [column.subtitle for column in mapped(WALKS).columns] == ["394 visits · CSAT 71 %, n=140", "84 visits"]


def test_the_bars_of_a_measured_map(mapped: Callable[..., Map]) -> None:
    found = cards(mapped(WALKS))
    (csat,) = found["choose"].bars
    assert (csat.metric, csat.word, csat.sample, csat.tone, csat.target) == ("CSAT", "71 %", "n=140", Tone.GOOD, 0.8)
    assert (csat.value, csat.low, csat.high) == (
        0.714286,
        0.634516,
        0.78261,
    )
    empty, ces = found["pay"].bars
    assert empty == Bar("CSAT", "nobody answered", "", Tone.HIDDEN)
    assert (ces.metric, ces.word, ces.sample, ces.tone, ces.target) == (
        "CES",
        "effort 3.3 of 7",
        "n=124",
        Tone.FAIR,
        (3 - 1) / 6,
    )
    assert ces.value == pytest.approx(((84 * 2 + 40 * 6) / 124 - 1) / 6)
    (nps,) = found["collect"].bars
    assert (nps.metric, nps.word, nps.sample, nps.tone, nps.target) == ("NPS", "+52", "n=84", Tone.GOOD, 0.6)
    assert nps.value == pytest.approx((100 * (64 - 20) / 84 + 100) / 200)


def test_the_cards_of_a_measured_map(mapped: Callable[..., Map]) -> None:
    found = cards(mapped(WALKS))
    assert [(card.visits, card.drop_off, card.drop_off_tone, card.rank) for card in found.values()] == [
        ("130", "5 %", Tone.PLAIN, None),
        ("140", "0 %", Tone.GOOD, 2),
        ("124", "32 %", Tone.POOR, 1),
        ("", "", Tone.PLAIN, None),
        ("84", "", Tone.PLAIN, None),
        ("0", "", Tone.PLAIN, None),
    ]
    assert found["choose"].face == Face(1, True)
    assert found["look"].face == Face(1, False)
    assert (
        found["look"].text
        == "Look. Looks around. Channel app. Declared feeling +1 of -2 to +2. 130 visits. 4.6 % leave here (2.1-9.7 %)."
    )
    assert found["pay"].text.startswith(
        "Pay in the app. Channel app. A moment of truth. 124 visits. 32.3 % leave here (24.7-40.9 %). CES effort 3.3 of 7 ("
    )
    assert found["pay"].text.endswith("), n=124. Pain: It asks twice. Pain: Slow.")
    assert found["think"].text == "Sleep over it. Visits are not measured."


def test_the_arrows_of_a_measured_map(mapped: Callable[..., Map]) -> None:
    assert mapped(WALKS, 0).arrows == (
        Arrow(
            "look",
            "choose",
            Flow.PLANNED,
            1.0,
            "120",
            "Look to Choose: 120 times by 120 customers, planned, median 60 s",
        ),
        Arrow(
            "choose",
            "pay",
            Flow.PLANNED,
            1.0,
            "120",
            "Choose to Pay in the app: 120 times by 120 customers, planned, median 60 s",
        ),
        Arrow(
            "pay",
            "collect",
            Flow.PLANNED,
            0.7,
            "84",
            "Pay in the app to Collect: 84 times by 84 customers, planned, median 60 s",
        ),
    )
    everything = mapped({**WALKS, "choose look choose=4 look": 30, "look collect=9": 60}).arrows
    assert {(arrow.source, arrow.target): arrow.flow for arrow in everything} == {
        ("look", "choose"): Flow.PLANNED,
        ("look", "collect"): Flow.UNPLANNED,
        ("choose", "look"): Flow.LOOP,
        ("choose", "pay"): Flow.PLANNED,
        ("pay", "collect"): Flow.PLANNED,
    }


def test_what_is_not_drawn_is_said(mapped: Callable[..., Map]) -> None:
    assert mapped(WALKS).notes == (
        "1 way with too few customers not shown.",
        "1 more way with 6 % of all steps not drawn.",
    )
    assert mapped(WALKS, 0).notes == ("2 more ways with 7 % of all steps not drawn.",)


def test_the_way_in_is_drawn_however_few_take_it(mapped: Callable[..., Map]) -> None:
    drawn = mapped({**WALKS, "look leave": 10})
    assert [(arrow.source, arrow.target, arrow.label) for arrow in drawn.arrows if arrow.target == "leave"] == [
        ("look", "leave", "10")
    ]


def test_the_friction_at_the_foot(mapped: Callable[..., Map]) -> None:
    assert mapped(WALKS).friction == (
        Friction(1, "Pay in the app", ("32 % leave, n=124", "32 % find it hard, n=124", "It asks twice.")),
        Friction(2, "Choose", ("29 % not satisfied, n=140",)),
    )


def test_small_groups_are_hidden_and_named(mapped: Callable[..., Map]) -> None:
    drawn = mapped({"look choose=5 pay=2": 9, "look choose=5": 21, "look": 20, "leave": 9})
    found = cards(drawn)
    assert (found["pay"].visits, found["pay"].drop_off, found["pay"].drop_off_tone) == (
        "too few",
        "too few",
        Tone.HIDDEN,
    )
    assert found["pay"].bars == (
        Bar("CSAT", "nobody answered", "", Tone.HIDDEN),
        Bar("CES", "too few", "", Tone.HIDDEN, target=(3 - 1) / 6),
    )
    assert "Too few customers to show counts" in found["pay"].text
    assert "9" not in found["pay"].text
    assert (found["leave"].visits, found["leave"].face) == ("too few", Face(-2, False))
    assert [column.subtitle for column in drawn.columns] == ["80 visits or more · CSAT 100 %, n=30", "0 visits or more"]
    assert drawn.notes[0] == "Too few to show: Pay in the app, Leave."
    assert drawn.headlines == (Headline("0.0 %", "completion", "0.0-6.1 %, n=59"),)


@pytest.mark.parametrize(
    ("good", "of", "feels", "tone"),
    [
        (39, 100, -2, Tone.POOR),
        (40, 100, -1, Tone.POOR),
        (54, 100, -1, Tone.POOR),
        (55, 100, 0, Tone.FAIR),
        (69, 100, 0, Tone.FAIR),
        (70, 100, 1, Tone.GOOD),
        (84, 100, 1, Tone.GOOD),
        (85, 100, 2, Tone.GOOD),
        (29, 29, None, Tone.PLAIN),
    ],
)
def test_what_answers_make_of_a_face(
    good: int, of: int, feels: int | None, tone: Tone, mapped: Callable[..., Map]
) -> None:
    card = cards(mapped({"look choose=5": good, "look choose=3": of - good}))["choose"]
    assert card.face == (Face(-2, False) if feels is None else Face(feels, True))
    assert card.bars[0].tone == tone


@pytest.mark.parametrize(
    ("easy", "score", "word", "tone"),
    [
        (1, 2, "effort 2.0 of 7", Tone.GOOD),
        (7, 2, "ease 2.0 of 7", Tone.POOR),
        (7, 6, "ease 6.0 of 7", Tone.GOOD),
    ],
)
def test_a_bar_of_effort_says_which_way_is_good(
    easy: int, score: int, word: str, tone: Tone, mapped: Callable[..., Map]
) -> None:
    drawn = mapped({f"look choose pay={score}": 40}, text=SHOP.replace("easy: 1", f"easy: {easy}"))
    assert [(bar.word, bar.tone) for bar in cards(drawn)["pay"].bars if bar.metric == "CES"] == [(word, tone)]


def test_at_most_five_frictions_have_a_badge(mapped: Callable[..., Map]) -> None:
    touchpoints = "".join(f"      t{number}: {{match: t{number}}}\n" for number in range(8))
    text = f"title: Many\nevents: {{timezone: UTC, as_of: 2027-01-01}}\nstages:\n  s:\n    touchpoints:\n{touchpoints}"
    walks = {" ".join(f"t{step}" for step in range(last + 1)): 100 for last in range(8)}
    drawn = mapped(walks, text=text)
    assert sorted(card.rank for card in cards(drawn).values() if card.rank) == [1, 2, 3, 4, 5]
    assert [found.rank for found in drawn.friction] == [1, 2, 3, 4, 5]
