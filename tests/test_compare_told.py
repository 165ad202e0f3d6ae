"""How a comparison is told, and what is none: options, findings, small groups, hostile names.

The files in `tests/cases/compare/` are what it writes; `JOURNEYMAP_ACCEPT=1 pytest tests/test_compare_told.py` rewrites them, for you to read.
"""

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from journeymap.schema import schema_text
from jsonschema import Draft7Validator
from tests.test_compare import HEADER, SHOP, walk

CASES = Path(__file__).parent / "cases" / "compare"
PERIODS = ("--before", "2026-01-01..2026-02-01", "--after", "2026-02-01..2026-03-01")
DEVICES = ("--segment", "device=mobile", "--against", "device=desktop")
Run = Callable[..., Any]


def rows(worse: int = 0) -> Iterable[str]:
    """Two months of 150 customers on each of two devices; in February so many more on a mobile look and leave. Nine of a month are on a tablet."""
    for month in (1, 2):
        for device, customers in (("mobile", 150), ("desktop", 150), ("tablet", 9)):
            for number in range(customers):
                day = f"2026-0{month}-{1 + number % 25:02}"
                leaves = number < 30 + (worse if (month, device) == (2, "mobile") else 0)
                path = ["look:2"] if leaves else ["look:3", "pay", "paid", f"buy:{9 - number % 3}"]
                if number % 10 == 0:
                    path.insert(1, "oops")
                yield from walk(f"{month}-{device}-{number}", day, *path, device=device)


@pytest.fixture
def shop(here: Path, run: Run) -> Run:
    """The command on the shop's log."""
    (here / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (here / "log.csv").write_text("\n".join([HEADER, *rows(45)]) + "\n", encoding="utf-8")

    def call(*arguments: str) -> Any:
        return run("compare", "shop.yaml", "--events", "log.csv", *arguments)

    return call


# What is told --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("periods.md", PERIODS),
        ("periods.txt", (*PERIODS, "--format", "text")),
        ("periods.json", (*PERIODS, "--format", "json")),
        ("mobile-periods.md", (*PERIODS, "--segment", "device=mobile")),
        ("segments.md", DEVICES),
        ("personas.txt", ("--persona", "ann", "--against-persona", "bob", "--format", "text")),
        ("few.md", (*PERIODS, "--segment", "device=tablet", "--min-group", "5")),
    ],
)
def test_what_is_told(name: str, arguments: tuple[str, ...], shop: Run) -> None:
    said = shop(*arguments)
    assert (said.code, said.err) == (0, "")
    file = CASES / name
    if os.environ.get("JOURNEYMAP_ACCEPT"):
        file.parent.mkdir(exist_ok=True)
        file.write_text(said.out, encoding="utf-8")
    assert said.out == file.read_text(encoding="utf-8")


def written(name: str) -> str:
    return (CASES / name).read_text(encoding="utf-8")


def test_json_is_as_the_schema_says(shop: Run) -> None:
    validator = Draft7Validator(json.loads(schema_text("compare")))
    for told in (written("periods.json"), shop(*DEVICES, "--no-privacy", "--format", "json").out):
        assert list(validator.iter_errors(json.loads(told))) == []


def test_files_are_written_and_a_few_lines_told(shop: Run, here: Path) -> None:
    said = shop(*PERIODS, "-o", "found.md", "-o", "found.json", "-o", "found.txt")
    names = {"found.md": "periods.md", "found.json": "periods.json", "found.txt": "periods.txt"}
    told = "".join(f"wrote {name}\n" for name in names)
    assert (said.code, said.out) == (0, written("periods.txt") + told)
    assert [(here / name).read_text(encoding="utf-8") for name in names] == [written(name) for name in names.values()]


def test_text_can_be_read_aloud_in_a_minute() -> None:
    """People read 150 words a minute."""
    assert len(written("periods.txt").split()) < 150


def test_what_is_first_is_the_verdict() -> None:
    assert written("mobile-periods.md").splitlines()[:3] == [
        "# Shop",
        "",
        "**After against before: worse in 3 of 5 measures, better in 1. 2 more have too few customers.**",
    ]


def test_a_cell_for_each_column() -> None:
    for name in ("periods.md", "segments.md", "few.md"):
        table = [line for line in written(name).splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {8}


def test_variants_of_a_column(shop: Run, here: Path) -> None:
    kept = [line for line in rows(45) if ",tablet," not in line]
    (here / "log.csv").write_text("\n".join([HEADER, *kept]) + "\n", encoding="utf-8")
    found = json.loads(shop("--by", "device", "--format", "json").out)
    same = json.loads(shop("--segment", "device=mobile", "--against", "device=desktop", "--format", "json").out)
    assert found == same
    assert (found["base"]["name"], found["looked_at"]["name"]) == ("device = desktop", "device = mobile")


def test_who_is_on_both_sides_is_told(shop: Run) -> None:
    """mobile or tablet against desktop or tablet: eighteen customers are both."""
    both = ("--segment", "device=mobile", "--segment", "device=tablet", "--against", "device=desktop", "--against")
    assert "18 customers are on both sides." in shop(*both, "device=tablet").out
    assert "Some customers are on both sides." in shop(*both, "device=tablet", "--min-group", "19").out


def test_who_came_in_both_periods_is_told(shop: Run, here: Path) -> None:
    again = [walk(f"1-mobile-{number}", "2026-02-20", "look", device="mobile") for number in range(40, 52)]
    (here / "log.csv").write_text("\n".join([HEADER, *rows(), *[row for each in again for row in each]]) + "\n")
    assert "12 customers are on both sides." in shop(*PERIODS).out
    assert "Some customers are on both sides." in shop(*PERIODS, "--min-group", "13").out


# Open cases ----------------------------------------------------------------------------------------------------------


def test_neither_period_had_longer_to_finish(shop: Run) -> None:
    """Closed two days after the end of February's part: who came on the last days is open in both months, and in no measure."""
    short = ("--before", "2026-01-01..2026-01-24", "--after", "2026-02-01..2026-02-24", "--as-of", "2026-02-26")
    found = json.loads(shop(*short, "--format", "json").out)
    assert (found["base"]["as_of"], found["looked_at"]["as_of"]) == ("2026-01-26T00:00:00Z", "2026-02-26T00:00:00Z")
    assert found["base"]["open"] == found["base"]["cases"] - found["base"]["won"] - found["base"]["left"] > 0
    (told,) = [note for note in found["notes"] if note.startswith("Only finished")]
    assert "seen as they stood 2 days after their end" in told
    assert "sooner than a case counts as left (5 days of silence)" in told
    completion = next(each for each in found["contrasts"] if each["measure"] == "completion")
    assert completion["base"]["n"] == found["base"]["cases"] - found["base"]["open"]


def test_what_came_later_is_not_looked_at(shop: Run, here: Path) -> None:
    """Who looked in January and again in March had left by the time at which January is seen; what they answered in March is no answer of January."""
    journey = SHOP.replace(
        "nps: {answer: score, ", "nps: {answer: score, from: said.csv, customer: customer, time: time, "
    )
    (here / "shop.yaml").write_text(journey.replace("match: look, ask: [ces]", "match: look, ask: [ces, nps]"))
    late = list(walk("1-mobile-0", "2026-03-05", "look", device="mobile"))
    (here / "log.csv").write_text("\n".join([HEADER, *rows(), *late]) + "\n")
    said = [f"1-mobile-{number},2026-01-28,9" for number in range(20)]
    (here / "said.csv").write_text("\n".join(["customer,time,score", *said, "1-mobile-0,2026-03-06,0"]) + "\n")
    found = json.loads(shop(*PERIODS, "--format", "json", "--no-privacy").out)
    assert (found["base"]["left"], found["base"]["open"]) == (69, 0)
    nps = [each for each in found["contrasts"] if each["measure"] == "nps" and each["of"] == ""]
    assert [(each["base"]["n"], each["base"]["value"], each["looked_at"]) for each in nps] == [(20, 100, None)]


def test_answers_without_a_time_are_in_no_period(shop: Run, here: Path) -> None:
    journey = SHOP.replace("nps: {answer: score, ", "nps: {answer: score, from: said.csv, customer: customer, ")
    (here / "shop.yaml").write_text(journey, encoding="utf-8")
    (here / "said.csv").write_text("customer,score\n" + "".join(f"1-mobile-{number},9\n" for number in range(50)))
    found = json.loads(shop(*PERIODS, "--format", "json").out)
    assert not any(each["measure"] == "nps" for each in found["contrasts"])
    assert "Answers without a time are in no period: nps." in found["notes"]
    assert any(each["measure"] == "nps" for each in json.loads(shop(*DEVICES, "--format", "json").out)["contrasts"])


# Small groups --------------------------------------------------------------------------------------------------------


def test_where_one_side_is_too_few_neither_is_shown(shop: Run, here: Path) -> None:
    """Nine customers pay in January: hidden with 10, and so is February, from which and from a report of both it could be worked out."""
    few = [
        line
        for line in rows()
        if not (line.startswith("1-mobile") and ",pay," in line and int(line.split(",")[0][9:]) > 38)
        and not ("-mobile-38," in line and ",buy," in line)
    ]
    (here / "log.csv").write_text("\n".join([HEADER, *few]) + "\n", encoding="utf-8")

    def pays(*more: str) -> list[dict[str, Any]]:
        found = json.loads(shop(*PERIODS, "--segment", "device=mobile", "--format", "json", *more).out)
        return [each for each in found["contrasts"] if each["of"] == "pay" and each["measure"] == "drop_off"]

    assert [(each["base"], each["looked_at"], each["verdict"]) for each in pays()] == [(None, None, "too few")]
    ((told,),) = [[each["base"]["n"] for each in pays("--min-group", "9")]]
    assert told == 9
    assert "| Pay | drop-off | too few | too few | - | - |" in shop(*PERIODS, "--segment", "device=mobile").out


def test_without_privacy_the_first_lines_say_so(shop: Run) -> None:
    said = shop(*PERIODS, "--no-privacy", "-o", "found.md")
    assert said.out.splitlines()[1] == "Privacy: nothing is hidden: for the analyst's own use."
    told = Path("found.md").read_text(encoding="utf-8")
    assert (
        "- Data closed at 2026-03-11T00:00:00Z; nothing is hidden: for the analyst's own use." in told.splitlines()[:8]
    )


def test_no_customer_is_named() -> None:
    """They are called after their month and device."""
    assert not any("1-" + device in written(path.name) for path in CASES.iterdir() for device in ("mobile", "desktop"))


# What is no comparison -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "said", "cure"),
    [
        (
            ("--before", "2026-01-01..2026-02-02", "--after", "2026-02-01..2026-03-01"),
            "JM520",
            "--before ends at 2026-02-02, after --after begins at 2026-02-01",
            "take the earlier period for --before, and periods that do not overlap",
        ),
        (
            ("--before", "2026-02-01..2026-03-01", "--after", "2026-01-01..2026-02-01"),
            "JM520",
            "--before ends at 2026-03-01, after --after begins at 2026-01-01",
            "take the earlier period for --before, and periods that do not overlap",
        ),
        (
            ("--before", "2026-02-01..2026-01-01", "--after", "2026-02-01..2026-03-01"),
            "JM519",
            "--before: no case begins from 2026-02-01 on and before 2026-01-01",
            "write the earlier time first, like 2026-06-01..2026-07-01",
        ),
        (
            ("--before", "2026-01-01..2026-02-01", "--after", "2026-03-01..2026-03-01"),
            "JM519",
            "--after: no case begins from 2026-03-01 on and before 2026-03-01",
            "write the earlier time first, like 2026-06-01..2026-07-01",
        ),
        (
            ("--before", "soon..2026-02-01", "--after", "2026-02-01..2026-03-01"),
            "JM506",
            "--before 'soon' is not a time, or has no offset",
            "write it like 2026-07-31 or 2026-07-31T14:00:00Z; without an offset it needs events: {timezone: ...}",
        ),
        (
            ("--before", "2026-01-01..2026-02-01", "--after", "2026-03-01..2026-04-01"),
            "JM521",
            "--after ends at 2026-04-01, and the data closes at 2026-03-11T00:00:00Z",
            "end it earlier; or, if the log is complete until then, pass --as-of 2026-04-01",
        ),
        (
            ("--before", "2025-01-01..2025-02-01", "--after", "2026-02-01..2026-03-01"),
            "JM523",
            "no customer is on the side 'before' (cases that began from 2025-01-01 on and before 2025-02-01)",
            "take a larger side",
        ),
        (
            ("--before", "2026-01-01..2026-01-01T00:00:01Z", "--after", "2026-02-01..2026-03-01", "--segment", "device=tablet", "--min-group", "5"),
            "JM523",
            "fewer than 5 customers are on the side 'before' (cases that began from 2026-01-01 on and before 2026-01-01T00:00:01Z)",
            "take a larger side",
        ),
        (
            ("--segment", "device=Mobile", "--against", "device=desktop"),
            "JM523",
            "'device = Mobile': no customer of the log is of this segment",
            "look at its conditions, and at the columns of the log",
        ),
        (
            ("--segment", "device=mobile", "--against", "device=tablet", "--min-group", "20"),
            "JM523",
            "'device = tablet': fewer than 20 customers of the log are of this segment",
            "take a larger segment",
        ),
        (
            ("--by", "device"),
            "JM522",
            "the column 'device' has 3 values at customers' first steps, like 'desktop', 'mobile', 'tablet': a comparison has two sides",
            "name the two, like --segment device=B --against device=A",
        ),
        (
            ("--by", "device", "--min-group", "19"),
            "JM522",
            "the column 'device' has 3 values at customers' first steps, like 'desktop', 'mobile': a comparison has two sides",
            "name the two, like --segment device=B --against device=A",
        ),
    ],
)  # fmt: skip
def test_what_is_no_comparison(arguments: tuple[str, ...], code: str, said: str, cure: str, shop: Run) -> None:
    found = shop(*arguments)
    assert (found.code, found.out) == (2, "")
    assert found.err.splitlines() == [f"shop.yaml:1:1: error[{code}]: {said}", f"    = help: {cure}"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--by", "colour"), "JM505"),
        (("--segment", "colour=red", "--against", "device=mobile"), "JM505"),
        (("--segment", "device=mobile", "--against", "colour=red"), "JM505"),
    ],
)
def test_what_the_log_or_the_journey_does_not_have(arguments: tuple[str, ...], code: str, shop: Run) -> None:
    found = shop(*arguments)
    assert (found.code, found.out) == (2, "")
    assert f"error[{code}]" in found.err


def test_a_persona_that_is_not_there(shop: Run) -> None:
    found = shop("--persona", "ann", "--against-persona", "bobb")
    assert (found.code, found.out) == (1, "")
    assert "error[JM153]: there is no persona 'bobb'" in found.err
    assert "did you mean 'bob'?" in found.err


ONE_OF = "--before and --after, --segment and --against, --persona and --against-persona, or --by"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), f"say what is compared: {ONE_OF}"),
        (("--segment", "device=mobile"), f"say what is compared: {ONE_OF}"),
        ((*PERIODS, "--by", "device"), "compare one thing at a time"),
        ((*DEVICES, "--against-persona", "bob"), "compare one thing at a time"),
        (PERIODS[:2], "--after: write FROM..UNTIL, like 2026-06-01..2026-07-01"),
        (PERIODS[2:], "--before: write FROM..UNTIL"),
        ((*PERIODS[:2], "--after", "2026-02-01"), "--after: '2026-02-01': write FROM..UNTIL"),
        ((*PERIODS[:2], "--after", "..2026-02-01"), "write FROM..UNTIL"),
        ((*PERIODS, "--since", "2026-01-01"), "--since: --before and --after say which cases are looked at"),
        (("--against", "device=mobile"), "--against: say with --segment whom to compare with them"),
        (("--segment", "device", "--against", "device=mobile"), "--segment: 'device': write COL=VALUE"),
        (("--segment", "device=a", "--against", "device"), "--against: 'device': write COL=VALUE"),
        (("--segment", "device=a", "--against", "device=a"), "--against: it is the same as --segment"),
        (("--against-persona", "bob"), "--against-persona: say with --persona whom to compare"),
        (("--persona", "bob", "--against-persona", "bob"), "--against-persona: it is the same as --persona"),
        (("--by", "device", "--segment", "device=a"), "--by: --segment says already what stands in 'device'"),
        (("--by", "customer"), "--by: 'customer' names the customers: name a column with two values"),
        ((*PERIODS, "--points", "-1"), "-1.0 is not in the range"),
        ((*PERIODS, "--points", "nan"), "--points: 'nan' is no number of points"),
        (
            (*PERIODS, "-o", "found.pdf"),
            "-o: 'found.pdf': comparisons end in .md, .json, .txt, .html; or name a --format",
        ),
    ],
)
def test_what_options_cannot_say(arguments: tuple[str, ...], said: str, shop: Run) -> None:
    found = shop(*arguments)
    assert (found.code, found.out) == (2, "")
    assert said in found.err


def test_a_log_without_any_time_has_no_periods(shop: Run, here: Path) -> None:
    journey = SHOP.replace("timezone: UTC, as_of: 2026-03-11", "timezone: UTC, order: seq")
    (here / "shop.yaml").write_text(journey, encoding="utf-8")
    lines = [f"c{number},,look,mobile,,,{number}" for number in range(20)]
    (here / "log.csv").write_text("\n".join([f"{HEADER},seq", *lines]) + "\n", encoding="utf-8")
    found = shop(*PERIODS)
    assert found.code == 2
    assert "error[JM521]: --after ends at 2026-03-01, and the data has no times" in found.err


HOSTILE = "](x)|<b>`**`\x1b[31m\u202e::error"


def test_names_of_users_stay_text(shop: Run, here: Path) -> None:
    journey = json.dumps(HOSTILE)
    text = SHOP.replace("title: Shop", f"title: {journey}").replace(
        "look: {match: look,", f"look: {{title: {journey}, match: look,"
    )
    bad = HOSTILE.replace("\x1b", "").replace("\u202e", "")
    (here / "shop.yaml").write_text(text.replace("bought:", f"{json.dumps(bad)}:"), encoding="utf-8")
    lines = [line.replace(",mobile,", f',"{bad}",') for line in rows(45)]
    (here / "log.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    for form in ("markdown", "text"):
        said = shop("--segment", f"device={bad}", "--against", "device=desktop", "--format", form)
        assert said.code == 0
        assert not {"\x1b", "\u202e"} & set(said.out)
        assert not any(line.startswith("::") for line in said.out.splitlines())
    table = [
        line
        for line in shop("--segment", f"device={bad}", "--against", "device=desktop").out.splitlines()
        if line[:1] == "|"
    ]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {8}


def test_more_open_cases_on_one_side_are_told(shop: Run, here: Path) -> None:
    late = [row for number in range(20) for row in walk(f"late-{number}", "2026-03-09", "look", device="mobile")]
    (here / "log.csv").write_text("\n".join([HEADER, *rows(), *late]) + "\n", encoding="utf-8")
    found = json.loads(shop(*DEVICES, "--format", "json").out)
    told = "More cases of one side are still open (0.0 % and 6.2 %): what is finished of it is finished sooner. "
    assert f"{told}Compare cases that began earlier." in found["notes"]
    found = json.loads(shop(*DEVICES, "--until", "2026-03-01", "--format", "json").out)
    assert not any("More cases" in note for note in found["notes"])
    assert found["whom"] == "cases that began before 2026-03-01"
