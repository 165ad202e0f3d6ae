"""What the report tells of keys that not every journey has: service levels, signals, channels, segments, waivers; and `--persona`, `--segment`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.declared import sound
from journeymap.pipeline.made_up import make_up
from journeymap.pipeline.measured import measure
from journeymap.report import Report
from journeymap.views import VIEWS

DEMO = Path(__file__).parents[1] / "journeys" / "click-and-collect.yaml"
JOURNEY = """\
title: Help
events: {channel: via}
channels: {chat: {}, phone: {assisted: true}, "a|b": {}}
personas:
  linh: {is: "Linh, *24*", segment: {device: mobile}}
  minh: Minh, 58
surveys: {csat: {answer: score, scale: 1..5, comment: said}}
stages:
  s:
    title: "Stage | one"
    targets: {error: 5%, unplanned: 10%}
    touchpoints:
      call: {match: {start: call, done: solved}, signals: rage, sla: {within: 5m, share: 80%}, channel: chat}
      mail: {match: mail, ask: [csat], sla: 1h}
      last: {match: last}
"""
SERVICE = """\
<details><summary><b>Service and signals of trouble</b>: \
75.0 % (59.8-85.8 %) within the SLA at Call; 25.0 % (14.2-40.2 %) of visits show trouble at Call</summary>

| Touchpoint | Within the SLA | Contacts | With a signal | Visits |
|---|--:|--:|--:|--:|
| Call | 75.0 % (59.8-85.8 %) | 40 | 25.0 % (14.2-40.2 %) | 40 |

</details>
"""
CHANNELS = """\
<details><summary><b>Visits by channel</b>: most on chat, 20 visits</summary>

- Call: chat 20, (other) 20
- Mail: (none) 40

</details>
"""


def write_log(here: Path, customers: int = 40) -> None:
    """Customers who call, of whom every fourth is in a rage, and waits a second too long; and who mail."""
    rows = ["customer,time,event,via,device,score,said"]
    for number in range(customers):
        slow, device = ("1" if number % 4 == 0 else "0"), ("mobile" if number < customers // 2 else "pc")
        via = "" if number % 2 else "phone" if number % 10 == 0 else "fax" if number % 10 == 2 else "a|b"
        rows.append(f"c{number},2026-05-01T10:00:00Z,call,{via},{device},,")
        rows.append(f"c{number},2026-05-01T10:05:0{slow}Z,solved,,,,")
        rows += [f"c{number},2026-05-01T10:01:00Z,rage,,,,"] if number % 4 == 0 else []
        rows.append(f"c{number},2026-05-01T10:06:00Z,mail,,,4,{'fine' if number < 7 else ''}")
    rows.append("c0,2026-05-01T09:00:00Z,rage,,,,")
    (here / "journey.yaml").write_text(JOURNEY)
    (here / "log.csv").write_text("\n".join(rows) + "\n")


@pytest.fixture
def told(here: Path) -> Callable[..., Report]:
    """The report of the journey above."""
    write_log(here)

    def report(**options: Any) -> Report:
        return measure(load(Path("journey.yaml")), events=["log.csv"], **options)

    return report


def test_sections_for_what_only_some_journeys_have(told: Callable[..., Report]) -> None:
    said = VIEWS["markdown"](told())
    assert SERVICE in said
    assert CHANNELS in said
    assert (
        "| ❌ | stage `Stage \\| one` | signals of trouble | 5.0 % | 25.0 % (12.1 % to 44.6 %) | 40 | `journey.yaml:11` |\n"
        in said
    )
    assert "| ⚠️ | Call | share within the SLA | 80.0 % | 75.0 % (55.4 % to 87.9 %) | 40 | `journey.yaml:13` |\n" in said
    assert "- 11 signals of trouble, 1 without a visit before\n" in said
    assert "- Survey `csat`: 131 rows, 40 counted, 0 belong to no touchpoint, left out: 91 blank, 7 comments\n" in said
    assert "- Call: chat 20, phone 4, `a|b` 12, (other) 4\n" in VIEWS["markdown"](told(min_group=0))


def test_small_channels_are_one_with_so_many_that_none_can_be_worked_out(told: Callable[..., Report]) -> None:
    def channels(min_group: int) -> dict[str, int]:
        return told(min_group=min_group).touchpoints["call"].channels

    # The log says: chat 20 (from the touchpoint), a|b 12, phone 4, fax 4.
    assert channels(0) == {"chat": 20, "phone": 4, "a|b": 12, "(other)": 4}
    assert channels(5) == {"chat": 20, "(other)": 20}
    assert channels(13) == {"(other)": 40}


def test_what_too_few_show_is_hidden(here: Path) -> None:
    write_log(here, customers=6)
    report = measure(load(Path("journey.yaml")), events=["log.csv"])
    call = report.touchpoints["call"]
    assert (call.errors, call.sla, call.channels) == (None, None, {})
    assert {"errors", "sla"} <= {*call.hidden}
    # Nobody was at the last one: that is no secret.
    assert report.touchpoints["last"].hidden == ()
    assert "| Call | too few | too few | too few | too few |" in VIEWS["markdown"](report)


def test_the_head_says_who_is_looked_at(told: Callable[..., Report]) -> None:
    report = told(persona="linh")
    assert (report.persona, report.segment, report.data.customers, report.data.customers_outside) == (
        "linh",
        "Linh, *24*",
        20,
        20,
    )
    markdown = VIEWS["markdown"](report)
    assert markdown.splitlines()[0] == "# None of 4 promises broken, 4 with too few to tell: Help"
    assert markdown.splitlines()[4] == "Only persona `linh`: `Linh, *24*` (20 other customers left out)"
    assert VIEWS["text"](report).startswith("Journey: Help\nOnly persona linh: Linh, *24*\n")
    both = told(persona="linh", segment={"via": ["phone", "a|b"]}, min_group=0)
    assert both.segment == "Linh, *24*; via = phone or a|b"
    assert VIEWS["text"](both).splitlines()[1] == "Only persona linh: Linh, *24*; via = phone or a|b"
    alone = told(segment={"device": ["pc"]})
    assert VIEWS["markdown"](alone).splitlines()[4] == "Only `device = pc` (20 other customers left out)"


def test_a_few_who_are_left_out_are_not_counted(told: Callable[..., Report]) -> None:
    # Of the 40 four are on the phone.
    segment = {"via": ["a|b", "fax"], "device": ["mobile", "pc"]}
    assert told(segment=segment).data.customers_outside == 24
    with pytest.raises(JourneymapError) as caught:
        told(segment={"via": ["phone"]})
    (finding,) = caught.value.findings
    assert (finding.code, finding.message, finding.help) == (
        "JM518",
        "fewer than 10 customers of the log are of this segment",
        "take a larger segment",
    )
    assert told(segment={"via": ["phone"]}, min_group=0).data.customers == 4


def test_waivers_are_told(told: Callable[..., Report]) -> None:
    waiver = {
        "code": "JM301",
        "place": "stages.s.touchpoints.call",
        "reason": "*until* it is new",
        "until": "2027-01-31",
    }
    report = told().model_copy(update={"waived": (waiver,)})
    said = VIEWS["markdown"](report)
    line = "- `JM301` at `stages.s.touchpoints.call`: `*until* it is new` (until 2027-01-31)"
    assert f"<details><summary><b>Accepted for a while</b>: 1</summary>\n\n{line}\n\n</details>\n" in said
    assert VIEWS["text"](report).endswith("\n\n1 finding accepted for a while.\n")
    assert json.loads(VIEWS["json"](report))["waived"] == [waiver]
    assert "Accepted" not in VIEWS["markdown"](told())


# --- the command line ----------------------------------------------------------------------------------------------------


def test_a_persona_and_a_segment_on_the_command_line(here: Path, run: Callable[..., Any]) -> None:
    write_log(here)

    def customers(*options: str) -> int:
        said = run("report", "journey.yaml", "--events", "log.csv", "--format", "json", *options)
        assert (said.code, said.err) == (0, "")
        return int(json.loads(said.out)["data"]["customers"])

    assert customers() == 40
    assert customers("--persona", "linh") == 20
    assert customers("--segment", "device=pc") == 20
    assert customers("--segment", "via=a|b", "--segment", "via=fax") == 16
    assert (
        customers("--segment", "via=a|b", "--segment", "via=fax", "--segment", "device=mobile", "--min-group", "5") == 8
    )
    drawn = run("map", "journey.yaml", "--events", "log.csv", "--persona", "linh", "--format", "gv")
    assert (drawn.code, drawn.err) == (0, "")
    assert drawn.out != run("map", "journey.yaml", "--events", "log.csv", "--format", "gv").out


@pytest.mark.parametrize(
    ("options", "code", "told"),
    [
        (("--persona", "lin"), 2, "error[JM153]: there is no persona 'lin'\n"),
        (("--persona", "lin"), 2, "    = help: did you mean 'linh'?\n"),
        (
            ("--persona", "minh"),
            2,
            "journey.yaml:6:3: error[JM517]: persona 'minh' does not say which customers of the log they are\n",
        ),
        (
            ("--persona", "minh"),
            2,
            "help: write which customers they are, like segment: {device: mobile}\n",
        ),
        (("--segment", "device"), 2, "Invalid value for --segment: 'device': write COL=VALUE, like device=mobile"),
        (("--segment", "=x"), 2, "Invalid value for --segment: '=x': write COL=VALUE, like device=mobile"),
        (("--segment", "devise=pc"), 2, "error[JM505]: log.csv has no column 'devise' (--segment.devise)\n"),
        (("--segment", "devise=pc"), 2, "help: did you mean 'device'? Its columns: customer, time, "),
        (("--segment", "device=tv"), 2, "error[JM518]: no customer of the log is of this segment\n"),
        (("--segment", "device=tv"), 2, "help: in the log, 'device' says "),
    ],
)
def test_who_is_not_there(options: tuple[str, ...], code: int, told: str, here: Path, run: Callable[..., Any]) -> None:
    write_log(here)
    said = run("report", "journey.yaml", "--events", "log.csv", *options)
    assert (said.code, said.out) == (code, "")
    assert told in said.err


def test_a_segment_needs_a_log(here: Path, run: Callable[..., Any]) -> None:
    write_log(here)
    said = run("map", "journey.yaml", "--segment", "device=pc")
    assert said.code == 2
    assert "Invalid value for --segment: there is no log to look for them in; name one with --events" in said.err


@pytest.mark.parametrize(("persona", "share"), [("linh", 0.33), ("minh", 0.33)])
def test_the_demo_has_its_personas(persona: str, share: float, tmp_path: Path) -> None:
    loaded = sound(DEMO)
    make_up(loaded, tmp_path, customers=600, seed=7)
    report = measure(loaded, events=["events.csv"], answers=["answers.csv"], base=tmp_path, persona=persona)
    assert report.data.customers / 600 == pytest.approx(share, abs=0.05)
    assert report.data.customers + (report.data.customers_outside or 0) == pytest.approx(600, abs=20)


# --- waivers -------------------------------------------------------------------------------------------------------------


def test_a_waiver_holds_until_its_end(here: Path, run: Callable[..., Any]) -> None:
    write_log(here)
    waiver = (
        "accept: {JM312: {reason: the new tool is late, until: 2026-06-30}, JM301: {reason: old, until: 2027-01-01}}"
    )
    (here / "journey.yaml").write_text(JOURNEY.replace("channel: chat}", f"channel: chat, {waiver}}}"))

    def told(*options: str) -> tuple[list[str], list[dict[str, str]]]:
        said = run("report", "journey.yaml", "--events", "log.csv", "--format", "json", *options)
        report = json.loads(said.out)
        return [finding["code"] for finding in report["findings"]], report["waived"]

    held = {"code": "JM312", "place": "call", "reason": "the new tool is late", "until": "2026-06-30"}
    codes, waived = told("--today", "2026-06-30")
    assert "JM312" not in codes
    assert waived == [held]
    # The second one is not needed: nobody leaves there.
    assert codes.count("JM132") == 1
    codes, waived = told("--today", "2026-07-01")
    assert "JM312" in codes
    assert waived == []
    # Whether it is needed, a part of the customers cannot tell.
    assert told("--today", "2026-06-30", "--segment", "device=pc")[0].count("JM132") == 0


# --- hostile words -------------------------------------------------------------------------------------------------------


def test_names_of_columns_channels_and_signals_are_never_sql(here: Path, table: Callable[..., str]) -> None:
    column, via, name = "de\"vice'; DROP TABLE bound; --", "via') FROM log; --", "err'); DROP TABLE names; --"
    value, channel = "x' OR '1'='1", "ch'] --"
    journey = {
        "title": "T",
        "events": {"channel": via},
        "channels": {channel: {}},
        "personas": {"p": {"is": "P", "segment": {column: value}}},
        "stages": {
            "s": {
                "touchpoints": {
                    "a": {"match": "a", "signals": [name, {"event": "odd", "where": {column: {"contains": value}}}]}
                }
            }
        },
    }
    (here / "journey.yaml").write_text(json.dumps(journey))
    time = "2026-05-01T10:00:00Z"
    rows = [["c1", time, "a", value, channel], ["c1", time, name, "", ""], ["c1", time, "odd", value, ""]]
    rows += [["c2", time, "a", "x", "c"], ["c2", time, "odd", "x", ""]]
    events = [table("log.csv", ["customer", "time", "event", column, via], *rows)]
    everybody = measure(load(Path("journey.yaml")), events=events, min_group=0)
    assert everybody.data.signal_rows == 2
    assert everybody.touchpoints["a"].channels == {channel: 1, "(other)": 1}
    for options in ({"persona": "p"}, {"segment": {column: [value]}}):
        report = measure(load(Path("journey.yaml")), events=events, min_group=0, **options)
        assert (report.data.customers, report.data.customers_outside) == (1, 1)
        assert report.touchpoints["a"].errors is not None
        assert report.touchpoints["a"].errors.count == 1
