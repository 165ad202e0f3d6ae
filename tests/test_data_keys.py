"""The keys of the language that are about data: numbers worked out by hand, asserted of the oracle and of the product alike."""

from collections.abc import Callable, Mapping, Sequence
from math import comb
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.language.observation import Condition
from journeymap.load import load
from journeymap.pipeline.measured import measure
from tests import oracle as slow
from tests.random_logs import columns_of, write_csv
from tests.test_golden import days, table

Measured = Callable[..., dict[str, Any]]
Wanted = Mapping[str, Sequence[str]]


def by_oracle(journey: Path, files: Mapping[str, list[Any]], persona: str | None, segment: Wanted) -> dict[str, Any]:
    """The oracle's numbers."""
    declared = load(journey).journey
    wanted = [declared.personas[persona].segment] if persona else []
    if segment:
        wanted.append({column: Condition(one_of=tuple(texts)) for column, texts in segment.items()})
    answers = {name: rows for name, rows in files.items() if name != "events"}
    return slow.oracle(declared, files["events"], answers, wanted)


def by_product(journey: Path, _files: Mapping[str, list[Any]], persona: str | None, segment: Wanted) -> dict[str, Any]:
    """The product's numbers."""
    events = [str(journey.parent / "events.csv")]
    report = measure(load(journey), events=events, min_group=0, persona=persona, segment=segment)
    return report.model_dump(mode="json", by_alias=True)


@pytest.fixture(params=[by_oracle, by_product], ids=["oracle", "product"])
def measured(request: pytest.FixtureRequest, tmp_path: Path) -> Measured:
    """Measures a journey on a log and answers, as tables of words."""

    def run(
        journey: str, log: str, persona: str | None = None, segment: Wanted | None = None, **answers: str
    ) -> dict[str, Any]:
        files = {"events": table(log), **{name: table(text) for name, text in answers.items()}}
        for name, rows in files.items():
            path = write_csv(tmp_path / f"{name}.csv", columns_of(rows), rows)
            journey = journey.replace(f"FILE({name})", str(path))
        file = tmp_path / "journey.yaml"
        file.write_text(journey, encoding="utf-8")
        figures: dict[str, Any] = request.param(file, files, persona, segment or {})
        return figures

    return run


def counts(rate: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """A rate as count and of."""
    return (rate["count"], rate["of"]) if rate else None


# Signals -------------------------------------------------------------------------------------------------------------

SIGNALS = """
title: Shop
ignore: [rage, beep]
stages:
  all:
    touchpoints:
      browse: {match: browse, signals: [rage, {event: err, where: {page: [list, item]}}]}
      pay: {match: [pay, retry], signals: [rage, {event: err, where: {page: pay}}, retry]}
      done: {match: done}
"""


def test_a_signal_belongs_to_the_latest_visit_that_it_speaks_of(measured: Measured) -> None:
    log = """
    customer event time page
    a rage 2026-05-01T09:00Z -
    a browse 2026-05-01T10:00Z -
    a rage 2026-05-01T10:00Z -
    a rage 2026-05-01T10:01Z -
    a pay 2026-05-01T11:00Z -
    a rage 2026-05-01T11:01Z -
    a err 2026-05-01T11:02Z item
    a err 2026-05-01T11:03Z pay
    a err 2026-05-01T11:04Z other
    a done 2026-05-01T12:00Z -
    b browse 2026-05-01T10:00Z -
    b pay 2026-05-01T10:05Z -
    b pay 2026-05-01T10:06Z -
    b err 2026-05-01T10:07Z list
    c retry 2026-05-01T10:00Z -
    d err 2026-05-01T10:00Z pay
    d browse 2026-05-01T10:01Z -
    e beep 2026-05-01T10:01Z -
    """
    figures = measured(SIGNALS, log)
    browse, pay, done = (figures["touchpoints"][name] for name in ("browse", "pay", "done"))
    # a's visit of browse has two kinds; b's error of the list belongs to browse, although pay came after it; d's is of pay.
    assert counts(browse["errors"]) == (2, 3)
    # a's visit of pay; a retry is a step first.
    assert counts(pay["errors"]) == (1, 4)
    assert done["errors"] is None
    data = figures["data"]
    # What no signal asks for: the error on another page. A signal comes before `ignore`.
    assert (data["steps"], data["signal_rows"], data["signals_unattached"]) == (8, 8, 2)
    assert (data["ignored"], data["unbound_names"]) == (1, {"err": 1})


def test_signals_stay_in_their_case(measured: Measured) -> None:
    journey = """
title: T
events: {case: visit}
stages: {s: {touchpoints: {pay: {match: pay, signals: err}}}}
"""
    log = """
    customer event time visit
    a pay 2026-05-01T10:00Z 1
    a err 2026-05-01T11:00Z 2
    a err 2026-05-01T12:00Z 1
    a err 2026-05-01T13:00Z 1
    """
    figures = measured(journey, log)
    assert counts(figures["touchpoints"]["pay"]["errors"]) == (1, 1)
    assert (figures["data"]["signal_rows"], figures["data"]["signals_unattached"]) == (3, 1)


def errors(signalled: int, visits: int) -> str:
    """A log of so many customers who pay, the first of whom see an error."""
    steps = [f"c{number} pay 1T10:00:00" for number in range(visits)]
    return days(*steps, *(f"c{number} err 1T10:00:30" for number in range(signalled)), "z done 20")


PAY = """
title: T
{more}
stages: {{s: {{touchpoints: {{pay: {{match: pay, signals: err}}, done: {{match: done}}}}}}}}
"""


def test_signals_are_friction(measured: Measured) -> None:
    friction = measured(PAY.format(more=""), errors(20, 60))["touchpoints"]["pay"]["friction"]
    found = {signal["signal"]: signal for signal in friction["signals"]}["error"]
    # Wilson's lower bound of 20 of 60, corrected for three cells: repeat, return and error. All visits are still open.
    assert (found["tolerance"], found["severity"], found["bound"]) == (0.01, 0.8, 0.207912)
    assert friction["score"] == pytest.approx(80 * (0.207912 - 0.01) / 0.99, abs=1e-3)


@pytest.mark.parametrize(
    ("weight", "tolerance", "severity", "score"),
    [
        ("{tolerance: 10%}", 0.1, 0.8, 80 * (0.207912 - 0.1) / 0.9),
        ("{severity: 0.5}", 0.01, 0.5, 50 * (0.207912 - 0.01) / 0.99),
        ("{tolerance: 50%, severity: 1}", 0.5, 1, 0),
        ("{tolerance: 0, severity: 1}", 0, 1, 20.7912),
        ("{severity: 0}", 0.01, 0, 0),
        ("{tolerance: 100%}", 1, 0.8, 0),
    ],
)
def test_weights_of_the_file_count(
    measured: Measured, weight: str, tolerance: float, severity: float, score: float
) -> None:
    journey = PAY.format(more=f"weights: {{error: {weight}}}")
    friction = measured(journey, errors(20, 60))["touchpoints"]["pay"]["friction"]
    found = {signal["signal"]: signal for signal in friction["signals"]}
    assert (found["error"]["tolerance"], found["error"]["severity"]) == (tolerance, severity)
    assert (found["repeat"]["tolerance"], found["repeat"]["severity"]) == (0.05, 0.6)
    assert friction["score"] == pytest.approx(score, abs=1e-3)
    assert friction["rank"] == (1 if score else None)


def test_every_sign_of_friction_has_its_weight(measured: Measured) -> None:
    keys = (
        "drop_off",
        "slow",
        "repeat",
        "return",
        "unplanned",
        "hand_off",
        "failure",
        "error",
        "low_csat",
        "high_effort",
    )
    weights = ", ".join(f"{key}: {{tolerance: {place + 1}%}}" for place, key in enumerate(keys))
    journey = f"""
title: T
leaves_after: 1d
weights: {{{weights}}}
channels: {{app: {{}}, phone: {{assisted: true}}}}
surveys: {{csat: {{answer: csat, scale: 1..5}}, ces: {{answer: ces, scale: 1..5, easy: 5}}}}
stages:
  s:
    touchpoints:
      pay: {{match: {{start: pay, done: paid, fail: failed}}, takes: 1m, signals: err, ask: [csat, ces], channel: app}}
      help: {{match: help, channel: phone}}
"""
    rows = ["customer event time csat ces"]
    for number in range(40):
        rows.append(f"c{number} pay 2026-05-01T10:00Z 4 4")
        rows.append(f"c{number} paid 2026-05-01T10:01Z - -")
        rows.append(f"c{number} help 2026-05-01T10:02Z - -")
    friction = measured(journey, "\n".join([*rows, "z help 2026-05-20T00:00Z - -"]))["touchpoints"]["pay"]["friction"]
    tolerances = [signal["tolerance"] for signal in friction["signals"]]
    assert tolerances == [0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1]


# Promises ------------------------------------------------------------------------------------------------------------


def judged(figures: Mapping[str, Any], *ref: str) -> dict[str, Any]:
    """What became of the promise at a place."""
    (found,) = [judgement for judgement in figures["judgements"] if judgement["ref"] == [*ref]]
    return dict(found)


STAGES = """
title: T
leaves_after: 1d
channels: {app: {}, phone: {assisted: true}}
budget: {%s}
stages:
  find:
    title: Find it
    targets: {%s}
    touchpoints:
      a: {match: a, channel: app, signals: oops, targets: {%s}}
      b: {match: {start: b, done: b+, fail: b-}, channel: app, signals: oops, next: c}
  get:
    touchpoints:
      h: {match: h, channel: phone, optional: true}
      c: {match: c}
"""


def three_ways() -> str:
    """30 customers a, b, c; 15 of them fail at b and meet an error at a; 20 others a, a, h, a and leave."""
    steps = []
    for number in range(30):
        steps += [f"x{number} a 1T10:00:00", f"x{number} b 1T10:01:00", f"x{number} c 1T10:05:00"]
        steps.append(f"x{number} b{'-' if number < 15 else '+'} 1T10:02:00")
        if number < 15:
            steps.append(f"x{number} oops 1T10:00:30")
    for number in range(20):
        steps += [f"y{number} {step} 1T1{place}:00:00" for place, step in enumerate("aaha")]
    return days(*steps, "z c 20")


@pytest.mark.parametrize(
    ("measure", "of_a", "of_stage", "of_all"),
    [
        # a: 30 + 3 * 20 = 90 visits, 20 of them the last; b: 30 visits; h: 20; c: 31.
        ("drop_off", (20, 90), (20, 120), (20, 140)),
        ("repeat", (20, 90), (20, 120), (20, 171)),
        ("return", (20, 90), (20, 120), (20, 171)),
        # From a 70 go on: 30 to b, 20 to a, 20 to h. From b 30 to c. From h 20 straight back to a. Nothing follows c.
        ("unplanned", (20, 70), (20, 100), (20, 120)),
        ("hand_off", (20, 70), (20, 100), (20, 120)),
        ("failure", None, (15, 30), (15, 30)),
        ("error", (15, 90), (15, 120), (15, 120)),
    ],
)
def test_shares_are_promised_at_touchpoints_stages_and_in_the_budget(
    measured: Measured,
    measure: str,
    of_a: tuple[int, int] | None,
    of_stage: tuple[int, int],
    of_all: tuple[int, int],
) -> None:
    target = f"{measure}: 10%"
    figures = measured(STAGES % (target, target, target), three_ways())
    places = {
        ("budget", measure): ("journey", "", of_all),
        ("stages", "find", "targets", measure): ("stage", "find", of_stage),
        ("stages", "find", "touchpoints", "a", "targets", measure): ("touchpoint", "a", of_a),
    }
    assert [tuple(found["ref"]) for found in figures["judgements"]] == list(places)
    for ref, (about, of, share) in places.items():
        found = judged(figures, *ref)
        assert (found["about"], found["of"], found["measure"], found["promised"]) == (about, of, measure, 0.1)
        if share is None:
            assert (found["verdict"], found["value"], found["n"]) == ("too few", None, 0)
        else:
            low, high = slow.wilson(*share, slow.NormalDist().inv_cdf(1 - 0.025 / 3))
            assert (found["value"], found["n"]) == (round(share[0] / share[1], 6), share[1])
            assert (found["low"], found["high"]) == pytest.approx((low, high), abs=1e-6)
            chance = sum(comb(share[1], k) * 0.1**k * 0.9 ** (share[1] - k) for k in range(share[0], share[1] + 1))
            assert found["verdict"] == ("broken" if low > 0.1 and chance <= 0.025 / 3 else "undecided")


def test_times_are_promised_to_the_next_step_and_to_the_goal(measured: Measured) -> None:
    figures = measured(STAGES % ("time: 1h", "time: 5m", "time: 1m"), three_ways())
    at_a = judged(figures, "stages", "find", "touchpoints", "a", "targets", "time")
    # From a: 30 times a minute, 40 times an hour.
    assert (at_a["value"], at_a["n"], at_a["promised"], at_a["verdict"]) == (3_600, 70, 60, "undecided")
    stage = judged(figures, "stages", "find", "targets", "time")
    # And from b: 30 times four minutes, which is the middle of them all.
    assert (stage["value"], stage["n"], stage["low"], stage["high"]) == (240, 100, 240, 3_600)
    assert stage["verdict"] == "undecided"
    goal = judged(figures, "budget", "time")
    # z starts and ends at the goal in no time.
    assert (goal["value"], goal["n"], goal["verdict"]) == (300, 31, "ok")


def test_a_budget_keeps_count_of_contacts_channels_and_goals(measured: Measured) -> None:
    figures = measured(STAGES % ("completion: 90%, contacts: 3, channel_switches: 1", "", ""), three_ways())
    assert [found["measure"] for found in figures["judgements"]] == ["completion", "channel_switches", "contacts"]
    completion, switches, contacts = figures["judgements"]
    # 30 and z of 51 complete; 30 cases of 3 steps, 20 of 4, z's of 1.
    assert (completion["value"], completion["n"], completion["verdict"]) == (0.607843, 51, "broken")
    assert (contacts["value"], contacts["n"], contacts["verdict"]) == (round((90 + 80 + 1) / 51, 6), 51, "broken")
    # From the app to the phone and back; c is on none.
    assert (switches["value"], switches["n"], switches["verdict"]) == (round(40 / 51, 6), 51, "undecided")


def test_scores_are_promised_of_stages(measured: Measured) -> None:
    journey = """
title: T
surveys:
  csat: {answer: csat, scale: 1..5}
  later: {metric: csat, answer: later, scale: 1..5}
budget: {csat: 50%, nps: 10}
stages:
  one:
    targets: {csat: 70%}
    touchpoints: {a: {match: a, ask: [csat]}, b: {match: b, ask: [csat], targets: {csat: 40%}}}
  two:
    targets: {csat: 99%, ces: 2}
    touchpoints: {c: {match: c, ask: [later]}}
"""
    rows = ["customer event time csat later"]
    for number in range(40):
        good, bad = ("5", "1") if number < 20 else ("1", "5")
        rows += [f"c{number} a 2026-05-01T10:00Z 5 -", f"c{number} b 2026-05-01T10:01Z {good} -"]
        rows.append(f"c{number} c 2026-05-01T10:02Z - {bad}")
    figures = measured(journey, "\n".join(rows))
    stage = judged(figures, "stages", "one", "targets", "csat")
    assert (stage["value"], stage["n"], stage["about"], stage["of"]) == (0.75, 80, "stage", "one")
    # The second stage asks the second survey.
    assert judged(figures, "stages", "two", "targets", "csat")["value"] == 0.5
    assert judged(figures, "stages", "one", "touchpoints", "b", "targets", "csat")["value"] == 0.5
    assert judged(figures, "budget", "csat")["value"] == 0.75
    for nobody in (judged(figures, "budget", "nps"), judged(figures, "stages", "two", "targets", "ces")):
        assert (nobody["verdict"], nobody["value"], nobody["n"]) == ("too few", None, 0)


# Service levels ------------------------------------------------------------------------------------------------------


def test_a_service_level_is_the_share_of_contacts_in_time(measured: Measured) -> None:
    journey = """
title: T
stages:
  s:
    touchpoints:
      call: {match: {start: call, done: solved}, sla: 5m}
      mail: {match: mail, sla: {within: 1h, share: 50%}}
      end: {match: end}
"""
    steps = []
    for number in range(40):
        # Solved in just five minutes, or a moment later; the mail takes an hour, or two.
        steps += [f"c{number} call 1T10:00:00", f"c{number} solved 1T10:05:0{number % 4 // 3}"]
        steps += [f"c{number} mail 1T11:00:00", f"c{number} end 1T1{2 + (number >= 10)}:00:00"]
    figures = measured(journey, days(*steps))
    assert counts(figures["touchpoints"]["call"]["sla"]) == (30, 40)
    assert counts(figures["touchpoints"]["mail"]["sla"]) == (10, 40)
    assert figures["touchpoints"]["end"]["sla"] is None
    call, mail = figures["judgements"]
    assert (call["ref"], call["measure"]) == (["stages", "s", "touchpoints", "call", "sla"], "sla")
    assert (call["promised"], call["value"], call["n"], call["verdict"]) == (0.9, 0.75, 40, "broken")
    assert (mail["promised"], mail["value"], mail["n"], mail["verdict"]) == (0.5, 0.25, 40, "broken")


# Channels ------------------------------------------------------------------------------------------------------------

CHANNELS = """
title: T
events: {channel: via}
channels: {app: {}, web: {}, phone: {assisted: true}}
stages:
  s:
    touchpoints:
      a: {match: a, channel: app}
      b: {match: b, channel: web, optional: true}
      c: {match: c}
"""


def test_the_channel_of_the_row_counts_more_than_that_of_the_touchpoint(measured: Measured) -> None:
    log = """
    customer event time via
    x a 2026-05-01T10:00Z -
    x b 2026-05-01T10:01Z phone
    x c 2026-05-01T10:02Z fax
    y a 2026-05-01T10:00Z web
    y c 2026-05-01T10:01Z phone
    z c 2026-05-01T10:00Z -
    z a 2026-05-01T10:01Z phone
    z a 2026-05-01T10:02Z App
    """
    figures = measured(CHANNELS, log)
    shown = {name: figures["touchpoints"][name]["channels"] for name in "abc"}
    assert shown == {
        "a": {"app": 1, "web": 1, "phone": 1, "(other)": 1},
        "b": {"phone": 1},
        "c": {"(none)": 1, "phone": 1, "(other)": 1},
    }
    # x: app, phone, (other); y: web, phone; z ends at c, and begins again: phone, (other).
    assert figures["cases"]["total"] == 4
    assert figures["cases"]["channel_switches"]["value"] == round((2 + 1 + 0 + 1) / 4, 6)


def test_a_hand_off_is_a_channel_that_is_not_designed(measured: Measured) -> None:
    journey = CHANNELS + "budget: {hand_off: 50%}\n"
    log = """
    customer event time via
    planned-way a 2026-05-01T10:00Z -
    planned-way b 2026-05-01T10:01Z phone
    planned-way c 2026-05-01T10:02Z phone
    back a 2026-05-01T10:00Z -
    back b 2026-05-01T10:01Z -
    back a 2026-05-01T10:02Z phone
    again a 2026-05-01T10:00Z -
    again a 2026-05-01T10:01Z phone
    """
    # a to b by phone, where the web is designed; b to a by phone. To c, which names no channel, all is as designed; a to a is none.
    (found,) = measured(journey, log)["judgements"]
    assert (found["value"], found["n"]) == (0.4, 5)


# Composites ----------------------------------------------------------------------------------------------------------

COMPOSITE = """
title: T
leaves_after: 2h
new_case_after: 1h
stages:
  s:
    touchpoints:
      a: {match: a}
      pay: {match: {start: [card, code], done: [ok]}, touchpoints: {card: {}, code: {}}, signals: err, sla: 5m, targets: {repeat: 5%}}
      c: {match: c}
"""


def test_steps_in_a_row_inside_of_a_touchpoint_are_one_visit(measured: Measured) -> None:
    log = days(
        "x a 1T10:00:00",
        "x card 1T10:01:00",
        "x code 1T10:02:00",
        "x ok 1T10:02:30",
        "x err 1T10:03:00",
        "x code 1T10:04:00",
        "x c 1T10:07:00",
        "y card 1T10:00:00",
        "y a 1T10:01:00",
        "y card 1T10:02:00",
        "y code 1T10:30:00",
        "y code 1T11:00:00",
        "z card 1T10:00:00",
        "z code 1T12:00:00",
    )
    figures = measured(COMPOSITE, log)
    pay = figures["touchpoints"]["pay"]
    assert (pay["visits"], pay["went_on"], pay["elsewhere"], pay["left"], pay["open"]) == (5, 1, 1, 0, 3)
    # x: from the card to the goal; y: from the first card to a.
    assert (pay["dwell"]["n"], pay["dwell"]["median_seconds"]) == (2, (360 + 60) / 2)
    assert (counts(pay["repeats"]), counts(pay["returns"]), counts(pay["errors"])) == ((0, 5), (0, 5), (1, 5))
    # Contacts are those of the touchpoints inside; the service level is until the next step.
    assert (pay["contact"], counts(pay["sla"])) == (None, (1, 2))
    assert (figures["data"]["steps"], figures["data"]["inner_steps"], figures["data"]["contact_rows"]) == (8, 4, 1)
    # y's case is open by its last inner step; z's silence inside of pay begins a new case.
    assert [figures["cases"][way] for way in ("total", "won", "left", "open")] == [4, 1, 0, 3]


def test_a_composite_at_the_end_is_one_visit(measured: Measured) -> None:
    journey = COMPOSITE.replace("title: T", "title: T\nends_at: {won: pay}")
    figures = measured(journey, days("x a 1T10:00:00", "x card 1T10:01:00", "x code 1T10:02:00", "x code 1T10:03:00"))
    assert (figures["cases"]["total"], figures["cases"]["won"], figures["data"]["inner_steps"]) == (1, 1, 2)
    assert figures["cases"]["time"]["median_seconds"] == 60


# Segments ------------------------------------------------------------------------------------------------------------

SEGMENTS = """
title: T
personas: {linh: {is: "Linh, 24", segment: {device: [mobile, tablet]}}}
surveys:
  csat: {answer: score, scale: 1..5, from: "FILE(csat)", time: time, comment: said, at: about}
stages: {s: {touchpoints: {a: {match: a, ask: [csat]}, b: {match: b, ask: {csat: the b}}, c: {match: c}}}}
"""
DEVICES = """
customer event time device
x b 2026-05-01T10:01Z pc
x a 2026-05-01T10:00Z mobile
x hm 2026-05-01T09:00Z pc
y a 2026-05-01T10:00Z pc
y b 2026-05-01T10:01Z mobile
y hm 2026-05-01T10:01Z mobile
z a 2026-05-01T10:00Z pc
z a 2026-05-01T10:00Z tablet
z c 2026-05-01T11:00Z -
q hm 2026-05-20T10:00Z mobile
"""
SAID = """
customer time score said about
x 2026-05-02T00:00Z 5 fine -
x 2026-05-02T00:00Z 1 - the_b
y 2026-05-02T00:00Z 1 awful -
y 2026-05-02T00:00Z 1 awful the_b
- 2026-05-02T00:00Z 1 awful the_b
z 2026-05-02T00:00Z x no -
"""


def test_a_persona_is_all_customers_whose_first_step_says_so(measured: Measured) -> None:
    figures = measured(SEGMENTS, DEVICES, "linh", csat=SAID)
    data = figures["data"]
    # Of z's two first steps one is on a tablet. Nobody with a step is left out but y; q has none.
    assert (data["customers"], data["customers_outside"], data["cases"]) == (2, 1, 2)
    assert (data["rows"], data["steps"], data["unbound_names"]) == (10, 5, {"hm": 1})
    assert data["left_out"] == {"outside the segment": 4}
    # When the data was closed does not depend on who is looked at.
    assert (data["as_of"], data["last"]) == ("2026-05-20T10:00:00Z", "2026-05-01T11:00:00Z")
    csat = data["answers"]["csat"]
    assert (csat["rows"], csat["counted"], csat["left_out"], csat["comments"]) == (3, 2, {"not a number": 1}, 2)
    assert figures["touchpoints"]["b"]["csat"]["n"] == 1


def test_without_a_segment_all_customers_count(measured: Measured) -> None:
    data = measured(SEGMENTS, DEVICES, csat=SAID)["data"]
    assert (data["customers"], data["customers_outside"], data["left_out"]) == (3, None, {})
    assert (data["answers"]["csat"]["rows"], data["answers"]["csat"]["comments"]) == (6, 5)


@pytest.mark.parametrize(
    ("persona", "segment", "customers"),
    [(None, {"device": ["pc"]}, 2), (None, {"device": ["pc", "mobile"]}, 3), ("linh", {"device": ["tablet"]}, 1)],
)
def test_a_segment_can_be_asked_for(measured: Measured, persona: str | None, segment: Wanted, customers: int) -> None:
    assert measured(SEGMENTS, DEVICES, persona, segment, csat=SAID)["data"]["customers"] == customers


def test_the_first_step_is_the_first_in_the_declared_order(measured: Measured) -> None:
    journey = (
        "title: T\nevents: {order: nr}\nstages: {s: {touchpoints: {a: {match: a}, b: {match: b}, c: {match: c}}}}\n"
    )
    log = """
    customer event time nr device
    x a 2026-05-01T10:00Z 2 pc
    x b 2026-05-01T11:00Z 1 mobile
    y a 2026-05-01T10:00Z 1 pc
    """
    figures = measured(journey, log, segment={"device": ["mobile"]})
    assert (figures["data"]["customers"], figures["starts"]) == (1, {"b": 1})


def test_across_cases_the_time_says_which_step_is_the_first(measured: Measured) -> None:
    journey = "title: T\nevents: {case: nr, order: [step]}\nstages: {s: {touchpoints: {a: {match: a}}}}\n"
    log = """
    customer event time nr step device
    x a 2026-05-01T10:00Z 1 9 mobile
    x a 2026-05-02T11:00Z 2 1 pc
    """
    assert measured(journey, log, segment={"device": ["mobile"]})["data"]["cases"] == 2


def test_a_segment_of_nobody_stops_the_run(measured: Measured) -> None:
    with pytest.raises((JourneymapError, slow.RefusedError)):
        measured(SEGMENTS, DEVICES, segment={"device": ["phone"]}, csat=SAID)


# Comments ------------------------------------------------------------------------------------------------------------


def test_comments_in_the_log_are_counted_where_rows_are_chosen(measured: Measured) -> None:
    journey = """
title: T
surveys: {csat: {answer: score, scale: 1..5, comment: said, where: {kind: survey}}}
stages: {s: {touchpoints: {a: {match: a, ask: [csat]}}}}
"""
    log = """
    customer event time kind score said
    x a 2026-05-01T00:00Z survey 5 good
    y a 2026-05-01T00:00Z survey - hm
    z a 2026-05-01T00:00Z survey 5 -
    z a 2026-05-02T00:00Z survey 5 _
    q a 2026-05-01T00:00Z other 5 good
    """
    answers = measured(journey, log)["data"]["answers"]["csat"]
    assert (answers["rows"], answers["comments"]) == (4, 2)
