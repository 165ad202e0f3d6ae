"""JM150: texts that are not translated.

What: a translation that stands beside the journey (`shop.vi.yaml` beside `shop.yaml`) has not all of its texts.
Why: a map in two languages at once is hard to read for everybody.
Before: `stages: {buy: {title: Mua}}`, and the touchpoints of the stage have texts too
After: every `title`, `does`, `thinks`, `says`, pain and so on of the journey stands in the translation, under the same ids
"""

from collections.abc import Iterator

from journeymap.amounts import percent, times
from journeymap.finding import Finding, Level, Location
from journeymap.rule import Declared
from journeymap.translation import coverage

CODE = "JM150"
SHOWN = 3


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each language."""
    for found in coverage(case.loaded.own, case.translations):
        if found.missing:
            names = ", ".join(".".join(map(str, ref)) for ref in found.missing[:SHOWN])
            more = f" and {len(found.missing) - SHOWN} more" if len(found.missing) > SHOWN else ""
            done = percent((found.of - len(found.missing)) / found.of)
            message = f"not translated into {found.lang}: {len(found.missing)} of {times(found.of, 'text')} ({done} done): {names}{more}"
            place = Location(found.document.file, 1)
            yield Finding(CODE, Level.WARNING, message, "translate them here, under the same keys", location=place)
