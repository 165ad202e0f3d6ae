"""How long a whole report takes beside what others make of the same log: PM4Py and retentioneering.

    .venv/bin/python benchmarks/peers.py [--events 1000000] [--runs 3]

Each peer has an environment of its own under benchmarks/data/, made at the first run; the project never imports one (PM4Py is under the AGPL). All are whole
processes, run in turn, so that a busy machine is busy for all. The peers read the same Parquet file with pandas, keep the names that are on the map, and make
what comes nearest to a report: they make fewer numbers of it, and no intervals. Prints versions, and medians of
seconds, seconds of all processors and peak memory, with the medians of their ratios run by run.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from report import HERE, make_journey, make_log

READ = """
import sys
import pandas as pd
log = pd.read_parquet(sys.argv[1])
log = log[log["event"].isin([f"event_{number}" for number in range(30)])]
"""
PM4PY = (
    READ
    + """
import pm4py
log = pm4py.format_dataframe(log, case_id="customer", activity_key="event", timestamp_key="time")
graph, starts, ends = pm4py.discover_dfg(log)
times, _, _ = pm4py.discover_performance_dfg(log, perf_aggregation_key="all")
variants = pm4py.get_variants(log)
starts, ends = pm4py.get_start_activities(log), pm4py.get_end_activities(log)
print(f"{len(log):,} events, {sum(graph.values()):,} transitions of {len(graph):,} pairs, {len(variants):,} variants")
"""
)
RETENTIONEERING = (
    READ
    + """
from retentioneering import Eventstream
stream = Eventstream(log, schema={"path_cols": ["customer"], "event_col": "event", "timestamp_col": "time"})
edges = {kind: stream.transition_graph_data(kind) for kind in ("count", "unique_paths", "time_median", "time_q95")}
told = stream.describe()
steps = stream.step_matrix_data(max_steps=10)
count = edges["count"].drop(index="path_start", columns="path_end", errors="ignore").to_numpy()
print(f"{len(log):,} events, {int(count.sum()):,} transitions of {int((count > 0).sum()):,} pairs")
"""
)
OURS = """
import json, sys
report = json.load(open(sys.argv[1]))
walked, variants = report["transitions"], report["variants"]["total"]
# What is told as a range, because a small group stands beside it, counts as its lower end.
total = sum(each["count"] if isinstance(each["count"], int) else each["count"]["low"] for each in walked)
print(f"{report['data']['steps']:,} events, at least {total:,} transitions of {len(walked):,} pairs, {variants:,} variants")
"""


@dataclass(frozen=True)
class Peer:
    """A library, what to install, and what it is asked to do. `needs` reads Parquet for pandas."""

    name: str
    wanted: str
    script: str
    needs: str = "pyarrow"

    @property
    def python(self) -> Path:
        """The Python of its environment."""
        return HERE / "data" / "peers" / self.name / "bin" / "python"

    def install(self) -> str:
        """Makes its environment if there is none; returns the versions that were installed."""
        if not self.python.exists():
            print(f"installing {self.wanted} ...", flush=True)
            subprocess.run([sys.executable, "-m", "venv", str(self.python.parent.parent)], check=True)
            subprocess.run([str(self.python), "-m", "pip", "install", "--quiet", self.wanted, self.needs], check=True)
        frozen = subprocess.run([str(self.python), "-m", "pip", "freeze"], check=True, capture_output=True, text=True)
        known = (self.name, "pandas", "numpy", "duckdb", "pyarrow")
        return ", ".join(line.replace("==", " ") for line in frozen.stdout.split() if line.split("==")[0] in known)


PEERS = (Peer("pm4py", "pm4py==2.7.*", PM4PY), Peer("retentioneering", "retentioneering==5.*", RETENTIONEERING))


def run(command: list[str]) -> tuple[float, float, float, str]:
    """Wall seconds, seconds of all processors and peak megabytes of a process that must succeed, and the last line that it printed."""
    quiet = os.environ | {"RETENTIONEERING_NO_TRACK": "1", "PYTHONWARNINGS": "ignore"}
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=quiet)
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}")
    busy = used.ru_utime + used.ru_stime
    return time.perf_counter() - begin, busy, used.ru_maxrss / 1024, said.strip().rpartition("\n")[2]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    data = HERE / "data"
    log, journey, out = data / f"events-{options.events}.parquet", data / "journey-peers.yaml", data / "report.json"
    make_log(log, options.events)
    make_journey(journey, asks=False)
    commands = {
        "journeymap": [
            *(sys.executable, "-m", "journeymap", "report", str(journey)),
            *("--events", str(log), "--no-cache", "-o", str(out)),
        ]
    }
    for peer in PEERS:
        print(f"{peer.name}: {peer.install()}")
        commands[peer.name] = [str(peer.python), "-c", peer.script, str(log)]
    found: dict[str, list[tuple[float, float, float, str]]] = {name: [] for name in commands}
    for _ in range(options.runs):
        for name, command in commands.items():
            found[name].append(run(command))
    made = {name: runs[-1][-1] for name, runs in found.items()}
    made["journeymap"] = run([sys.executable, "-c", OURS, str(out)])[-1]
    print(f"\n{options.events:,} events, {options.runs} runs:")
    print(f"{'':16} {'seconds':>8} {'of CPU':>8} {'MB':>6}   {'x':>5} {'x CPU':>6} {'x MB':>6}  what it made")
    for name, runs in found.items():
        kinds = range(3)
        middle = [statistics.median(each[kind] for each in runs) for kind in kinds]
        ratios = [
            statistics.median(one[kind] / mine[kind] for one, mine in zip(runs, found["journeymap"], strict=True))
            for kind in kinds
        ]
        told = (
            f"{middle[0]:8.2f} {middle[1]:8.2f} {middle[2]:6.0f}   {ratios[0]:5.2f} {ratios[1]:6.2f} {ratios[2]:6.2f}"
        )
        print(f"{name:16} {told}  {made[name]}")


if __name__ == "__main__":
    main()
