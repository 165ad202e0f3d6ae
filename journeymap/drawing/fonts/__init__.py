"""The font of pictures that cannot bring words without one: PNG and PDF look the same on every machine, also on one without any font.

Liberation Sans has the widths of `drawing.advances` and covers Latin (Vietnamese too), Greek and Cyrillic. For other scripts the fonts of the
machine are asked. Its licence, the SIL Open Font License 1.1, stands beside it.
"""

from pathlib import Path

FOLDER = Path(__file__).parent
FILES = tuple(str(FOLDER / f"LiberationSans-{weight}.ttf") for weight in ("Regular", "Bold"))
