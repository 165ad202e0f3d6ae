"""Places as editors count them, against Python's own encoders."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journeymap.positions import Positions

texts = st.text(st.sampled_from("aé€😀👩\u200d\u0301\u2028\x0c\n"), max_size=30)
SIZES = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-be", 2), "utf-32": ("utf-32-be", 4)}
encodings = st.sampled_from(sorted(SIZES))


@given(texts, encodings, st.data())
def test_an_offset_is_a_position_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    line, units = Positions(text, encoding).position(offset)
    codec, size = SIZES[encoding]
    assert line == text[:offset].count("\n")
    assert units == len(text[:offset].rpartition("\n")[2].encode(codec)) // size
    assert Positions(text, encoding).offset((line, units)) == offset


@given(texts, encodings, st.integers(0, 40), st.integers(0, 99))
def test_a_position_that_is_none_means_the_next_that_is_one(text: str, encoding: str, line: int, units: int) -> None:
    positions = Positions(text, encoding)
    offset = positions.offset((line, units))
    assert 0 <= offset <= len(text)
    found = positions.position(offset)
    assert found <= (line, units)
    lines = text.split("\n")
    codec, size = SIZES[encoding]
    if line >= len(lines):
        assert offset == len(text)
    elif units * size >= len(lines[line].encode(codec)):
        assert offset == len("\n".join(lines[: line + 1]))
    else:
        assert found[0] == line
        assert units - found[1] < 4


@pytest.mark.parametrize(("encoding", "start", "end"), [("utf-8", 5, 12), ("utf-16", 3, 6), ("utf-32", 2, 4)])
def test_a_place_has_a_beginning_and_an_end(encoding: str, start: int, end: int) -> None:
    assert Positions("x\n😀 €😀b\n", encoding).place(2, 3, 2) == ((1, start), (1, end))


def test_a_place_beyond_the_text_is_at_its_end() -> None:
    assert Positions("a\nb").place(7, 1, 1) == ((1, 0), (1, 1))
    assert Positions("").place(1, 1, 1) == ((0, 0), (0, 0))


def test_half_an_emoji_means_its_beginning() -> None:
    assert [Positions("a😀b").offset((0, units)) for units in range(6)] == [0, 1, 1, 2, 3, 3]


def test_a_lone_surrogate_does_no_harm() -> None:
    text = "a\ud83db"
    assert [Positions(text, encoding).position(2) for encoding in ("utf-16", "utf-32")] == [(0, 2), (0, 2)]
