"""A drawing as PDF: the only door to Typst, which is there with `pip install 'journeymap[pdf]'`."""

import importlib.util
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from journeymap.drawing.engine import Engine
from journeymap.drawing.png import fonts_for
from journeymap.drawing.shapes import Drawing
from journeymap.drawing.text import clean
from journeymap.drawing.vector import Theme, svg

_PAGE = b"""
#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", alt: sys.inputs.alt)
"""
"""All that is drawn is handed over as data: nothing of it is ever read as Typst."""


class TypstMissing(RuntimeError):  # noqa: N818 - the name says what is wrong
    """Typst is not installed."""


class TypstFailed(RuntimeError):  # noqa: N818 - as above
    """Typst ran and did not draw; its first line is the message."""


def pdf(drawing: Drawing, *, theme: Theme = "auto", engine: Engine | str | None = None) -> bytes:
    """The drawing as one page that is as large as it, with its words as text, its fonts inside and no date; theme `auto` is light.

    Raises `TypstMissing`, `TypstFailed`, `png.FontMissing`, and what `vector.svg` raises.
    """
    if importlib.util.find_spec("typst") is None:
        raise TypstMissing
    import typst  # noqa: PLC0415 - an extra: what needs no PDF does not need it

    source = svg(drawing, theme="light" if theme == "auto" else theme, engine=engine)
    wanted = fonts_for(drawing)
    with TemporaryDirectory() as folder:
        for number, file in enumerate(wanted.files):
            shutil.copyfile(file, Path(folder) / f"{number}{Path(file).suffix}")
        # Typst's own fonts would stand in for what no other has, and look like nothing else on the map.
        fonts = typst.Fonts(include_system_fonts=wanted.system, include_embedded_fonts=False, font_paths=[folder])
        return _printed(drawing, source, fonts)


def _printed(drawing: Drawing, source: str, fonts: Any) -> bytes:
    import typst  # noqa: PLC0415 - as above

    said = {"svg": source, "title": clean(drawing.title), "alt": clean(drawing.description)}
    try:
        page: Any = typst.Compiler(_PAGE, font_paths=fonts, sys_inputs=said).compile(format="pdf")
    except typst.TypstError as error:
        raise TypstFailed(error.message) from error
    return bytes(page)
