"""JM317: one persona does worse here than the others.

What: customers of one persona leave, wait too long, are not satisfied or find it hard more often than all others do: at least 2 points more, with at least 100
customers on each side, and not by chance (two proportions, corrected for all that the report tests of personas and of the latest periods).
Why: an average hides who suffers. What works for most may shut out the others.
Before: 12 % leave at the payment, which is fine; of those who pay by boleto it is 30 %.
After: the way that they take is mended; a run with `--persona` shows all of theirs.
"""

from collections.abc import Iterator

from journeymap.catalogue import say
from journeymap.finding import Finding, Level, Location
from journeymap.rule import SHOWS, Judged, evidence, share_words
from journeymap.words import points

CODE = "JM317"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each sign of friction, persona and touchpoint."""
    for found in case.report.subgroups.worse:
        if found.persona is None:
            continue
        ref = case.journey.ref(found.touchpoint)
        yield case.say(
            CODE,
            Level.WARNING,
            ref,
            say(
                "{name}: of {id} ({place}) {seen}, of all others {others}: {difference}",
                name=case.name(found.touchpoint),
                id=found.persona,
                place=_line(case, found.persona, case.loaded.locate(ref, key=True)),
                seen=share_words(found.seen, SHOWS[found.signal]),
                others=share_words(found.others),
                difference=points(found.difference),
            ),
            say("look at report --persona {id}, and ask them what is different for them", id=found.persona),
            evidence(f"{found.signal} of {found.persona}", found.seen),
            key=True,
        )


def _line(case: Judged, persona: str, beside: Location | None) -> str:
    """Where a persona stands: the line, and the file where it is another one."""
    place = case.loaded.locate(("personas", persona), key=True)
    if place is None:
        return say("a persona")
    same = beside is not None and beside.file == place.file
    return say("line {n}", n=place.line) if same else f"{place.file}:{place.line}"
