"""How long it takes to load journey files of 5,000 lines with all their places, as a ratio to `yaml.load` of the same text.

    .venv/bin/python -m benchmarks.load [--runs 7]

Both happen in one process, in turn, so that a busy machine is busy for both. Prints the best of the runs and their ratio.
`yaml.load` is PyYAML's with libyaml (`CSafeLoader`): it knows no places, and judges nothing.
"""

import argparse
import time
from collections.abc import Callable
from functools import partial

import yaml
from journeymap.load import loads
from tests.large_files import BLOCK, DENSE_FLOW, FLOW, journey_of

FORMS = {"block": BLOCK, "flow, two lines a touchpoint": FLOW, "dense flow, one line a touchpoint": DENSE_FLOW}


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    print(f"{'5,000 lines':36} {'KiB':>5} {'ours, ms':>9} {'yaml, ms':>9} {'ratio':>6}")
    for name, form in FORMS.items():
        text = journey_of(5_000, form)
        data = text.encode()
        pairs = [
            (seconds(partial(loads, data, "t.yaml")), seconds(partial(yaml.load, text, yaml.CSafeLoader)))
            for _ in range(options.runs)
        ]
        ours, theirs = (min(pair[side] for pair in pairs) * 1000 for side in (0, 1))
        print(f"{name:36} {len(data) / 1024:5.0f} {ours:9.1f} {theirs:9.1f} {ours / theirs:6.2f}")


if __name__ == "__main__":
    main()
