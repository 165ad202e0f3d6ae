"""Every style of every example journey, drawn into `docs/gallery/` with a page around them: `make gallery`.

A journey with a log of its own is drawn as it was measured; one without is drawn as it is declared, and once more on made-up data.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from journeymap.cli import main
from journeymap.load import load
from journeymap.styles import STYLES

JOURNEYS = Path(__file__).parents[1] / "journeys"
FOLDER = Path(__file__).parent / "gallery"
CUSTOMERS, SEED = 5000, 7
PLANTED = {"click-and-collect": ("pay:drop=0.2", "check-stock:slow=5", "hotline:ces=+2")}
"""Friction that the made-up data of a journey show."""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self'; style-src 'unsafe-inline'">
<title>Gallery: every style of every example</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 Arial, Helvetica, sans-serif; max-width: 1160px; margin: 2rem auto; padding: 0 1rem; }}
img {{ max-width: 100%; height: auto; display: block; }}
figure {{ margin: 1rem 0 3rem; }}
</style>
<h1>Gallery: every style of every example</h1>
<p>Drawn by <code>journeymap map JOURNEY --all</code>. The pictures follow the reader's own light or dark theme.</p>
{body}
</html>
"""


@dataclass(frozen=True)
class Example:
    """A journey and on what it is drawn."""

    journey: Path
    name: str
    told: str
    """In words: measured, declared, made up."""
    options: tuple[str, ...] = ()


def examples(journey: Path, folder: Path) -> list[Example]:
    """How a journey is shown: on its own log where that is at hand, else as declared and on made-up data."""
    stem = journey.stem
    sources = load(journey).journey.events.from_
    if sources and all((journey.parent / source).exists() for source in sources):
        return [Example(journey, stem, "measured on its own log")]
    made_up = folder / "data" / stem
    planted = [part for plant in PLANTED.get(stem, ()) for part in ("--plant", plant)]
    run("simulate", journey, "-o", made_up, "--customers", CUSTOMERS, "--seed", SEED, *planted)
    data = ("--events", str(made_up / "events.csv"), "--answers", str(made_up / "answers.csv"))
    return [
        Example(journey, f"{stem}-declared", "as it is declared, without data", ("--no-data",)),
        Example(journey, f"{stem}-made-up", "on made-up data", data),
    ]


def build(folder: Path, journeys: Sequence[Path]) -> Path:
    """Draws everything and writes the page; returns its path."""
    shown = [example for journey in journeys for example in examples(journey, folder)]
    for example in shown:
        run(
            "map",
            example.journey,
            "--all",
            "-o",
            folder / example.name,
            "--format",
            "svg",
            "--format",
            "md",
            *example.options,
        )
    page = folder / "index.html"
    page.write_text(_PAGE.format(body="\n".join(map(_section, shown))), encoding="utf-8", newline="\n")
    return page


def run(*arguments: object) -> None:
    """The command line, in this process. `SystemExit` where it fails."""
    try:
        main([str(argument) for argument in arguments])
    except SystemExit as ended:
        if ended.code:
            raise


def _section(example: Example) -> str:
    title, stem = load(example.journey).journey.title, example.journey.stem
    lines = [f"<h2>{escape(title)}, {example.told}</h2>"]
    for style in STYLES:
        picture = f"{example.name}/{stem}-{style}.svg"
        lines.append(
            f'<figure><a href="{picture}"><img src="{picture}" alt="{escape(title)}, style {style}"></a><figcaption>{style}</figcaption></figure>'
        )
    lines.append(f'<p><a href="{example.name}/{stem}.md">The same as tables</a></p>')
    return "\n".join(lines)


if __name__ == "__main__":
    print(build(FOLDER, sorted(JOURNEYS.glob("*.yaml"))), file=sys.stderr)  # noqa: T201 - a script's own word
