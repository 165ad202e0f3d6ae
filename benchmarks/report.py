"""How long a whole report takes, and how much memory, as ratios to a named floor in the same run.

    .venv/bin/python benchmarks/report.py [--events 1000000] [--runs 3] [--only REPORT ...]

Each row compares two whole processes, run in turn in one go, so that a busy machine is busy for both; it prints medians, and the median of the
ratios pair by pair. The floor of a report is DuckDB alone, sorting the same three columns by customer and time into a table.
"""

import argparse
import compileall
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import duckdb

HERE = Path(__file__).parent
TOOL = (sys.executable, "-m", "journeymap")
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


def compare(name: str, ours: list[str], floor: list[str], runs: int) -> None:
    """Prints a row: medians of seconds, of memory, and the median of the ratios pair by pair."""
    pairs = [(measured(ours), measured(floor)) for _ in range(runs)]
    mine, bare = (statistics.median(pair[side][0] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(pair[0][0] / pair[1][0] for pair in pairs)
    memory, least = (max(pair[side][1] for pair in pairs) for side in (0, 1))
    print(f"{name:66} {mine:8.2f} {bare:8.2f} {ratio:6.2f} {memory:8.0f} {least:8.0f}", flush=True)


class Bench:
    """The rows of one size of log."""

    def __init__(self, events: int, runs: int) -> None:
        self.events, self.runs, self.data = events, runs, HERE / "data"
        self.data.mkdir(exist_ok=True)
        os.environ["XDG_CACHE_HOME"] = str(self.data / "cache")
        # An installed package is compiled; where that is forbidden each start would compile it again.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        compileall.compile_dir(HERE.parent / "journeymap", quiet=1)
        self.log, self.journey = self.data / f"events-{events}.parquet", self.data / "journey.yaml"
        self.answers = self.data / f"answers-{events}.parquet"
        make_log(self.log, events)
        make_answers(self.answers, events)
        make_journey(self.journey)
        self.whole = self.report(self.journey, self.log, "--no-cache")

    def report(self, journey: Path, log: Path, *more: str) -> list[str]:
        data = ["--events", str(log), "--answers", str(self.answers)]
        return [*TOOL, "report", str(journey), *data, "--format", "json", *more]

    def row(self, name: str, ours: list[str], floor: list[str]) -> None:
        compare(name, ours, floor, self.runs)

    def sort(self) -> None:
        self.row("report / bare DuckDB sort", self.whole, [sys.executable, "-c", SORT, str(self.log)])

    def cache(self) -> None:
        shutil.rmtree(self.data / "cache", ignore_errors=True)
        again = self.report(self.journey, self.log)
        measured(again)
        self.row("second report, counts kept / report without", again, self.whole)

    def csv(self) -> None:
        table = self.data / f"events-{self.events}.csv"
        make_log(table, self.events)
        bare = [sys.executable, "-c", SCAN, str(table)]
        self.row("report of CSV / bare DuckDB scan of it", self.report(self.journey, table, "--no-cache"), bare)

    def touchpoints(self) -> None:
        wide, many = self.data / f"events-{self.events}-300.parquet", self.data / "journey-300.yaml"
        make_log(wide, self.events, 300)
        make_journey(many, 300)
        self.row("report, 300 touchpoints / 30 touchpoints", self.report(many, wide, "--no-cache"), self.whole)

    def start(self) -> None:
        floor = [sys.executable, "-c", "pass"]
        self.row("check / python -c pass", [*TOOL, "check", str(self.journey)], floor)
        self.row("--help / python -c pass", [*TOOL, "--help"], floor)


ROWS = {
    "sort": Bench.sort,
    "cache": Bench.cache,
    "csv": Bench.csv,
    "touchpoints": Bench.touchpoints,
    "start": Bench.start,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--only", nargs="*", default=list(ROWS), choices=list(ROWS))
    options = parser.parse_args()
    bench = Bench(options.events, options.runs)
    head = f"{options.events:,} events"
    print(f"{head:66} {'ours, s':>8} {'floor, s':>8} {'ratio':>6} {'ours, MB':>8} {'floor':>8}")
    for name in options.only:
        ROWS[name](bench)


if __name__ == "__main__":
    main()
