"""The map's words: every bar, tone, arrow and note of a small journey, declared and measured."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.decide import decide
from journeymap.lens import at_depth
from journeymap.load import load, loads
from journeymap.mapping import (
    Act,
    Arrow,
    Bar,
    Card,
    Face,
    Fact,
    Friction,
    FunnelStep,
    Headline,
    Leaving,
    Map,
    Note,
    Pain,
    PlannedFunnel,
    Promised,
)
from journeymap.marks import Basis, Flow, Kind, Lane, Tone, Verdict
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
    assert declared.subtitle == "Linh, 24 · Minh, 58"
    assert declared.facts == (Fact("Goal", "Have it today"),)
    assert (declared.state, declared.persona, declared.language, declared.funnels) == ("", "", "", ())
    assert declared.friction == ()
    assert declared.headlines == (
        Headline("90.0 %", "planned completion", "73.6 % if all targets are used up"),
        Headline("4.6", "planned contacts a case"),
    )
    assert declared.notes == ()
    assert [(column.number, column.id, column.title, column.goal, column.subtitle) for column in declared.columns] == [
        (1, "buy", "Find and pay", "Know that it worked", ""),
        (2, "get", "Get", "", ""),
    ]


def test_a_card_of_a_declaration(declared: Map) -> None:
    found = cards(declared)
    assert found["choose"] == Card(
        id="choose",
        title="Choose",
        channel="",
        owner="team-shop",
        voice="",
        face=Face(-2, Basis.GUESSED),
        bars=(Bar("CSAT", "target 80 %", "", Tone.PLAIN, target=0.8, aim="80 %"),),
        visits="",
        drop_off="max 10 %",
        drop_off_tone=Tone.PLAIN,
        pains=(),
        rank=None,
        moment_of_truth=False,
        start=False,
        end="",
        optional=False,
        text="Choose. Declared feeling of Linh -1 of -2 to +2. Declared feeling of Minh -2 of -2 to +2. Targets: drop-off max 10 %."
        " CSAT target 80 %.",
        leaving=Leaving(most=0.1, aim="max 10 %"),
        number=2,
        worst=2,
    )
    assert found["pay"].bars == (
        Bar("CSAT", "asked here", "", Tone.PLAIN),
        Bar("CES", "target 3", "", Tone.PLAIN, target=(3 - 1) / 6, unit="effort of 7", aim="3", easy_is_high=False),
    )
    assert (found["pay"].owner, found["pay"].moment_of_truth) == ("team-pay", True)
    assert found["pay"].pains == (Pain("It asks twice.", Basis.GUESSED), Pain("Slow", Basis.GUESSED))
    assert (
        found["pay"].text
        == "Pay in the app. Channel app. Owner: team-pay. A moment of truth. CSAT asked here. CES target 3. Pain: It asks twice. Pain: Slow."
    )
    assert found["collect"].bars == (Bar("NPS", "target +20", "", Tone.PLAIN, target=0.6, aim="+20"),)
    assert [(card.start, card.end, card.optional) for card in found.values()] == [
        (True, "", False),
        (False, "", False),
        (False, "", False),
        (False, "", True),
        (False, "won", False),
        (False, "lost", False),
    ]
    assert [card.face for card in found.values()] == [
        Face(1, Basis.GUESSED),
        Face(-2, Basis.GUESSED),
        None,
        None,
        None,
        Face(-2, Basis.GUESSED),
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
            share=0.9,
        ),
        Arrow("look", "leave", Flow.PLANNED, 0.05, "5 %", "Look to Leave: 5 % promised", share=0.05),
        Arrow("choose", "choose", Flow.LOOP, 0.0, "", "Choose to Choose: designed"),
        Arrow("choose", "pay", Flow.PLANNED, 0.0, "", "Choose to Pay in the app: designed"),
        Arrow("pay", "collect", Flow.PLANNED, 0.0, "", "Pay in the app to Collect: designed"),
        Arrow("think", "look", Flow.LOOP, 0.0, "", "Sleep over it to Look: designed"),
        Arrow("think", "collect", Flow.PLANNED, 0.0, "", "Sleep over it to Collect: designed"),
    )


WHOLE = """\
title: Order to resolved issue
goal: Be online
scenario: The old line was cut off
expects: One visit is enough
state: future
based_on: today.yaml
owner: cx-team
reviewed: 2026-07-01
review_every: 90d
budget: {time: 2d, completion: 60%, nps: 20, ces: 3, contacts: 6.5}
personas:
  linh: {is: "Linh, 24", demographic: Rents a room., psychographic: Compares everything, behaviour: Buys on the bus}
  minh: "Minh, 58"
channels: {app: {title: Shop app}}
actors: {agent: Hotline agent, psp: {is: Wallet, kind: partner}, crm: {is: CRM, kind: system}}
funnels:
  paid: {steps: [look, [pay, later], done]}
  straight: {steps: [look, done], order: strict}
ends_at: done
stages:
  buy:
    owner: team-shop
    goal: Know that it worked.
    targets: {drop_off: 20%, csat: 85%, time: 3d}
    touchpoints:
      look:
        does: Looks around
        thinks: Is it cheaper elsewhere?
        expects: A price
        says: {quote: It is dear, by: linh, source: "call:7"}
        feels: {linh: 2, minh: -1}
        sees: [Sign, Price tag]
        channel: app
        by: staff
        with: [agent, crm]
        only_for: [linh, minh]
        repeatable: true
        takes: 5m
        sla: {within: 30s, share: 95%}
        frontstage: Greets
        backstage: Counts the stock
        support: Ledger
        evidence: study:1
        pains: {text: Too dear, severity: high, evidence: "ticket:8"}
        ideas: [{text: Show the total, fixes: [drop_off], owner: team-x, evidence: "test:3"}, Smile]
        tags: [price, shop]
        signals: rage_click
        links: https://example.org/board
        renamed_from: glance
        targets: {drop_off: 10%, repeat: 5%}
        next: {pay: 50%, later: 30%}
      pay: {with: [psp, clerk], pains: Slow, feels: 0, touchpoints: {card: {}, code: {title: One-time code}}, next: {done: 80%}}
      later: {only_for: minh, sla: 5m, next: {done: 50%}}
      done: {}
"""


def whole(**more: str) -> Map:
    journey = loads(WHOLE.encode(), "whole.yaml").journey
    return decide(journey, plan_of(journey), **more)


def test_the_head_says_what_the_file_says_of_the_journey() -> None:
    drawn = whole()
    assert drawn.state == "future"
    assert drawn.facts == (
        Fact("Goal", "Be online"),
        Fact("Scenario", "The old line was cut off"),
        Fact("Expects", "One visit is enough"),
        Fact("Based on", "today.yaml"),
        Fact("Budget", "completion min 60 %, time max 2 days, CES 3, NPS min +20, contacts max 6.5"),
        Fact("Owner", "cx-team, reviewed 1 Jul 2026, due every 90 days"),
    )
    assert [(column.goal, column.targets) for column in drawn.columns] == [
        ("Know that it worked.", "target: time max 3 days, drop-off max 20 %, CSAT min 85 %")
    ]
    assert drawn.columns[0].text == (
        "Stage 1: Buy. Know that it worked. Owner: team-shop. Targets: time max 3 days, drop-off max 20 %, CSAT min 85 %."
    )


def test_the_head_says_as_whom_and_in_which_language() -> None:
    drawn = whole(persona="linh", language="vi")
    assert (drawn.persona, drawn.language, drawn.subtitle) == ("Linh, 24", "vi", "")
    assert drawn.facts[-1] == Fact("Persona", "Rents a room. Compares everything. Buys on the bus.")
    assert whole(persona="minh").facts == whole().facts


def test_planned_funnels_are_worked_out_and_others_told() -> None:
    drawn = whole()
    # Whoever does not go on looks again: that is by design, and so is the rest of the shares.
    share = (0.5 * 0.8 + 0.3 * 0.5) / 0.8
    assert drawn.funnels == (
        PlannedFunnel(
            "paid",
            (
                FunnelStep("Look", 1.0, "100.0 %"),
                FunnelStep("Pay or Later", 1.0, "100.0 %"),
                FunnelStep("Done", pytest.approx(share), "68.8 %"),
            ),
        ),
    )
    assert drawn.notes == (
        "Funnel straight: its order is strict, and the plan is worked out for ordered funnels only.",
    )


def test_a_funnel_says_what_it_asks_beside_its_steps() -> None:
    text = WHOLE.replace(
        "steps: [look,", "within: 14d, entry: first, exclude: [later, pay], steps: [{at: look, within: 1d},", 1
    )
    journey = loads(text.encode(), "whole.yaml").journey
    (paid, *_) = decide(journey, plan_of(journey)).funnels
    assert paid.title == "paid, within 14 days, step 1 within 24 h, first try only, not by way of later or pay"


def test_a_card_holds_everything_for_people() -> None:
    found = cards(whole())
    look, pay = found["look"], found["pay"]
    assert look.place == "Shop app"
    assert look.face == Face(0, Basis.EVIDENCED)
    assert pay.face == Face(0, Basis.GUESSED)
    assert look.pains == (Pain("Too dear", Basis.EVIDENCED),)
    assert pay.pains == (Pain("Slow", Basis.GUESSED),)
    assert look.notes == (
        Note(Kind.ONLY_FOR, "only Linh and Minh"),
        Note(Kind.PROMISE, "within 30 s, 95 %"),
        Note(Kind.PROMISE, "takes 5 min"),
        Note(Kind.EXPECTS, "A price"),
        Note(Kind.IDEA, "Show the total"),
        Note(Kind.IDEA, "Smile"),
        Note(Kind.TAGS, "#price #shop"),
    )
    assert found["later"].notes == (Note(Kind.ONLY_FOR, "only Minh"), Note(Kind.PROMISE, "within 5 min, 90 %"))
    assert look.acts == (
        Act(Lane.FRONTSTAGE, "Hotline agent", "staff"),
        Act(Lane.SUPPORT, "CRM", "system"),
        Act(Lane.SEES, "Sign"),
        Act(Lane.SEES, "Price tag"),
        Act(Lane.FRONTSTAGE, "Greets"),
        Act(Lane.BACKSTAGE, "Counts the stock"),
        Act(Lane.SUPPORT, "Ledger"),
    )
    assert pay.acts == (Act(Lane.SUPPORT, "Wallet", "partner"), Act(Lane.FRONTSTAGE, "Clerk", "staff"))
    assert (look.inside, pay.inside) == (0, 2)


def test_the_text_of_a_card_says_everything() -> None:
    found = cards(whole())
    assert found["look"].text == (
        "Look. Looks around. Thinks: Is it cheaper elsewhere? Expects: A price. \u201cIt is dear\u201d, says Linh (call:7)."
        " Channel Shop app. Acts: our staff. May come several times in a row by design. Only for Linh and Minh."
        " Declared feeling of Linh +2 of -2 to +2. Declared feeling of Minh -1 of -2 to +2. Takes 5 min as promised."
        " Service level: within 30 s, 95 %. Targets: drop-off max 10 %, repeat max 5 %."
        " Pain (high): Too dear; evidence: ticket:8."
        " Idea: Show the total; would mend drop-off; owner team-x; evidence: test:3. Idea: Smile."
        " The customer sees: Sign; Price tag. With: Hotline agent (staff), CRM (system). Frontstage: Greets."
        " Backstage: Counts the stock. Support: Ledger. Signals of trouble: rage_click. Tags: price, shop."
        " Evidence: study:1. Links: https://example.org/board. Renamed from: glance."
    )
    assert found["pay"].text.endswith("Pain: Slow. With: Wallet (partner), Clerk (staff). Inside: Card, One-time code.")


def test_dotted_ids_are_cards_like_others() -> None:
    journey = at_depth(loads(WHOLE.encode(), "whole.yaml").journey, 2)
    drawn = decide(journey, plan_of(journey))
    assert [(card.id, card.title, card.inside) for card in cards(drawn).values()] == [
        ("look", "Look", 0),
        ("pay.card", "Card", 0),
        ("pay.code", "One-time code", 0),
        ("later", "Later", 0),
        ("done", "Done", 0),
    ]
    assert drawn.funnels[0].steps[1] == FunnelStep("Card or One-time code or Later", 1.0, "100.0 %")


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
    assert [column.subtitle for column in mapped(WALKS).columns] == [
        "394 visits · CSAT 71 %, n=140 · effort 3.3 of 7, n=124",
        "84 visits",
    ]


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
    assert (csat.interval, ces.interval) == ("63-78 %", "3.0-3.6")
    (nps,) = found["collect"].bars
    assert (nps.metric, nps.word, nps.sample, nps.tone, nps.target) == ("NPS", "+52", "n=84", Tone.GOOD, 0.6)
    assert nps.value == pytest.approx((100 * (64 - 20) / 84 + 100) / 200)
    assert [(bar.figure, bar.unit, bar.interval, bar.aim) for bar in (csat, empty, ces, nps)] == [
        ("71 %", "", "63-78 %", "80 %"),
        ("", "", "", ""),
        ("3.3", "effort of 7", "3.0-3.6", "3"),
        ("+52", "", "+33 to +68", "+20"),
    ]


def test_the_worst_are_those_of_the_friction_then_of_the_claims(mapped: Callable[..., Map], declared: Map) -> None:
    def order(map_: Map) -> list[str]:
        return sorted(cards(map_), key=lambda name: cards(map_)[name].worst)

    assert order(mapped(WALKS)) == ["pay", "choose", "look", "leave", "think", "collect"]
    # Two pains, then the feelings: -2, -2, ...; what is equal stays in its order.
    assert order(declared)[:3] == ["pay", "choose", "leave"]


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
    leaving = found["pay"].leaving
    assert leaving is not None
    assert leaving == Leaving(pytest.approx(40 / 124, abs=1e-6), leaving.low, leaving.high, "n=124")
    assert found["collect"].leaving is None
    assert found["choose"].leaving == Leaving(0.0, 0.0, found["choose"].leaving.high, "n=140", 0.1, "max 10 %")
    assert found["choose"].face == Face(1, Basis.MEASURED)
    assert found["look"].face == Face(1, Basis.GUESSED)
    assert (
        found["look"].text
        == "Look. Looks around. Channel app. Declared feeling +1 of -2 to +2. 130 visits. 4.6 % leave here (2.1-9.7 %)."
    )
    assert found["pay"].text.startswith(
        "Pay in the app. Channel app. Owner: team-pay. A moment of truth. Targets: CES max 3 (undecided). 124 visits. "
        "32.3 % leave here (24.7-40.9 %). CES effort 3.3 of 7 ("
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
            120,
            120 / 348,
        ),
        Arrow(
            "choose",
            "pay",
            Flow.PLANNED,
            1.0,
            "120",
            "Choose to Pay in the app: 120 times by 120 customers, planned, median 60 s",
            120,
            120 / 348,
        ),
        Arrow(
            "pay",
            "collect",
            Flow.PLANNED,
            0.7,
            "84",
            "Pay in the app to Collect: 84 times by 84 customers, planned, median 60 s",
            84,
            84 / 348,
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
    assert mapped(WALKS).ways_left_out == (
        "Ways of too few customers are not shown.",
        "1 more way with 6 % of all steps not drawn.",
    )
    assert mapped(WALKS, 0).ways_left_out == ("2 more ways with 7 % of all steps not drawn.",)


def test_the_way_in_is_drawn_however_few_take_it(mapped: Callable[..., Map]) -> None:
    drawn = mapped({**WALKS, "look leave": 10})
    assert [(arrow.source, arrow.target, arrow.label) for arrow in drawn.arrows if arrow.target == "leave"] == [
        ("look", "leave", "10")
    ]


def test_the_friction_at_the_foot(mapped: Callable[..., Map]) -> None:
    assert mapped(WALKS).friction == (
        Friction(
            1,
            "Pay in the app",
            # Of 124 there 40 leave, 33.8 more than is normal; all who go on complete.
            (
                "32 % leave (25-41 %), n=124",
                "32 % find it hard (25-41 %), n=124",
                "fixing its drop-off is associated with 34 more completions (23-44) of 130",
            ),
            "It asks twice.",
        ),
        Friction(2, "Choose", ("29 % not satisfied (22-37 %), n=140",)),
    )


def test_promises_are_told_with_what_became_of_them(mapped: Callable[..., Map]) -> None:
    text = SHOP.replace("targets: {ces: 3}", "targets: {ces: 3, drop_off: 10%, csat: 70%}").replace(
        "goal: Know that it worked", "goal: Know that it worked\n    targets: {drop_off: 2%}"
    )
    drawn = mapped(WALKS, text=text.replace("lang: vi", "budget: {completion: 40%, contacts: 9}"))
    found = cards(drawn)
    assert found["choose"].promised == (
        Promised("drop_off", "drop-off max 10 %", Verdict.OK),
        Promised("csat", "CSAT min 80 %", Verdict.UNDECIDED),
    )
    assert found["pay"].promised == (
        Promised("drop_off", "drop-off max 10 %", Verdict.BROKEN),
        Promised("csat", "CSAT min 70 %", Verdict.TOO_FEW),
        Promised("ces", "CES max 3", Verdict.UNDECIDED),
    )
    assert [(found[name].drop_off, found[name].drop_off_tone) for name in ("look", "choose", "pay")] == [
        ("5 %", Tone.PLAIN),
        ("0 %", Tone.GOOD),
        ("32 %", Tone.POOR),
    ]
    assert drawn.columns[0].targets == "target: drop-off max 2 % (broken)"
    assert Fact("Budget", "completion min 40 % (ok), contacts max 9 (ok)") in drawn.facts
    assert "Targets: drop-off max 10 % (broken), CSAT min 70 % (too few), CES max 3 (undecided)." in found["pay"].text


def test_a_promise_of_ease_names_the_good_end(mapped: Callable[..., Map]) -> None:
    drawn = mapped(WALKS, text=SHOP.replace("scale: 1..7, easy: 1", "scale: 1..7, easy: 7"))
    assert [promised.text for promised in cards(drawn)["pay"].promised] == ["CES min 3"]


def test_a_service_level_is_told_with_what_became_of_it(mapped: Callable[..., Map]) -> None:
    text = SHOP.replace("match: pay\n", "match: {start: pay, done: collect}\n        sla: {within: 5m, share: 90%}\n")
    pay = cards(mapped(WALKS, 0, text))["pay"]
    assert pay.promised[-1] == Promised("sla", "within 5 min, 90 %", Verdict.OK)
    assert "Service level: within 5 min, 90 % (ok)." in pay.text


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
        Bar("CES", "too few", "", Tone.HIDDEN, target=(3 - 1) / 6, unit="effort of 7", aim="3", easy_is_high=False),
    )
    assert "Too few customers to show counts" in found["pay"].text
    assert "9" not in found["pay"].text
    assert (found["leave"].visits, found["leave"].face) == ("too few", Face(-2, Basis.GUESSED))
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
    assert card.face == (Face(-2, Basis.GUESSED) if feels is None else Face(feels, Basis.MEASURED))
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
