"""From a save to its map on the page of `journeymap preview`: seconds of the clock, and what of them is drawing.

    .venv/bin/python benchmarks/preview.py --runs 20

Each run gives the journey another title, writes it beside the file and moves it there. The clock runs until the stream has told of it, until the findings
are there, and until the new picture is. Beside it: the processor time of the server and of Graphviz for one save, which others who use the machine do not
lengthen as much, and the clock for drawing the same journey alone, in a process that has drawn it before.
"""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from journeymap.load import load
from journeymap.pipeline.drawn import draw

JOURNEYS = Path(__file__).parents[1] / "journeys"


class Page:
    def __init__(self, port: int) -> None:
        self._port = port
        self._asking = http.client.HTTPConnection("127.0.0.1", port)
        stream = http.client.HTTPConnection("127.0.0.1", port)
        stream.request("GET", "/events")
        self._heard = stream.getresponse()

    def get(self, path: str) -> bytes:
        self._asking.request("GET", path)
        return self._asking.getresponse().read()

    def row(self, title: str) -> dict[str, Any]:
        for line in iter(self._heard.readline, b""):
            if line.startswith(b"data: "):
                for row in json.loads(line[6:])["files"]:
                    if row["title"] == title:
                        return row
        raise SystemExit("the stream has ended")


def used(pid: int) -> float:
    """Seconds of processor time of a process and of those that it has waited for."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def saved(path: Path, style: str, runs: int) -> tuple[list[list[float]], float]:
    text = path.read_text(encoding="utf-8")
    title = re.search(r"^title: (.*)$", text, re.MULTILINE)
    command = [sys.executable, "-m", "journeymap", "preview", str(path), "--port", "0", "--no-data"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        page = Page(int(re.search(r":(\d+)/", process.stdout.readline())[1]))
        row = page.row(title[1])
        told, said, drawn = [], [], []
        before = 0.0
        for run in range(runs + 1):
            before = used(process.pid) if run == 1 else before
            page.get(f"/map.svg?file={row['key']}&style={style}")
            time.sleep(0.3)
            beside = path.with_name(f".{path.name}.new")
            beside.write_text(text.replace(title[0], f"title: Saved {run}", 1), encoding="utf-8")
            begin = time.perf_counter()
            beside.replace(path)
            row = page.row(f"Saved {run}")
            told.append(time.perf_counter() - begin)
            page.get(f"/sight?file={row['key']}")
            said.append(time.perf_counter() - begin)
            assert f"Saved {run}".encode() in page.get(f"/map.svg?file={row['key']}&style={style}")
            drawn.append(time.perf_counter() - begin)
        took = (used(process.pid) - before) / runs
        process.terminate()
    return [told[1:], said[1:], drawn[1:]], took


def alone(path: Path, style: str, runs: int) -> float:
    loaded, times = load(path), []
    for _ in range(runs):
        begin = time.perf_counter()
        draw(loaded, style=style)
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def main() -> None:
    asking = argparse.ArgumentParser()
    asking.add_argument("--runs", type=int, default=20)
    runs = asking.parse_args().runs
    print(
        f"{'ms from the save, median (longest)':<40}{'told':>14}{'findings':>14}{'map':>14}{'processor':>12}{'map alone':>12}"
    )
    for name in ("airport", "online-order", "click-and-collect", "customer-life"):
        for style in ("flow", "grid"):
            with TemporaryDirectory() as folder:
                path = Path(folder) / f"{name}.yaml"
                path.write_bytes((JOURNEYS / path.name).read_bytes())
                found, took = saved(path, style, runs)
                path.write_bytes((JOURNEYS / path.name).read_bytes())
                floor = alone(path, style, runs)
            cells = "".join(
                f"{f'{1000 * statistics.median(times):.0f} ({1000 * max(times):.0f})':>14}" for times in found
            )
            print(f"{name + ', ' + style:<40}{cells}{1000 * took:>12.0f}{1000 * floor:>12.0f}", flush=True)


if __name__ == "__main__":
    main()
