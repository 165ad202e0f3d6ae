"""Plan arithmetic: the example of the language's page by hand, and any plan against a walk in many small steps."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.finding import Level
from journeymap.language.observation import Funnel
from journeymap.load import loads
from journeymap.outlook import Outlook, funnel_outlook, outlook_of
from journeymap.plan import plan_of
from journeymap.rule import Declared
from journeymap.rules import judge_declaration

EXAMPLE = """
title: Buy online, collect in store
ends_at: {won: [collect], lost: [cancel]}
stages:
  buy:
    touchpoints:
      browse: {takes: 20m}
      check-stock: {takes: 2m, targets: {drop_off: 20%}}
      pay: {takes: 2m, targets: {drop_off: 8%}, next: {ready-sms: 90%, pay: 6%, hotline: 3%}}
      hotline: {takes: 5m, optional: true, next: {ready-sms: 70%, cancel: 30%}}
      ready-sms: {takes: 1d, next: {collect: 85%, cancel: 10%}}
      collect: {}
      cancel: {}
"""


def outlook(text: str) -> Outlook:
    journey = loads(text.encode(), "plan.yaml").journey
    return outlook_of(journey, plan_of(journey))


def test_the_example_of_the_language() -> None:
    found = outlook(EXAMPLE)
    ready = (0.9 + 0.03 * 0.7) / (1 - 0.06)
    assert found.completion == pytest.approx(ready * 0.85)
    assert round(found.completion, 3) == 0.833
    assert found.at_targets == pytest.approx(0.8 * ready * 0.85)
    assert round(found.at_targets, 3) == 0.666
    less = 0.92 / 0.99
    kept = (0.9 + 0.03 * 0.7) * less / (1 - 0.06 * less)
    assert found.at_worst == pytest.approx(0.8 * kept * 0.85)
    assert found.assumed == ()


def test_contacts_and_time_are_sums_of_expected_visits() -> None:
    found = outlook(EXAMPLE)
    pay = 1 / 0.94
    hotline = 0.03 * pay
    ready = 0.9 * pay + 0.7 * hotline
    cancel = 0.3 * hotline + 0.1 * ready
    assert found.contacts == pytest.approx(2 + pay + hotline + ready + 0.85 * ready + cancel)
    assert found.seconds == pytest.approx(1200 + 120 + 120 * pay + 300 * hotline + 86_400 * ready)


def test_a_touchpoint_on_the_way_without_a_time_leaves_the_time_unknown() -> None:
    assert outlook(EXAMPLE.replace("browse: {takes: 20m}", "browse: {}")).seconds is None


def test_what_no_share_promises_is_divided_evenly_and_said() -> None:
    found = outlook("title: T\nstages: {s: {touchpoints: {a: {}, b: {optional: true}, c: {}}}}")
    assert (found.completion, found.contacts, found.assumed) == (1.0, 2.5, ("a",))


def test_a_loop_that_nobody_leaves_completes_nothing() -> None:
    assert outlook("title: T\nstages: {s: {touchpoints: {a: {next: a}, b: {}}}}").completion == 0


shares = st.lists(st.integers(0, 6), min_size=4, max_size=4)


@given(st.lists(shares, min_size=3, max_size=3))
def test_any_plan_agrees_with_walking_it(table: list[list[int]]) -> None:
    """Each row is divided by 30 at least, so that something leaves and the walk comes to an end."""
    names = "abcd"
    ways = [{name: weight / 30 for name, weight in zip(names, row, strict=True) if weight} for row in table]
    lines = [f"      {name}: {{next: {way or '[]'}}}" for name, way in zip("abc", ways, strict=True)]
    found = outlook("title: T\nends_at: d\nstages:\n  s:\n    touchpoints:\n" + "\n".join(lines) + "\n      d: {}\n")
    here, won, contacts = {"a": 1.0}, 0.0, 0.0
    for _ in range(400):
        contacts += sum(here.values())
        won += here.pop("d", 0.0)
        there: dict[str, float] = {}
        for name, mass in here.items():
            for target, share in ways[names.index(name)].items():
                there[target] = there.get(target, 0.0) + mass * share
        here = there
    assert found.completion == pytest.approx(won, abs=1e-9)
    assert found.contacts == pytest.approx(contacts, abs=1e-9)


def conversion(text: str, *steps: str | list[str], **more: str) -> tuple[float, ...]:
    journey = loads(text.encode(), "plan.yaml").journey
    return funnel_outlook(journey, plan_of(journey), Funnel.model_validate({"steps": list(steps), **more}))


def test_a_funnel_of_the_example_of_the_language() -> None:
    ready = (0.9 + 0.03 * 0.7) / (1 - 0.06)
    found = conversion(EXAMPLE, "browse", "pay", "ready-sms", "collect")
    assert found == pytest.approx((1, 1, ready, ready * 0.85))


def test_alternatives_of_a_step_count_once() -> None:
    # All who call the hotline paid before: whoever is at one of the two has reached the step.
    ready = (0.9 + 0.03 * 0.7) / (1 - 0.06)
    assert conversion(EXAMPLE, ["pay", "hotline"], ["collect", "cancel"]) == pytest.approx(
        (1, ready * 0.95 + 0.03 / 0.94 * 0.3)
    )


def test_a_later_step_is_a_later_visit() -> None:
    assert conversion(EXAMPLE, "pay", "pay") == pytest.approx((1, 0.06))
    assert conversion(EXAMPLE, "pay", "browse") == (1, 0)
    assert conversion(EXAMPLE, "cancel", "cancel")[1] == 0


def test_an_unknown_touchpoint_is_reached_by_nobody() -> None:
    assert conversion(EXAMPLE, "browse", "nowhere", "collect") == (1, 0, 0)


@pytest.mark.parametrize("order", ["strict", "any"])
def test_the_plan_has_no_answer_to_other_orders(order: str) -> None:
    with pytest.raises(ValueError, match=f"^the plan is worked out for ordered funnels, not for {order} ones$"):
        conversion(EXAMPLE, "browse", "collect", order=order)


@given(
    st.lists(shares, min_size=3, max_size=3),
    st.lists(st.sets(st.sampled_from("abcd"), min_size=1), min_size=2, max_size=4),
)
def test_any_funnel_agrees_with_walking_the_plan(table: list[list[int]], steps: list[set[str]]) -> None:
    """Journeys are walked step by step together with how far in the funnel they are."""
    names = "abcd"
    ways = [{name: weight / 30 for name, weight in zip(names, row, strict=True) if weight} for row in table]
    lines = [f"      {name}: {{next: {way or '[]'}}}" for name, way in zip("abc", ways, strict=True)]
    text = "title: T\nends_at: d\nstages:\n  s:\n    touchpoints:\n" + "\n".join(lines) + "\n      d: {}\n"
    reached = [0.0] * len(steps)
    here = {("a", 0): 1.0}
    for _ in range(400):
        there: dict[tuple[str, int], float] = {}
        for (name, done), mass in here.items():
            now = done
            if done < len(steps) and name in steps[done]:
                reached[done] += mass
                now += 1
            for target, share in (ways[names.index(name)] if name != "d" else {}).items():
                there[target, now] = there.get((target, now), 0.0) + mass * share
        here = there
    found = conversion(text, *(sorted(step) for step in steps))
    assert found == pytest.approx(reached, abs=1e-9)


@pytest.mark.parametrize(
    ("budget", "target", "share", "level", "message"),
    [
        ("95%", "0%", "90%", Level.ERROR, "by the plan 90.0 % complete, the budget asks for 95.0 %"),
        (
            "60%",
            "50%",
            "90%",
            Level.HINT,
            "the drop_off targets allow for 50.0 % to complete, less than next promises; the budget asks for 60.0 %",
        ),
    ],
)
def test_a_plan_that_misses_its_own_budget(budget: str, target: str, share: str, level: Level, message: str) -> None:
    text = f"""title: T
budget: {{completion: {budget}}}
stages: {{s: {{touchpoints: {{a: {{next: {{b: {share}}}, targets: {{drop_off: {target}}}}}, b: {{}}}}}}}}
owner: o
"""
    loaded = loads(text.encode(), "plan.yaml")
    found = judge_declaration(Declared(loaded, plan_of(loaded.journey)))
    assert [(finding.code, finding.level, finding.message) for finding in found] == [("JM204", level, message)]
    assert found[0].location is not None
    assert (found[0].location.line, found[0].location.column) == (2, 22)
