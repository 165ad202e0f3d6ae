"""How long a whole report takes, as a ratio to a bare DuckDB sort of the same columns by customer and time.

    .venv/bin/python benchmarks/report.py [--events 1000000] [--runs 5]

Both are whole processes, run in turn in one go, so that a busy machine is busy for both. Prints medians and their ratio.
"""

import argparse
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
TOUCHPOINTS, NAMES, CUSTOMERS_PER_EVENT = 30, 60, 20
SORT = """
import duckdb, sys
con = duckdb.connect()
con.execute("CREATE TABLE sorted AS SELECT customer, time, event FROM read_parquet(?) ORDER BY customer, time", [sys.argv[1]])
"""


def make_log(path: Path, events: int) -> None:
    """Events of customers who walk 30 touchpoints forward, with steps back, in 60 raw names of which half are on no map."""
    path.parent.mkdir(exist_ok=True)
    duckdb.connect().execute(f"""
        COPY (
            SELECT 'c' || lpad((hash(i) % {max(1, events // CUSTOMERS_PER_EVENT)})::VARCHAR, 9, '0') AS customer,
                   TIMESTAMP '2026-01-01' + to_seconds(hash(i * 7 + 1) % 7776000) AS time,
                   'event_' || ((hash(i * 7 + 1) % 7776000) // 259200 + hash(i * 13 + 5) % 3
                       + if(hash(i * 17 + 3) % 10 < 4, 30, 0)) % {NAMES} AS event
            FROM range({events}) AS made(i)
        ) TO '{path}' (FORMAT parquet)""")


def make_journey(path: Path) -> None:
    """A journey of 30 touchpoints in six stages."""
    lines = ["title: Benchmark", "events: {timezone: UTC}", "stages:"]
    for stage in range(6):
        lines += [f"  stage-{stage}:", "    touchpoints:"]
        numbers = range(stage * 5, stage * 5 + 5)
        lines += [f"      t{number}: {{match: event_{number}, optional: true}}" for number in numbers]
    path.write_text("\n".join(lines) + "\n")


def seconds(command: list[str]) -> float:
    """Wall seconds of a process that must succeed."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - begin


def compare(ours: list[str], floor: list[str], runs: int) -> tuple[float, float, float]:
    """Median seconds of both, and the median of the ratios, pair by pair, after one run of each that does not count."""
    pairs = [(seconds(ours), seconds(floor)) for _ in range(runs + 1)][1:]
    return (
        statistics.median(mine for mine, _ in pairs),
        statistics.median(bare for _, bare in pairs),
        statistics.median(mine / bare for mine, bare in pairs),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    data = HERE / "data"
    log, journey = data / f"events-{options.events}.parquet", data / "journey.yaml"
    make_log(log, options.events)
    make_journey(journey)
    tool = [sys.executable, "-m", "journeymap"]
    table = {
        f"report --format json, {options.events:,} events / bare DuckDB sort": (
            [*tool, "report", str(journey), "--events", str(log), "--format", "json"],
            [sys.executable, "-c", SORT, str(log)],
        ),
        "check / python -c pass": ([*tool, "check", str(journey)], [sys.executable, "-c", "pass"]),
        "--help / python -c pass": ([*tool, "--help"], [sys.executable, "-c", "pass"]),
    }
    print(f"{'':60} {'ours, s':>8} {'floor, s':>8} {'ratio':>6}")
    for name, (ours, floor) in table.items():
        mine, bare, ratio = compare(ours, floor, options.runs)
        print(f"{name:60} {mine:8.2f} {bare:8.2f} {ratio:6.2f}")
    print(f"peak memory of the largest process: {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
