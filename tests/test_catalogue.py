"""What the tool says in other languages: the catalogues are whole, numbers keep their digits, and English stays what is written."""

import copy
import json
import pickle
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel import Locale
from docs import catalogues
from hypothesis import given
from hypothesis import strategies as st
from journeymap import catalogue
from journeymap.amounts import count, number, percent, percents, signed, span, times
from journeymap.catalogue import (
    Language,
    again,
    day,
    joined,
    language_of,
    languages,
    moment,
    numeral,
    say,
    speaking,
    worded,
    written,
)
from journeymap.load import load
from journeymap.number_words import between
from journeymap.pipeline.measured import measure
from journeymap.quantities import Score
from journeymap.report import Report
from journeymap.views import VIEWS
from journeymap.words import interval_words, period_words

SHOP = Path(__file__).parent / "cases" / "reports" / "shop"


@pytest.fixture(scope="module")
def shop() -> Report:
    return measure(load(SHOP / "journey.yaml", "journey.yaml"), events=["events.csv"], base=SHOP)


# --- catalogues ----------------------------------------------------------------------------------------------------------


def places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said


@pytest.mark.parametrize("lang", languages())
def test_a_catalogue_is_whole_and_compiled(lang: str) -> None:
    folder = catalogues.LOCALES / lang / "LC_MESSAGES"
    po, mo = catalogues.updated(lang)
    assert (folder / "journeymap.po").read_bytes() == po, "run make catalogues"
    assert (folder / "journeymap.mo").read_bytes() == mo, "run make catalogues"
    told = {message.id: message for message in catalogues.read(lang) if message.id}
    assert [*told] != []
    assert {*told} == {*catalogues.messages()}
    assert [message.id for message in told.values() if message.fuzzy or not all(forms(message.string))] == []


@pytest.mark.parametrize("lang", languages())
def test_the_places_for_values_are_those_of_the_english(lang: str) -> None:
    for message in catalogues.read(lang):
        if isinstance(message.id, str):
            assert places(str(message.string)) == places(message.id), message.id
            # What stands at the ends of a line of Markdown is no matter of taste.
            assert message.string[:2] in ("- ", "# ", ", ", "; ") or message.id[:2] not in ("- ", "# ", ", ", "; ")
        else:
            assert {name for form in forms(message.string) for name in places(form)} == set()


def test_vietnamese_is_there() -> None:
    assert languages() == ["vi"]
    assert len(catalogues.messages()) > 300


def test_messages_are_found_in_the_code() -> None:
    code = "say('a {n}', n=1); mark('b' if x else 'c'); worded('e'); times(2, 'day'); times(n, 'foot', 'feet'); case.signal(C, 'x', 'd', 'e'); case.say('JM1')"
    tree = catalogues.ast.parse(code)
    assert [*catalogues._of(tree)] == ["a {n}", "b", "c", "e", ("day", "days"), ("foot", "feet"), "d", "e"]


@contextmanager
def pseudo() -> Iterator[None]:
    """A language in which every message stands in brackets."""

    class Brackets:
        def gettext(self, message: str) -> str:
            return f"⟦{message}⟧"

        def ngettext(self, one: str, many: str, n: int) -> str:
            return f"⟦{one if n == 1 else many}⟧"

    token = catalogue._spoken.set(Language(Brackets(), Locale("en")))  # type: ignore[arg-type]
    try:
        yield
    finally:
        catalogue._spoken.reset(token)


def outside(text: str) -> str:
    """What stands in no brackets."""
    depth, kept = 0, []
    for char in text:
        depth += (char == "⟦") - (char == "⟧")
        kept += [char] if depth == 0 and char != "⟧" else []
    assert depth == 0
    return "".join(kept)


NAMES = {"Look", "around", "Call", "Sleep", "over", "Collect", "Cancel", "Buy", "End"}
"""The words of the shop itself."""
MARKUP = {"details", "summary", "code"}
TERMS = {"CSAT", "CES", "NPS", "csat", "ces", "nps", "p90", "app", "hotline"}


def test_no_word_of_the_report_is_left_out_of_the_catalogues(shop: Report) -> None:
    with pseudo():
        said, text = VIEWS["markdown"](shop), VIEWS["text"](shop)
    plain = re.sub(r"(`+).*?\1|<code>.*?</code>|JM\d+", "", outside(said))
    words = set(re.findall(r"[A-Za-z]\w{2,}", plain))
    assert words - NAMES - MARKUP - TERMS == set()
    told = re.sub(r"\(JM\d+, journey.yaml:\d+\)", "", outside(text))
    assert set(re.findall(r"[A-Za-z]\w{2,}", told)) - NAMES == set()
    assert said.count("⟦") > 300


# --- sayings -------------------------------------------------------------------------------------------------------------


def test_a_saying_is_english_until_it_is_said_again() -> None:
    found = say("{share} of {n}", share=percent(0.1234, 1), n=count(12_345))
    assert found == "12.3 % of 12,345"
    assert json.dumps([found]) == '["12.3 % of 12,345"]'
    with speaking("vi"):
        assert again(found) == "12,3% trong 12.345"
        assert found == "12.3 % of 12,345"
        assert say("{share} of {n}", share=percent(0.1234, 1), n=count(12_345)) == "12,3% trong 12.345"
    assert again(found) == found
    for kept in (pickle.loads(pickle.dumps(found)), copy.deepcopy(found)):
        with speaking("vi"):
            assert again(kept) == "12,3% trong 12.345"
    with speaking("vi"):
        spoken = say("{share} of {n}", share=percent(0.1234, 1), n=count(12_345))
        copies = [pickle.loads(pickle.dumps(each)) for each in (found, spoken)]
        assert [again(each) for each in (*copies, copy.deepcopy(found))] == ["12,3% trong 12.345"] * 3
    assert [again(each) for each in (*copies, copy.deepcopy(spoken))] == ["12.3 % of 12,345"] * 3
    # A plain text of the same words has nothing to be said again.
    assert worded("{share} of {n}", share=percent(0.1234, 1), n=count(12_345)) == found
    assert type(worded("{share} of {n}", share="a", n="b")) is str


def test_what_is_no_saying_stays_as_it_is() -> None:
    with speaking("vi"):
        assert (again("visits"), say(""), again("")) == ("visits", "", "")
        assert again(joined([say("visits not known"), "leave", say("leave")])) == "visits not known; leave; rời bỏ"


def test_names_of_users_are_no_messages() -> None:
    with speaking("vi"):
        assert say("stage {name}", name="{n} leave {0}") == "giai đoạn {n} leave {0}"
        found = joined([say("stage {name}", name="leave"), "open"])
        assert written(found, str.upper) == "giai đoạn LEAVE; OPEN"
        assert written(count(1234), str.upper) == "1.234"


def test_speaking_ends() -> None:
    with pytest.raises(ValueError, match="stop"), speaking("vi"):
        raise ValueError("stop")
    assert say("leave") == "leave"


@pytest.mark.parametrize(
    ("lang", "spoken"), [("vi", "vi"), ("vi-VN", "vi"), ("en", "en"), ("en-GB", "en"), ("VI", None), ("fr", None)]
)
def test_which_language_is_spoken(lang: str, spoken: str | None) -> None:
    assert language_of(lang) == spoken
    with speaking(lang):
        assert say("leave") == ("rời bỏ" if spoken == "vi" else "leave")


@pytest.mark.parametrize("lang", ["", "../vi", "__pycache__", "vi/LC_MESSAGES", "."])
def test_no_folder_is_a_language_that_is_none(lang: str) -> None:
    assert language_of(lang) is None


# --- numbers and dates -----------------------------------------------------------------------------------------------------


@given(st.floats(-1e9, 1e9), st.integers(0, 3))
def test_numbers_keep_their_digits(value: float, digits: int) -> None:
    english = f"{value:+,.{digits}f}"
    with speaking("vi"):
        assert numeral(english) == english.translate(str.maketrans(",.", ".,"))
    assert numeral(english) == english


def told() -> list[str]:
    return [
        number(4209.46),
        count(1_234_567),
        percent(0.194),
        percent(0.0004),
        percent(0.9999),
        percents(0.11, 0.186, 1),
        signed(-7.25, 1),
        signed(0.04, 1),
        span(45),
        span(5400 * 1.5),
        span(86_400 * 3.24),
        times(1, "visit"),
        times(1200, "visit"),
        day("2026-06-01T00:00:00Z"),
        day("2026-12-31"),
        moment("2026-07-26T23:59:07Z"),
        period_words("2026-W05"),
        period_words("2026-05"),
    ]


@pytest.mark.parametrize(
    ("metric", "low", "high", "told"),
    [
        ("csat", 0.7612, 0.7649, "76.1-76.5 %"),
        ("csat", 0.76, 0.78, "76-78 %"),
        ("csat", 0.76, 0.76, "76-76 %"),
        ("csat", 0.76, 0.760001, "76.00-76.00 %"),
        ("ces", 4.17, 4.23, "4.17-4.23"),
        ("ces", 4.14, 4.21, "4.1-4.2"),
        ("nps", -0.4, 0.3, "-0.4 to +0.3"),
        ("nps", 37, 42, "+37 to +42"),
    ],
)
def test_the_ends_of_an_interval_do_not_look_alike(metric: str, low: float, high: float, told: str) -> None:
    assert interval_words(Score.model_construct(metric=metric, low=low, high=high)) == told


def test_nor_do_they_where_two_sides_are_compared() -> None:
    assert (between("ces", 4.17, 4.23), between("nps", 41.02, 41.04)) == ("4.17-4.23", "+41.02 to +41.04")


def test_numbers_and_dates_in_english() -> None:
    assert told() == [
        *("4,209.5", "1,234,567", "19 %", "under 1 %", "over 99 %", "11.0-18.6 %", "-7.2", "0.0", "45 s", "2.2 h"),
        *("3.2 days", "1 visit", "1,200 visits", "2026-06-01", "2026-12-31", "2026-07-26T23:59:07Z"),
        *("2026-W05", "2026-05"),
    ]


def test_numbers_and_dates_in_vietnamese() -> None:
    with speaking("vi"):
        assert told() == [
            *("4.209,5", "1.234.567", "19%", "dưới 1%", "trên 99%", "11,0-18,6%", "-7,2", "0,0", "45 giây", "2,2 giờ"),
            *("3,2 ngày", "1 lượt ghé", "1.200 lượt ghé", "1/6/2026", "31/12/2026"),
            *("23:59:07 ngày 26/7/2026 (UTC)", "tuần 05/2026", "05/2026"),
        ]


# --- reports -------------------------------------------------------------------------------------------------------------


def test_json_is_the_same_in_every_language(shop: Report) -> None:
    english = VIEWS["json"](shop)
    with speaking("vi"):
        assert VIEWS["json"](shop) == english


def test_a_report_in_vietnamese(shop: Report) -> None:
    english = VIEWS["markdown"](shop)
    with speaking("vi"):
        said = VIEWS["markdown"](shop).splitlines()
    assert said[0] == "# ❌ 1 trong 4 cam kết không đạt, 2 chưa kết luận được: `` Buy | <b>collect</b> `now` ``"
    assert said[2].startswith("**70,0% trong 70 lượt hành trình đã kết thúc đạt đích (58,5-79,5%). Có trở ngại ở 1 ")
    assert said[4].startswith("1/5/2026 đến 20/5/2026 (UTC): 71 khách hàng, 71 lượt hành trình; 49 thành công, 7 ")
    assert said[8] == (
        r"| ❌ | `Pay*now* \| [x](javascript:alert(1))` | CSAT | 90,0% | 73,3% (54,8% đến 86,2%) | 45 | `journey.yaml:24` |"
    )
    assert "   - 48 trong 63 lượt ghé lâu hơn cam kết (76%, 64-85%; bình thường tối đa 10%)." in said
    assert len(said) == len(english.splitlines())
    assert VIEWS["markdown"](shop) == english


def test_a_few_lines_in_vietnamese(shop: Report) -> None:
    with speaking("vi"):
        lines = VIEWS["text"](shop).splitlines()
    assert lines[:2] == [
        "Hành trình: Buy | <b>collect</b> `now`",
        "4 cam kết: 1 không đạt, 2 chưa kết luận được. 70,0% trong 70 lượt hành trình đã kết thúc đạt đích (58,5-79,5%). \
Có trở ngại ở 1 điểm chạm, nặng nhất tại Pay*now* | [x](javascript:alert(1)).",
    ]
    assert lines[3] == (
        "1. Pay*now* | [x](javascript:alert(1)) (pay): 48 trong 63 lượt ghé lâu hơn cam kết (76%, 64-85%; bình thường tối đa 10%)"
    )


# --- the command line ----------------------------------------------------------------------------------------------------

JOURNEY = """\
title: Shop
starts_at: look
ends_at: {won: pay}
stages: {a: {touchpoints: {look: {match: look, next: {pay: 80%}}, pay: {match: pay}}}}
"""


@pytest.fixture
def log(here: Path, table: Callable[..., str]) -> str:
    (here / "shop.yaml").write_text(JOURNEY, encoding="utf-8")
    rows = [
        f"c{number}|{name}|2026-05-0{day}T10:00:00Z|{'pc' if number % 2 else 'tv'}"
        for number in range(20)
        for day, name in enumerate(("look", "pay"), 1)
    ]
    return table("log.csv", "customer|event|time|device", *rows)


def test_a_translated_journey_in_vietnamese(here: Path, log: str, run: Callable[..., Any]) -> None:
    (here / "shop.vi.yaml").write_text("title: Cửa hàng\n", encoding="utf-8")
    said = run("report", "shop.yaml", "--events", log, "--lang", "vi")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("# Chưa có cam kết nào: Cửa hàng\n\n**100,0% trong 20 lượt hành trình ")
    assert "`journeymap report shop.yaml --events log.csv --lang vi`\n" in said.out
    text = run("report", "shop.yaml", "--events", log, "--lang", "vi", "--format", "text")
    assert text.out.startswith("Hành trình: Cửa hàng\nChưa có cam kết nào. 100,0% trong 20 ")


@pytest.mark.parametrize(
    ("command", "first"),
    [
        (("report",), "# Nothing is promised: Magasin"),
        (("compare", "--by", "device"), "# Magasin"),
        (("whatif", "--fix", "look:drop=1", "--no-data"), "What if: Magasin"),
    ],
)
def test_a_language_that_only_the_journey_knows(
    command: tuple[str, ...], first: str, here: Path, log: str, run: Callable[..., Any]
) -> None:
    (here / "shop.fr.yaml").write_text("title: Magasin\n", encoding="utf-8")
    said = run(command[0], "shop.yaml", *command[1:], "--events", log, "--lang", "fr")
    note = "note: the words of journeymap itself are English: it speaks vi, not 'fr'\n"
    assert (said.code, said.err, said.out.splitlines()[0]) == (0, note, first)


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (
            ("compare", "--by", "device"),
            "**`device = tv` so với `device = pc`: không thể so sánh: mỗi phía cần 100 khách hàng.**",
        ),
        (
            ("compare", "--by", "device"),
            "- `device = pc`: 10 khách hàng, 10 lượt hành trình: 10 thành công, 0 thất bại, ",
        ),
        (
            ("whatif", "--fix", "look:drop=1", "--no-data"),
            "Theo kế hoạch, hiện 80,0% hoàn thành, sau đó 100,0%: +20,0 điểm.",
        ),
    ],
)
def test_comparisons_and_what_ifs_in_vietnamese(
    command: tuple[str, ...], told: str, here: Path, log: str, run: Callable[..., Any]
) -> None:
    (here / "shop.vi.yaml").write_text("title: Cửa hàng\n", encoding="utf-8")
    said = run(command[0], "shop.yaml", *command[1:], "--events", log, "--lang", "vi")
    assert (said.code, said.err) == (0, "")
    assert told in said.out


def test_a_language_that_only_the_tool_knows(log: str, run: Callable[..., Any]) -> None:
    said = run("report", "shop.yaml", "--events", log, "--lang", "vi")
    note = "note: there is no translation into 'vi': its texts stay as they are; shop.vi.yaml beside it can hold them\n"
    assert (said.code, said.err, said.out.splitlines()[0]) == (0, note, "# Chưa có cam kết nào: Shop")


def test_a_language_that_nobody_knows(here: Path, log: str, run: Callable[..., Any]) -> None:
    said = run("report", "shop.yaml", "--events", log, "--lang", "fr")
    assert (said.code, said.out) == (2, "")
    assert "error[JM152]: there is no translation into 'fr'\n" in said.err
    (here / "shop.vi.yaml").write_text("title: Cửa hàng\n", encoding="utf-8")
    assert "help: there are: vi\n" in run("report", "shop.yaml", "--events", log, "--lang", "vi-VN").err


def test_max_chars_on_the_command_line(log: str, run: Callable[..., Any]) -> None:
    whole = run("report", "shop.yaml", "--events", log, "--max-chars", "0").out
    said = run("report", "shop.yaml", "--events", log, "--max-chars", "1500").out
    assert len(said) <= 1500 < len(whole)
    assert "Left out beyond 1,500 characters: " in said
    assert "Invalid value for '--max-chars'" in run("report", "shop.yaml", "--events", log, "--max-chars", "-1").err
