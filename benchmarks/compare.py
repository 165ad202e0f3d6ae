"""How often `compare` calls changed what has not, and how often it sees what has.

    .venv/bin/python -m benchmarks.compare [--runs 1000] [--periods 200] [--planted 50]

Halves: the 3,000 customers of a made-up log, drawn into two halves again and again. Periods: logs of 1,500 customers each, whose two periods differ by
chance only, up to the end of the data. Any difference counts, not only those that matter. Planted: of a trial more customers leave at one touchpoint than of
the control; there only differences count that matter.
"""

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from journeymap.asked import Segments
from journeymap.compared import Found
from journeymap.load import load
from journeymap.pipeline.compared import compared
from tests.false_alarms import JOURNEY, alarms, halves, made_up, periods


def planted(folder: Path, runs: int, drop: float) -> Iterator[Found]:
    """A trial in which more customers leave at `pay` than in the control."""
    for seed in range(runs):
        lines: list[str] = []
        for side in (0, 1):
            plants = [f"pay:drop={drop}"] * side
            files = made_up(folder / f"{seed}-{drop}-{side}", 1_000, 1_000 + 2 * seed + side, *plants)
            header, *rows = Path(files["events"][0]).read_text(encoding="utf-8").splitlines()
            lines += [] if side else [f"{header},variant"]
            lines += [f"{side}{row},{side}" for row in rows]
        log = folder / f"{seed}-{drop}.csv"
        log.write_text("\n".join(lines) + "\n", encoding="utf-8")
        found = compared(
            load(JOURNEY), Segments({"variant": ["1"]}, {"variant": ["0"]}), events=[str(log)], answers=files["answers"]
        )
        yield Found(found.contrasts, found.family, found.unseen)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=1_000)
    parser.add_argument("--periods", type=int, default=200)
    parser.add_argument("--planted", type=int, default=50)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = made_up(folder / "halves", 3_000, 1)
        tell("halves", asked.runs, *alarms(halves(files, asked.runs, 0.0)))
        tell("periods", asked.periods, *alarms(periods(folder / "periods", asked.periods, 1_500, 0.0)))
        for drop in (0.05, 0.1) if asked.planted else ():
            seen = sum(
                any((one.measure, one.of, one.verdict) == ("drop_off", "pay", "worse") for one in found.contrasts)
                for found in planted(folder, asked.planted, drop)
            )
            print(f"drop-off at pay, {drop:.0%} planted: worse in {seen} of {asked.planted} reports", flush=True)


def tell(what: str, runs: int, wrong: int, family: int) -> None:
    if runs:
        told = f"{wrong} of {runs} reports call something changed ({wrong / runs:.1%})"
        print(f"{what}: {told}; {family / runs:.0f} measures tested in each", flush=True)


if __name__ == "__main__":
    main()
