"""Journeys in the formats of others, both ways. One module a format.

To add one: write a module here with `SUFFIXES` and `write(journey)`, or `read(text, name)`, or both, that return an `Exchanged`; and name it
in `_FORMATS`. What a format cannot hold is said in a sentence, never dropped in silence.
"""

from collections.abc import Callable, Mapping
from types import ModuleType

from journeymap.exchange import csv, flowchart, mermaid
from journeymap.exchanged import Exchanged
from journeymap.model import Journey

_FORMATS: Mapping[str, ModuleType] = {"mermaid": mermaid, "flowchart": flowchart, "csv": csv}

WRITERS: Mapping[str, Callable[[Journey], Exchanged]] = {
    name: format.write for name, format in _FORMATS.items() if hasattr(format, "write")
}
"""Formats that can be exported: a journey to their text."""
READERS: Mapping[str, Callable[[str, str], Exchanged]] = {
    name: format.read for name, format in _FORMATS.items() if hasattr(format, "read")
}
"""Formats that can be imported: their text, and the file's name, to the text of a journey file. They raise `JourneymapError` (JM81x)."""
SUFFIXES: Mapping[str, str] = {suffix: name for name, format in _FORMATS.items() for suffix in format.SUFFIXES}
"""The format that a file's name tells."""
