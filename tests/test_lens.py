"""A journey at a depth, and of a persona: which ways remain, what is folded into one, and that the sums stay the same."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journeymap.lens import WHOLLY, at_depth, for_persona
from journeymap.load import loads
from journeymap.model import Journey
from journeymap.outlook import outlook_of
from journeymap.plan import Plan, plan_of

NESTED = """\
title: Shop
channels: [app, hotline]
personas: {linh: Linh, minh: Minh}
surveys:
  ces: {answer: effort, scale: 1..7, easy: 1}
  csat: {answer: score, scale: 1..5}
starts_at: browse
ends_at: {won: [collect], lost: [cancel]}
funnels: {bought: {steps: [browse, pay, collect]}}
stages:
  buy:
    touchpoints:
      browse: {match: viewed, next: {pay: 80%}}
      pay:
        channel: app
        owner: team-pay
        ask: csat
        next: {collect: 90%, cancel: 5%}
        touchpoints:
          card: {match: card_opened, ask: ces, pains: It is slow, next: [code, done]}
          code:
            optional: true
            channel: hotline
            signals: code_wrong
            touchpoints:
              sent: {match: code_sent}
              typed: {match: {start: code_typed, done: code_ok, fail: code_wrong}, moment_of_truth: true, next: [sent, done]}
          done: {match: {start: pay_sent, done: pay_ok}}
  get:
    touchpoints:
      collect: {match: collected}
      cancel: {match: cancelled}
"""


def journey_of(text: str) -> Journey:
    return loads(text.encode(), "t.yaml").journey


def ways(journey: Journey) -> dict[str, dict[str, float | None]]:
    """The plan as ids and shares."""
    plan = plan_of(journey)
    found: dict[str, dict[str, float | None]] = {name: {} for name in plan.ids}
    for (source, target), way in plan.edges.items():
        found[plan.ids[source]][plan.ids[target]] = way.share
    return found


def ends(plan: Plan) -> tuple[list[str], list[str], list[str]]:
    return tuple([plan.ids[number] for number in sorted(numbers)] for numbers in (plan.starts, plan.won, plan.lost))


def test_a_journey_without_others_inside_is_left_as_it_is() -> None:
    journey = journey_of("title: T\nstages: {s: {touchpoints: {a: {}, b: {}}}}\n")
    assert at_depth(journey, 1) is journey
    assert at_depth(journey, WHOLLY) is journey


def test_folded_a_touchpoint_stands_for_all_inside() -> None:
    journey = at_depth(journey_of(NESTED), 1)
    assert list(journey.touchpoints) == ["browse", "pay", "collect", "cancel"]
    assert ways(journey) == {
        "browse": {"pay": 0.8},
        "pay": {"collect": 0.9, "cancel": 0.05},
        "collect": {},
        "cancel": {},
    }
    pay = journey.touchpoints["pay"]
    assert pay.match is not None
    assert [pattern.event for pattern in pay.match.start] == ["card_opened", "code_sent", "code_typed", "pay_sent"]
    assert [pattern.event for pattern in pay.match.done] == ["code_ok", "pay_ok"]
    assert [pattern.event for pattern in pay.match.fail] == ["code_wrong"]
    assert [pattern.event for pattern in pay.signals] == ["code_wrong"]
    assert set(pay.ask) == {"csat", "ces"}
    assert pay.moment_of_truth
    assert [pain.text for pain in pay.pains] == ["It is slow"]
    assert list(pay.touchpoints) == ["card", "code", "done"]


def test_opened_the_ways_are_those_of_what_is_inside() -> None:
    journey = at_depth(journey_of(NESTED), 2)
    assert list(journey.touchpoints) == ["browse", "pay.card", "pay.code", "pay.done", "collect", "cancel"]
    assert ways(journey) == {
        "browse": {"pay.card": 0.8},
        "pay.card": {"pay.code": None, "pay.done": None},
        "pay.code": {"pay.done": None},
        "pay.done": {"collect": 0.9, "cancel": 0.05},
        "collect": {},
        "cancel": {},
    }
    assert journey.funnels["bought"].steps[1].at == ("pay.card", "pay.code", "pay.done")


def test_wholly_opened() -> None:
    journey = at_depth(journey_of(NESTED), WHOLLY)
    assert ways(journey)["pay.card"] == {"pay.code.sent": None, "pay.done": None}
    assert ways(journey)["pay.code.sent"] == {"pay.code.typed": None}
    # `done` is beside `code`, where `typed` stands: names are looked for from the inside out.
    assert ways(journey)["pay.code.typed"] == {"pay.code.sent": None, "pay.done": None}
    assert [journey.touchpoints[name].channel for name in ("pay.card", "pay.code.sent")] == ["app", "hotline"]
    assert {journey.touchpoints[name].owner for name in journey.touchpoints if "." in name} == {"team-pay"}
    # What is asked about the whole is asked at its end.
    assert {name: list(each.ask) for name, each in journey.touchpoints.items() if each.ask} == {
        "pay.card": ["ces"],
        "pay.done": ["csat"],
    }
    assert journey.ref("pay.code.typed", "match") == (
        *("stages", "buy", "touchpoints", "pay", "touchpoints", "code", "touchpoints", "typed"),
        "match",
    )
    assert journey.name("pay.code.typed") == "Typed"


@pytest.mark.parametrize(
    ("depth", "steps"),
    [
        (1, [("browse",), ("pay",)]),
        (2, [("browse",), ("pay.code",), ("pay.done", "pay.code")]),
        (3, [("browse",), ("pay.code.sent", "pay.code.typed"), ("pay.done", "pay.code.typed")]),
    ],
)
def test_a_funnel_follows_its_touchpoints(depth: int, steps: list[tuple[str, ...]]) -> None:
    funnel = "{steps: [browse, pay.code, [pay.done, pay.code.typed]], exclude: [pay.card]}"
    journey = at_depth(journey_of(NESTED.replace("{steps: [browse, pay, collect]}", funnel)), depth)
    assert [step.at for step in journey.funnels["bought"].steps] == steps
    # Folded, the card cannot be told apart from what the funnel asks for.
    assert list(journey.funnels["bought"].exclude) == ([] if depth == 1 else ["pay.card"])


def test_steps_that_fold_into_one_are_one_and_exclusions_keep_their_places() -> None:
    funnel = "{steps: [browse, pay.card, pay.done, collect, collect], exclude: {cancel: [1, 4], browse: [2, 3]}}"
    text = NESTED.replace("{steps: [browse, pay, collect]}", funnel)
    folded, opened = (at_depth(journey_of(text), depth).funnels["bought"] for depth in (1, 2))
    assert [step.at for step in folded.steps] == [("browse",), ("pay",), ("collect",), ("collect",)]
    assert {name: (way.first, way.last) for name, way in folded.exclude.items()} == {"cancel": (1, 3)}
    assert {name: (way.first, way.last) for name, way in opened.exclude.items()} == {"cancel": (1, 4), "browse": (2, 3)}


def test_starts_and_ends_are_found_inside() -> None:
    text = NESTED.replace("starts_at: browse", "starts_at: pay").replace("won: [collect]", "won: [pay]")
    assert ends(plan_of(at_depth(journey_of(text), 1))) == (["pay"], ["pay"], ["cancel"])
    assert ends(plan_of(at_depth(journey_of(text), WHOLLY))) == (["pay.card"], ["pay.done"], ["cancel"])


def test_the_last_one_is_won_if_nothing_is_said() -> None:
    text = (
        "title: T\nstages: {s: {touchpoints: {a: {}, b: {touchpoints: {x: {next: [y, z]}, y: {next: []}, z: {}}}}}}\n"
    )
    assert ends(plan_of(at_depth(journey_of(text), 1))) == (["a"], ["b"], [])
    assert ends(plan_of(at_depth(journey_of(text), 2))) == (["a"], ["b.y", "b.z"], [])
    assert ways(at_depth(journey_of(text), 2)) == {
        "a": {"b.x": None},
        "b.x": {"b.y": None, "b.z": None},
        "b.y": {},
        "b.z": {},
    }


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("x: {}, y: {}", {"b.x": {"b.y": None}, "b.y": {"c": 0.7}}),
        ("x: {next: []}, y: {}", {"b.x": {"c": 0.7}, "b.y": {"c": 0.7}}),
        ("x: {}, y: {optional: true}", {"b.x": {"b.y": None, "c": 0.7}, "b.y": {"c": 0.7}}),
        ("x: {next: {y: 60%, c: 10%}}, y: {}", {"b.x": {"b.y": 0.6, "c": 0.1}, "b.y": {"c": 0.7}}),
        ("x: {next: b}, y: {}", {"b.x": {"b.x": None}, "b.y": {"c": 0.7}}),
        ("x: {next: nowhere}, y: {}", {"b.x": {}, "b.y": {"c": 0.7}}),
    ],
)
def test_where_it_ends_the_outer_way_goes_on(inside: str, expected: dict[str, Any]) -> None:
    text = f"title: T\nstages: {{s: {{touchpoints: {{a: {{}}, b: {{next: {{c: 70%}}, touchpoints: {{{inside}}}}}, c: {{}}}}}}}}\n"
    found = ways(at_depth(journey_of(text), 2))
    assert {name: found[name] for name in ("b.x", "b.y")} == expected
    assert found["a"] == {"b.x": None}


def test_what_may_be_passed_by_is_passed_by_as_a_whole() -> None:
    text = "title: T\nstages: {s: {touchpoints: {a: {}, b: {optional: true, repeatable: true, touchpoints: {x: {}, y: {}}}, c: {}}}}\n"
    found = ways(at_depth(journey_of(text), 2))
    assert found["a"] == {"b.x": None, "c": None}
    assert found["b.y"] == {"c": None, "b.x": None}


inner = st.recursive(
    st.just({}),
    lambda inside: st.fixed_dictionaries(
        {"touchpoints": st.dictionaries(st.sampled_from("xyz"), inside, min_size=1, max_size=3)}
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(inner, st.integers(0, 100)), min_size=1, max_size=4))
def test_what_is_planned_to_complete_is_the_same_at_every_depth(tops: list[tuple[dict[str, Any], int]]) -> None:
    names = [f"t{number}" for number in range(len(tops))]
    touchpoints = {}
    for number, (top, share) in enumerate(tops):
        onward = {"next": {names[number + 1]: f"{share}%"}} if number + 1 < len(names) else {}
        touchpoints[names[number]] = {**top, **onward}
    journey = Journey.model_validate({"title": "T", "stages": {"s": {"touchpoints": touchpoints}}})
    found = {
        round(outlook_of(at_depth(journey, depth), plan_of(at_depth(journey, depth))).completion, 9)
        for depth in (1, 2, 3, WHOLLY)
    }
    expected = 1.0
    for _, share in tops[:-1]:
        expected *= share / 100
    assert found == {round(expected, 9)}


# --- personas ----------------------------------------------------------------------------------------------------------

HERS = """\
title: Shop
personas: {linh: Linh, minh: Minh}
stages:
  one:
    touchpoints:
      a: {feels: {linh: 2, minh: -1}, says: {quote: Hm, by: minh}, next: {b: 60%, c: 20%}}
      b: {feels: 1, only_for: minh, says: {quote: Oh, by: linh}}
  two:
    touchpoints:
      c: {feels: {minh: 0}, says: Ah, only_for: [linh, minh]}
  three:
    touchpoints:
      d: {only_for: minh}
"""


def test_a_persona_has_her_own_feelings_words_and_ways() -> None:
    journey = for_persona(journey_of(HERS), "linh", planned=True)
    assert list(journey.stages) == ["one", "two"]
    assert list(journey.touchpoints) == ["a", "c"]
    assert list(journey.personas) == ["linh"]
    a, c = journey.touchpoints.values()
    assert (a.feels.everyone if a.feels else None, a.says) == (2, None)
    assert (c.feels, c.says.quote if c.says else None) == (None, "Ah")
    # The way to b is not hers: those who would go there go on in proportion.
    assert ways(journey) == {"a": {"c": pytest.approx(0.8)}, "c": {}}


def test_with_data_nothing_is_left_out() -> None:
    journey = for_persona(journey_of(HERS), "linh", planned=False)
    assert list(journey.touchpoints) == ["a", "b", "c", "d"]
    b = journey.touchpoints["b"]
    assert (b.feels.everyone if b.feels else None, b.says.quote if b.says else None) == (1, "Oh")
    assert ways(journey)["a"] == {"b": 0.6, "c": 0.2}


def test_a_way_without_a_share_stays_without() -> None:
    text = HERS.replace("{b: 60%, c: 20%}", "[b, c]")
    assert ways(for_persona(journey_of(text), "linh", planned=True))["a"] == {"c": None}
