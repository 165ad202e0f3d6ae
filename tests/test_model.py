"""A plain word and its fuller form are the same journey."""

from datetime import timedelta
from typing import Any

import pytest
from journeymap.language.observation import Condition, Metric, Pattern, Survey, metric_of
from journeymap.model import Journey, humanise
from pydantic import ValidationError


def journey(touchpoint: dict[str, Any] | None = None, **keys: Any) -> Journey:
    return Journey.model_validate(
        {"title": "Buy", "stages": {"find": {"touchpoints": {"browse": touchpoint or {}}}}} | keys
    )


@pytest.mark.parametrize(
    ("plain", "fuller"),
    [
        ({"next": "pay"}, {"next": {"pay": {}}}),
        ({"next": ["pay", "cancel"]}, {"next": {"pay": {}, "cancel": {}}}),
        ({"next": ["pay", {"cancel": "10%"}]}, {"next": {"pay": {}, "cancel": {"share": 0.1}}}),
        ({"next": {"pay": "85%"}}, {"next": {"pay": {"share": "85%"}}}),
        ({"next": {"pay": 0.85}}, {"next": {"pay": {"share": "85%"}}}),
        ({"next": []}, {"next": {}}),
        ({"ask": "csat"}, {"ask": ["csat"]}),
        ({"ask": ["csat"]}, {"ask": {"csat": []}}),
        ({"ask": {"csat": "the counter"}}, {"ask": {"csat": ["the counter"]}}),
        ({"pains": "Slow"}, {"pains": [{"text": "Slow"}]}),
        ({"pains": {"text": "Slow", "evidence": "call:1"}}, {"pains": [{"text": "Slow", "evidence": ["call:1"]}]}),
        ({"says": "Hm"}, {"says": {"quote": "Hm"}}),
        ({"match": "a"}, {"match": {"start": [{"event": "a"}]}}),
        ({"match": ["a", {"event": "b"}]}, {"match": {"start": [{"event": "a"}, {"event": "b"}]}}),
        ({"match": {"start": "a", "done": "b"}}, {"match": {"start": ["a"], "done": [{"event": "b"}]}}),
        (
            {"match": {"event": "a", "where": {"x": 1}}},
            {"match": {"start": {"event": "a", "where": {"x": {"one_of": [1]}}}}},
        ),
    ],
    ids=str,
)
def test_a_plain_word_stands_for_the_fuller_form(plain: dict[str, Any], fuller: dict[str, Any]) -> None:
    assert journey(plain) == journey(fuller)


@pytest.mark.parametrize(
    ("plain", "fuller"),
    [
        ({"channels": ["app", "web"]}, {"channels": {"app": {}, "web": {}}}),
        ({"personas": {"linh": "Linh, 24"}}, {"personas": {"linh": {"is": "Linh, 24"}}}),
        ({"starts_at": "browse"}, {"starts_at": ["browse"]}),
        ({"ends_at": "browse"}, {"ends_at": {"won": ["browse"]}}),
        ({"events": {"from": "a.csv"}}, {"events": {"from": ["a.csv"]}}),
        ({"ignore": "ping"}, {"ignore": ["ping"]}),
        ({}, {"leaves_after": "30d", "lang": "en", "journeymap": 1}),
    ],
    ids=str,
)
def test_and_so_it_does_at_the_top_of_the_file(plain: dict[str, Any], fuller: dict[str, Any]) -> None:
    assert journey(**plain) == journey(**fuller)


def test_feelings_are_everyones_or_each_personas() -> None:
    feels = journey({"feels": -2}).touchpoints["browse"].feels
    each = journey({"feels": {"linh": 2}}).touchpoints["browse"].feels
    assert feels is not None
    assert each is not None
    assert (feels.everyone, feels.personas, each.everyone, each.personas) == (-2, {}, None, {"linh": 2})


def test_the_details_of_a_way_on() -> None:
    ways = journey({"next": {"pay": {"share": "85%", "within": "1d", "when": "in stock"}}}).touchpoints["browse"].next
    assert ways is not None
    assert (ways["pay"].share, ways["pay"].within, ways["pay"].when) == (0.85, timedelta(days=1), "in stock")
    assert journey().touchpoints["browse"].next is None


def test_conditions() -> None:
    match = (
        journey({"match": {"event": "a", "where": {"x": [1, "b", True], "y": {"min": 1}, "z": {"starts_with": "q"}}}})
        .touchpoints["browse"]
        .match
    )
    assert match is not None
    assert match.start[0].where == {
        "x": Condition(one_of=(1, "b", True)),
        "y": Condition(min=1),
        "z": Condition(starts_with="q"),
    }


def test_patterns_come_with_their_role_and_number() -> None:
    match = journey({"match": {"start": ["a", "b"], "fail": "c"}}).touchpoints["browse"].match
    assert match is not None
    assert list(match.patterns()) == [
        ("start", 0, Pattern(event="a")),
        ("start", 1, Pattern(event="b")),
        ("fail", 0, Pattern(event="c")),
    ]


def test_touchpoints_know_their_stage_their_place_and_their_name() -> None:
    two = journey(
        stages={"find": {"touchpoints": {"check-stock": {}}}, "buy": {"touchpoints": {"pay": {"title": "Payment"}}}}
    )
    assert list(two.touchpoints) == ["check-stock", "pay"]
    assert two.stage_of("pay") == "buy"
    assert two.ref("pay", "next", 0) == ("stages", "buy", "touchpoints", "pay", "next", 0)
    assert (two.name("check-stock"), two.name("pay")) == ("Check stock", "Payment")
    with pytest.raises(KeyError):
        two.stage_of("none")


@pytest.mark.parametrize(
    ("identifier", "words"),
    [("check-stock", "Check stock"), ("pay_now", "Pay now"), ("a", "A"), ("-", "-"), ("NPS", "NPS")],
)
def test_ids_as_people_read_them(identifier: str, words: str) -> None:
    assert humanise(identifier) == words


@pytest.mark.parametrize(
    ("name", "says", "metric"),
    [("ces", None, Metric.CES), ("q1", "nps", Metric.NPS), ("ces", "csat", Metric.CSAT), ("q1", None, None)],
)
def test_a_survey_measures_what_it_says_or_what_it_is_called(
    name: str, says: str | None, metric: Metric | None
) -> None:
    survey = Survey.model_validate({"answer": "a", "scale": "1..5"} | ({"metric": says} if says else {}))
    assert metric_of(name, survey) is metric


def test_a_journey_cannot_be_changed_and_takes_no_unknown_key() -> None:
    with pytest.raises(ValidationError):
        journey().title = "Other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        journey({"chanel": "web"})


def test_a_copy_with_other_stages_has_other_touchpoints() -> None:
    one, two = journey(), Journey.model_validate({"title": "Buy", "stages": {"pay": {"touchpoints": {"pay": {}}}}})
    assert (list(one.touchpoints), list(one.every), one.stage_of("browse")) == (["browse"], ["browse"], "find")
    copied = one.model_copy(update={"stages": two.stages})
    assert (list(copied.touchpoints), list(copied.every), copied.stage_of("pay")) == (["pay"], ["pay"], "pay")
    assert copied == two
