"""JM154: a text that was translated before it changed.

What: compared with another revision (`check --base main`) a text of the journey has changed, and its translation has not.
Why: who reads the translation is told what nobody says any more.
Before: `does: Pays by card` in the journey was `does: Pays cash`, and the translation still says `does: Trả tiền mặt`
After: the translation says the same as the journey: `does: Trả bằng thẻ`
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.rule import Declared
from journeymap.translation import outdated

CODE = "JM154"
NEEDS = "base"


def judge(case: Declared) -> Iterator[Finding]:
    """One finding for each text."""
    for lang, other in case.translations.items():
        before = case.base_translations.get(lang)
        for ref in outdated(case.loaded.own.value, other.value, case.base, before):
            name = ".".join(map(str, ref))
            message = f"the text has changed since it was translated into {lang}: {name}"
            yield Finding(CODE, Level.WARNING, message, "translate it anew", location=other.location(ref))
