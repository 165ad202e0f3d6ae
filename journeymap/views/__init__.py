"""How a report is told. To add one: write a module here with `view(report) -> str` and name it in `VIEWS`."""

from collections.abc import Callable

from journeymap.report import Report
from journeymap.views import json, markdown, text

VIEWS: dict[str, Callable[[Report], str]] = {"markdown": markdown.view, "json": json.view, "text": text.view}
"""From a format's name to what writes it."""

SUFFIXES = {".md": "markdown", ".json": "json", ".txt": "text"}
"""From a file's ending to the format that is meant."""
