"""How long a whole report takes, and how much memory, as ratios to a named floor in the same run.

    .venv/bin/python benchmarks/report.py [--events 1000000] [--runs 3] [--only REPORT ...]

Each row compares two whole processes, run in turn in one go, so that a busy machine is busy for both; it prints medians, and the median of the
ratios pair by pair. The floor of a report is DuckDB alone, sorting the same three columns by customer and time into a table.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
TOUCHPOINTS, CUSTOMERS_PER_EVENT, ANSWERS_PER_EVENT = 30, 20, 50
SORT = """
import duckdb, sys
con = duckdb.connect()
con.execute("CREATE TABLE sorted AS SELECT customer, time, event FROM read_parquet(?) ORDER BY customer, time", [sys.argv[1]])
"""
SCAN = """
import duckdb, sys
con = duckdb.connect()
print(con.execute("SELECT max(customer), max(time), max(event) FROM read_csv(?, all_varchar = true)", [sys.argv[1]]).fetchall())
"""


def make_log(path: Path, events: int, touchpoints: int = TOUCHPOINTS) -> None:
    """Events of customers who walk the touchpoints forward, with steps back, in twice as many raw names, of which half are on no map."""
    if path.exists():
        return
    path.parent.mkdir(exist_ok=True)
    form = "csv" if path.suffix == ".csv" else "parquet"
    beside = path.with_suffix(".tmp")
    spread = 7776000 // touchpoints
    duckdb.connect().execute(f"""
        COPY (
            SELECT 'c' || lpad((hash(i) % {max(1, events // CUSTOMERS_PER_EVENT)})::VARCHAR, 9, '0') AS customer,
                   TIMESTAMP '2026-01-01' + to_seconds(hash(i * 7 + 1) % 7776000) AS time,
                   'event_' || ((hash(i * 7 + 1) % 7776000) // {spread} + hash(i * 13 + 5) % 3
                       + if(hash(i * 17 + 3) % 10 < 4, {touchpoints}, 0)) % {2 * touchpoints} AS event
            FROM range({events}) AS made(i)
        ) TO '{beside}' (FORMAT {form})""")
    beside.replace(path)


def make_answers(path: Path, events: int) -> None:
    """Answers of the same customers to one question, one for so many events."""
    if path.exists():
        return
    beside = path.with_suffix(".tmp")
    duckdb.connect().execute(f"""
        COPY (
            SELECT 'c' || lpad((hash(i * 3) % {max(1, events // CUSTOMERS_PER_EVENT)})::VARCHAR, 9, '0') AS customer,
                   TIMESTAMP '2026-01-01' + to_seconds(hash(i * 5 + 1) % 7776000) AS time,
                   1 + hash(i * 11) % 5 AS score
            FROM range({events // ANSWERS_PER_EVENT}) AS made(i)
        ) TO '{beside}' (FORMAT parquet)""")
    beside.replace(path)


def make_journey(path: Path, touchpoints: int = TOUCHPOINTS, *, asks: bool = True) -> None:
    """A journey of six stages; each touchpoint asks how satisfied people are, if it `asks`."""
    lines = ["title: Benchmark", "events: {timezone: UTC}"]
    if asks:
        survey = "{answer: score, scale: 1..5, customer: customer, time: time, from: none.parquet}"
        lines += ["surveys:", f"  csat: {survey}"]
    lines += ["stages:"]
    ask = ", ask: [csat]" if asks else ""
    for stage in range(6):
        lines += [f"  stage-{stage}:", "    touchpoints:"]
        numbers = range(stage * touchpoints // 6, (stage + 1) * touchpoints // 6)
        lines += [f"      t{number}: {{match: event_{number}, optional: true{ask}}}" for number in numbers]
    path.write_text("\n".join(lines) + "\n")


def measured(command: list[str]) -> tuple[float, float]:
    """Wall seconds, and peak memory in MB, of a process that must succeed."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(command)}")
    return time.perf_counter() - begin, usage.ru_maxrss / (1024 if sys.platform == "linux" else 2**20)


def compare(name: str, ours: list[str], floor: list[str], runs: int, before: Callable[[], object]) -> None:
    """Prints a row: medians of seconds, of memory, and the median of the ratios pair by pair."""
    pairs = []
    for _ in range(runs):
        before()
        pairs.append((measured(ours), measured(floor)))
    mine, bare = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(pair[0][0] / pair[1][0] for pair in pairs)
    memory, least = (max(pair[side][1] for pair in pairs) for side in (0, 1))
    print(f"{name:66} {mine:8.2f} {bare:8.2f} {ratio:6.2f} {memory:8.0f} {least:8.0f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=["sort", "cache", "csv", "touchpoints", "start"])
    options = parser.parse_args()
    data, events = HERE / "data", options.events
    data.mkdir(exist_ok=True)
    os.environ["XDG_CACHE_HOME"] = str(data / "cache")
    log, answers, journey = data / f"events-{events}.parquet", data / f"answers-{events}.parquet", data / "journey.yaml"
    make_log(log, events)
    make_answers(answers, events)
    make_journey(journey)
    tool = [sys.executable, "-m", "journeymap"]

    def report(journey: Path, log: Path, *more: str) -> list[str]:
        return [
            *tool,
            "report",
            str(journey),
            "--events",
            str(log),
            "--answers",
            str(answers),
            "--format",
            "json",
            *more,
        ]

    def nothing() -> None:
        pass

    def forget() -> None:
        shutil.rmtree(data / "cache", ignore_errors=True)

    whole = report(journey, log, "--no-cache")
    print(f"{f'{events:,} events':66} {'ours, s':>8} {'floor, s':>8} {'ratio':>6} {'ours, MB':>8} {'floor':>8}")
    if "sort" in options.only:
        compare("report / bare DuckDB sort", whole, [sys.executable, "-c", SORT, str(log)], options.runs, nothing)
    if "cache" in options.only:
        forget()
        measured(report(journey, log))
        compare("second report, counts kept / report without", report(journey, log), whole, options.runs, nothing)
    if "csv" in options.only:
        table = data / f"events-{events}.csv"
        make_log(table, events)
        bare = [sys.executable, "-c", SCAN, str(table)]
        compare(
            "report of CSV / bare DuckDB scan of it", report(journey, table, "--no-cache"), bare, options.runs, nothing
        )
    if "touchpoints" in options.only:
        wide, many = data / f"events-{events}-300.parquet", data / "journey-300.yaml"
        make_log(wide, events, 300)
        make_journey(many, 300)
        compare(
            "report, 300 touchpoints / 30 touchpoints", report(many, wide, "--no-cache"), whole, options.runs, nothing
        )
    if "start" in options.only:
        floor = [sys.executable, "-c", "pass"]
        compare("check / python -c pass", [*tool, "check", str(journey)], floor, options.runs, nothing)
        compare("--help / python -c pass", [*tool, "--help"], floor, options.runs, nothing)


if __name__ == "__main__":
    main()
