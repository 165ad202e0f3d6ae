"""How long the slowest hostile files take to check, as a ratio to loading `journeys/click-and-collect.yaml`.

    .venv/bin/python -m benchmarks.hostile [--slowest 20] [--runs 3]

All files of `tests/cases/hostile/` and all that `tests/large_files.py` makes, in one process. Prints the best of the runs.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from journeymap.finding import JourneymapError
from journeymap.load import load
from journeymap.pipeline.declared import judged
from tests.large_files import BESIDE, LARGE

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "journeys" / "click-and-collect.yaml"


def best(work: Callable[[], object], runs: int) -> float:
    """The least seconds of some runs, whatever they raise because of the file."""
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        with suppress(JourneymapError):
            work()
        found.append(time.perf_counter() - begin)
    return min(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--slowest", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    one = best(lambda: load(EXAMPLE), 20)
    with tempfile.TemporaryDirectory() as around:
        folder = Path(around) / "project"
        shutil.copytree(ROOT / "tests" / "cases" / "hostile", folder)
        (folder / ".git").mkdir()
        for name, data in BESIDE.items() | {f"{name}.yaml": text.encode() for name, text in LARGE.items()}.items():
            (folder / name).write_bytes(data)
        os.chdir(folder)
        times = {
            path.stem: best(lambda path=path: judged(path), options.runs) for path in sorted(Path().glob("*.yaml"))
        }
        os.chdir(ROOT)
    print(f"{'loading the example':44} {one * 1000:8.1f} ms")
    for name in sorted(times, key=times.__getitem__, reverse=True)[: options.slowest]:
        print(f"{name:44} {times[name] * 1000:8.1f} ms {times[name] / one:7.1f}")
    print(f"{len(times)} files; {sum(spent > 0.2 for spent in times.values())} of them took more than 200 ms")


if __name__ == "__main__":
    main()
