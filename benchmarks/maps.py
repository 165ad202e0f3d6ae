"""How long a flow map takes beyond start-up, part by part, and how well its arrows can be followed.

    .venv/bin/python -m benchmarks.maps [--runs 5] [--largest 2000]

Milliseconds of processor time, the best of the runs, with all caches emptied before each: what one call of the command line pays.
Graphviz is a process of its own: its time is that of the child, and the line above the table says how much of it is start-up.
"""

import argparse
import resource
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from journeymap.decide import decide
from journeymap.drawing import digraph, engine, markup, metrics, svg, text
from journeymap.drawing.score import score
from journeymap.load import load
from journeymap.mapping import Map
from journeymap.pieces import folding
from journeymap.plan import plan_of
from journeymap.styles import draw
from tests.fixtures.maps import crowd

CACHES = (metrics.width, metrics.wrap, metrics._advance, metrics._parts, text._cleaned, markup._written, digraph.px)  # noqa: SLF001 - emptied to measure
EMPTY = digraph.dot(draw(crowd(1, 1)), words=False)


def spent() -> tuple[float, float]:
    """Processor time in ms, of this process and of its children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() * 1000, (children.ru_utime + children.ru_stime) * 1000


def best(runs: int, work: Callable[[], object]) -> tuple[float, float]:
    """The least of both, each for itself."""
    found = []
    for _ in range(runs):
        for cache in CACHES:
            cache.cache_clear()
        before = spent()
        work()
        found.append(tuple(after - start for after, start in zip(spent(), before, strict=True)))
    return min(own for own, _ in found), min(child for _, child in found)


def decided(path: Path) -> Map:
    journey = load(path).journey
    return decide(journey, plan_of(journey))


def parts(runs: int, name: str, map_: Map, deciding: float) -> None:
    drawing = draw(map_)
    layout, _ = best(runs, partial(draw, map_))
    written, graphviz = best(runs, partial(svg, drawing))
    found = score(drawing)
    total = deciding + layout + written + graphviz
    print(
        f"{name:34} {deciding:7.0f} {layout:7.0f} {graphviz:9.0f} {written:6.0f} {total:6.0f}   "
        f"{found.overlaps:8} {found.crossings:9} {found.bends:6} {found.unlabelled:10}"
    )


def growth(runs: int, largest: int) -> None:
    """The layout alone, nothing folded."""
    print(f"\n{'unfolded, 10 stages':34} {'arrows':>7} {'layout':>7} {'a touchpoint':>13}")
    folding.MOST = largest + 1
    count = 125
    while count <= largest:
        map_ = crowd(count, 10)
        layout, _ = best(runs, partial(draw, map_))
        print(f"{f'{count} touchpoints':34} {len(map_.arrows):7} {layout:7.0f} {layout / count:13.2f}", flush=True)
        count *= 2


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--largest", type=int, default=2000)
    options = parser.parse_args()
    _, start = best(options.runs, partial(engine.run, EMPTY))
    print(f"Graphviz for one card: {start:.0f} ms")
    print(
        f"{'map':34} {'decide':>7} {'layout':>7} {'Graphviz':>9} {'SVG':>6} {'all':>6}   "
        f"{'overlaps':>8} {'crossings':>9} {'bends':>6} {'unlabelled':>10}"
    )
    for path in sorted((Path(__file__).parents[1] / "journeys").glob("*.yaml")):
        journey = load(path).journey
        deciding, _ = best(options.runs, partial(decide, journey, plan_of(journey)))
        parts(options.runs, f"{path.stem}, as declared", decided(path), deciding)
    for count, stages in ((60, 6), (200, 10), (200, 6)):
        parts(options.runs, f"{count} touchpoints, {stages} stages", crowd(count, stages), 0.0)
    growth(max(1, options.runs // 2), options.largest)


if __name__ == "__main__":
    main()
