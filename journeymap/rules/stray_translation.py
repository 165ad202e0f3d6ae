"""JM151: a translation of something that is not there.

What: a translation has a key that the journey has not (any more), or one that holds no text for people.
Why: it is shown nowhere; most often the journey has changed, and the translation has not.
Before: `touchpoints: {brwose: {does: So sánh giá}}`
After: `touchpoints: {browse: {does: So sánh giá}}`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.translation import strays

CODE = "JM151"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each key."""
    for other in case.translations.values():
        for ref, message, help in strays(case.loaded.own, other):
            yield Finding(CODE, Level.WARNING, message, help, location=other.location(ref, key=True))
