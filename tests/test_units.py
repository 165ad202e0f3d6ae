"""What people write for durations, shares, scales and dates; and word for word what they are told if it means nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.units import Misfit, Scale, format_duration, parse_date, parse_duration, parse_scale, parse_share, shown

LIKE = "write one like 90s, 5m, 2h, 3d, 2w or PT5M"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0s", 0), ("90s", 90), ("5m", 300), ("1.5h", 5400), ("3d", 259_200), ("2w", 1_209_600), ("0.5s", 0.5),
        ("PT5M", 300), ("P1DT2H", 93_600), ("P1W", 604_800), ("PT1H30M", 5400), ("PT0.5S", 0.5), ("P30D", 2_592_000),
    ],
)  # fmt: skip
def test_durations(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)
    assert parse_duration(parse_duration(text)) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("5 min", "'5 min' is not a duration; did you mean 5m?"),
        ("2 hours", "'2 hours' is not a duration; did you mean 2h?"),
        ("1 day", "'1 day' is not a duration; did you mean 1d?"),
        ("90 Secs", "'90 Secs' is not a duration; did you mean 90s?"),
        (" 5m ", "' 5m ' is not a duration; did you mean 5m?"),
        (5, "'5' is not a duration; it needs a unit: 5s, 5m, 5h or 5d"),
        (True, f"true is not a duration; {LIKE}"),
        (None, f"an empty value is not a duration; {LIKE}"),
        ([], f"a list is not a duration; {LIKE}"),
        ("soon", f"'soon' is not a duration; {LIKE}"),
        ("12:30", f"'12:30' is not a duration; {LIKE}"),
        ("-5m", f"'-5m' is not a duration; {LIKE}"),
        ("1 month", f"'1 month' is not a duration; {LIKE}"),
        ("P", f"'P' is not a duration; {LIKE}"),
        ("PT", f"'PT' is not a duration; {LIKE}"),
        ("P1DT", f"'P1DT' is not a duration; {LIKE}"),
        ("P1M", f"'P1M' is not a duration; {LIKE}"),
        ("५m", f"'५m' is not a duration; {LIKE}"),
        ("9" * 400 + "d", "a duration of more than 100 years; write a shorter one"),
        ("36501d", "a duration of more than 100 years; write a shorter one"),
    ],
)
def test_what_is_not_a_duration(value: object, message: str) -> None:
    assert told(parse_duration, value) == message


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0s"), (90, "90s"), (300, "5m"), (5400, "90m"), (7200, "2h"), (86_400, "1d"), (604_800, "1w"), (0.5, "0.5s")],
)
def test_durations_are_written_the_short_way(seconds: float, text: str) -> None:
    assert format_duration(timedelta(seconds=seconds)) == text


@given(st.integers(0, 100_000))
def test_a_written_duration_is_read_as_the_same(seconds: int) -> None:
    assert parse_duration(format_duration(timedelta(seconds=seconds))) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("value", "share"),
    [
        ("25%", 0.25),
        ("8.5%", 0.085),
        ("85 %", 0.85),
        ("0%", 0),
        ("100%", 1),
        ("100.0%", 1),
        (0.25, 0.25),
        (0, 0),
        (1, 1),
    ],
)
def test_shares(value: object, share: float) -> None:
    assert parse_share(value) == pytest.approx(share)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (85, "'85' is not a share; did you mean 85%?"),
        (1.5, "'1.5' is not a share; did you mean 1.5%?"),
        (101, "'101' is not a share; write 25% or 0.25"),
        (-0.1, "'-0.1' is not a share; write 25% or 0.25"),
        (">= 85%", "'>= 85%' is not a share; write 85% without a sign or a word; the measure knows which way is good"),
        (
            "at most 8.5%",
            "'at most 8.5%' is not a share; write 8.5% without a sign or a word; the measure knows which way is good",
        ),
        ("120%", "'120%' is not a share; write 25% or 0.25"),
        ("100.1%", "'100.1%' is not a share; write 25% or 0.25"),
        ("1_0%", "'1_0%' is not a share; write 25% or 0.25"),
        ("nan%", "'nan%' is not a share; write 25% or 0.25"),
        ("0.5", "'0.5' is not a share; write 25% or 0.25"),
        ("9O%", "'9O%' is not a share; write 25% or 0.25"),
        (True, "true is not a share; write 25% or 0.25"),
        (float("nan"), "'nan' is not a share; write 25% or 0.25"),
        ({}, "a mapping is not a share; write 25% or 0.25"),
    ],
)
def test_what_is_not_a_share(value: object, message: str) -> None:
    assert told(parse_share, value) == message


@pytest.mark.parametrize(
    ("value", "scale"),
    [
        ("1..5", Scale(1, 5)), ("0 .. 10", Scale(0, 10)),
        ("-2..2", Scale(-2, 2)), ("0.5..1.5", Scale(0.5, 1.5)), ([4, 5], Scale(4, 5)), (Scale(1, 7), Scale(1, 7)),
    ],
)  # fmt: skip
def test_scales(value: object, scale: Scale) -> None:
    assert parse_scale(value) == scale


def test_a_scale_holds_its_ends_and_writes_itself() -> None:
    assert all(answer in Scale(1, 5) for answer in (1, 3.5, 5))
    assert not any(answer in Scale(1, 5) for answer in (0.99, 5.01, float("nan")))
    assert [str(Scale(1, 5)), str(Scale(0.5, 1.5))] == ["1..5", "0.5..1.5"]


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("1-5", "'1-5' is not a scale; did you mean 1..5?"),
        ("1 to 5", "'1 to 5' is not a scale; did you mean 1..5?"),
        ("1...5", "'1...5' is not a scale; did you mean 1..5?"),
        ("5", "'5' is not a scale; write one like 1..5"),
        (5, "'5' is not a scale; write one like 1..5"),
        ([1], "a list is not a scale; write one like 1..5"),
        ([True, 5], "a list is not a scale; write one like 1..5"),
        ("5..1", "the scale 5..1 runs backwards or is empty; write the smaller end first, like 1..5"),
        ("3..3", "the scale 3..3 runs backwards or is empty; write the smaller end first, like 1..5"),
    ],
)
def test_what_is_not_a_scale(value: object, message: str) -> None:
    assert told(parse_scale, value) == message


def test_days() -> None:
    assert parse_date("2026-07-31") == parse_date(date(2026, 7, 31)) == date(2026, 7, 31)


@pytest.mark.parametrize("value", ["2024-13-45", "31.07.2026", "2026-W31-5", "20260731", "2026-7-31", 20260731, None])
def test_what_is_not_a_day(value: object) -> None:
    assert told(parse_date, value) == f"{shown(value)} is not a date; write one like 2026-07-31"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"), (1.5, "'1.5'"), (True, "true"), (None, "an empty value"), ({}, "a mapping"), ([], "a list"),
        ("a\nb\x1b[31m\u202e", "'a\ufffdb\ufffd[31m\ufffd'"), ("x" * 60, "'" + "x" * 60 + "'"), ("x" * 61, "'" + "x" * 57 + "...'"),
    ],
)  # fmt: skip
def test_values_are_quoted_on_one_short_line(value: object, text: str) -> None:
    assert shown(value) == text


def told(parse: object, value: object) -> str:
    assert callable(parse)
    with pytest.raises(Misfit) as raised:
        parse(value)
    assert str(raised.value) == f"{raised.value.what}; {raised.value.cure}"
    return str(raised.value)
