"""The styles of maps. To add one: write a module here with `draw(map: Map) -> Drawing` and name it in `STYLES`.

A style decides where things stand, and nothing else: every number is already a word, every judgement already a tone.
"""

from collections.abc import Callable

from journeymap.drawing import Drawing
from journeymap.mapping import Map
from journeymap.styles import blueprint, dropoff, flow, grid

STYLES: dict[str, Callable[[Map], Drawing]] = {
    "blueprint": blueprint.draw,
    "dropoff": dropoff.draw,
    "flow": flow.draw,
    "grid": grid.draw,
}
"""By the name that people write after `--style`."""


def draw(map: Map, style: str = "flow") -> Drawing:
    """The map in a style; `ValueError` names the styles there are."""
    if style not in STYLES:
        raise ValueError(f"there is no style {style!r}; the styles are {', '.join(sorted(STYLES))}")
    return STYLES[style](map)
