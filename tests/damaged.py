"""Parquet files of many kinds, and what can happen to a file on a disk or a wire. Run by itself, it reads what it is told to.

    python tests/damaged.py JOURNEY FILE ...

measures the journey on each file and prints a line of JSON for each: its name, and the codes of the findings that it got or its report.
"""

import json
import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.measured import measure

JOURNEY = """\
title: Shop
events: {timezone: UTC, case: order_no, id: number, max_bad_rows: 1%}
surveys:
  csat: {answer: score, scale: 1..5, good: 4..5}
stages:
  buy:
    touchpoints:
      look: {match: look, ask: csat}
      choose: {match: {event: choose, where: {price: {min: 10}}}}
      pay: {match: pay, ask: csat}
"""
ROWS_EACH = 2_500
ROWS = """
    SELECT 'c' || (hash(i) % 97) AS customer, 1778652000 + (hash(i * 3) % 400000)::BIGINT AS seconds,
        ['look', 'choose', 'pay', 'other'][1 + (hash(i * 5) % 4)::INTEGER] AS event, i AS number,
        nullif(hash(i * 7) % 6, 0)::INTEGER AS score, (hash(i * 11) % 3)::INTEGER AS order_no,
        (hash(i * 13) % 10000) / 100 AS price, hash(i * 17) % 2 = 0 AS paid
    FROM range({rows}) AS made(i)"""
TIMES = {
    "TIMESTAMPTZ": "to_timestamp(seconds)",
    "TIMESTAMP": "make_timestamp(seconds * 1000000)",
    "TIMESTAMP_NS": "make_timestamp_ns(seconds * 1000000000)",
    "VARCHAR": "strftime(make_timestamp(seconds * 1000000), '%Y-%m-%dT%H:%M:%SZ')",
}
KINDS = {
    "snappy": ("TIMESTAMPTZ", "COMPRESSION snappy"),
    "plain": ("TIMESTAMP", "COMPRESSION uncompressed, DICTIONARY_SIZE_LIMIT 1"),
    "delta": ("TIMESTAMPTZ", "COMPRESSION uncompressed, PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1"),
    "zstd": ("VARCHAR", "COMPRESSION zstd, ROW_GROUP_SIZE 2048"),
    "gzip": ("TIMESTAMP_NS", "COMPRESSION gzip, PARQUET_VERSION V2"),
    "lz4": ("TIMESTAMP", "COMPRESSION lz4_raw, ROW_GROUP_SIZE 2048"),
}
"""By name: the type of the times, and how the file is written."""


def good(kind: str, folder: Path, rows: int = ROWS_EACH) -> bytes:
    """A whole file of a kind."""
    time, options = KINDS[kind]
    path = folder / f"{kind}.parquet"
    with duckdb.connect() as engine:
        engine.execute("SET TimeZone = 'UTC'")
        engine.execute(
            f"COPY (SELECT * EXCLUDE (seconds), {TIMES[time]} AS time FROM ({ROWS.format(rows=rows)})) TO '{path}' (FORMAT parquet, {options})"
        )
    return path.read_bytes()


def _cut(data: bytearray, by: random.Random) -> bytes:
    return bytes(data[: by.randrange(1, len(data))])


def _beheaded(data: bytearray, by: random.Random) -> bytes:
    return bytes(data[by.randrange(1, 4096) :])


def _flipped(data: bytearray, by: random.Random) -> bytes:
    for _ in range(by.choice((1, 1, 1, 2, 8, 64))):
        data[by.randrange(len(data))] ^= 1 << by.randrange(8)
    return bytes(data)


def _flipped_at_the_end(data: bytearray, by: random.Random) -> bytes:
    """In what the file says of itself."""
    data[-by.randrange(1, min(len(data), 3000))] ^= 1 << by.randrange(8)
    return bytes(data)


def _zeroed(data: bytearray, by: random.Random) -> bytes:
    size = by.choice((16, 512, 4096))
    at = by.randrange(max(1, len(data) // size)) * size
    data[at : at + size] = bytes(len(data[at : at + size]))
    return bytes(data)


def _swapped(data: bytearray, by: random.Random) -> bytes:
    size = by.choice((512, 4096))
    blocks = [bytes(data[at : at + size]) for at in range(0, len(data), size)]
    one, other = by.randrange(len(blocks)), by.randrange(len(blocks))
    blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def _without_a_block(data: bytearray, by: random.Random) -> bytes:
    at = by.randrange(len(data))
    del data[at : at + by.choice((1, 512, 4096))]
    return bytes(data)


def _as_text(data: bytearray, _: random.Random) -> bytes:
    """Sent as text: every line's end is Windows' own."""
    return bytes(data).replace(b"\n", b"\r\n")


DAMAGE: tuple[Callable[[bytearray, random.Random], bytes], ...] = (
    _cut,
    _beheaded,
    _flipped,
    _flipped,
    _flipped_at_the_end,
    _zeroed,
    _swapped,
    _without_a_block,
    _as_text,
)


def damaged(files: dict[str, bytes], runs: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """`runs` damaged files: a name that says what was done to which, the kind, and the bytes. Never the file as it was."""
    by = random.Random(seed)
    for number in range(runs):
        kind = list(files)[number % len(files)]
        how = DAMAGE[number // len(files) % len(DAMAGE)]
        data = how(bytearray(files[kind]), by)
        if data != files[kind]:
            yield f"{number:05}-{kind}{how.__name__.replace('_', '-')}.parquet", kind, data


def read(journey: Path, file: Path) -> dict[str, object]:
    """What a report says of a file, or the codes of what is said instead."""
    try:
        report = measure(load(journey), events=[str(file)], min_group=0)
    except JourneymapError as error:
        return {"codes": sorted({finding.code for finding in error.findings}), "said": str(error)}
    told = report.model_dump(mode="json")
    told["data"].pop("files")
    return {"codes": [], "report": told}


if __name__ == "__main__":
    for name in sys.argv[2:]:
        print(json.dumps({"file": Path(name).name, **read(Path(sys.argv[1]), Path(name))}), flush=True)
