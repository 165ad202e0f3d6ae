"""JM318: it has become worse lately.

What: in the latest quarter of the weeks that are over (of months, where the log spans a year) customers leave, wait too long, are not satisfied or find it hard
more often than in those before: at least 2 points more, with at least 100 customers on each side, and not by chance (two proportions, corrected for
all that the report tests of personas and of the latest periods). Of visits, a week is over when it is known what followed them: `leaves_after` later.
Why: in the sum of all weeks a bad one is lost, and it is the one that can still be mended.
Before: 24 % leave here, as every month; nobody sees that it was 22 % and is 31 % since the release.
After: what changed is found and taken back; `journeymap compare --before ... --after ...` tells what else has changed.
"""

from collections.abc import Iterator

from journeymap.catalogue import day, say
from journeymap.finding import Finding, Level
from journeymap.rule import SHOWS, Judged, evidence, lately_words, share_words
from journeymap.words import points

CODE = "JM318"
_OF_VISITS = frozenset({"drop_off", "slow"})


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each sign of friction and touchpoint."""
    parts = case.report.subgroups
    for found in parts.worse:
        lately = parts.settled if found.signal in _OF_VISITS else parts.lately
        if found.persona is not None or lately is None:
            continue
        yield case.say(
            CODE,
            Level.WARNING,
            case.journey.ref(found.touchpoint),
            say(
                "{name}: in the {latest} ({since} to {until}) {seen}, before {before}: {difference}",
                name=case.name(found.touchpoint),
                latest=lately_words(lately.periods, lately.unit),
                since=day(lately.since),
                until=day(lately.until),
                seen=share_words(found.seen, SHOWS[found.signal]),
                before=share_words(found.others),
                difference=points(found.difference),
            ),
            say(
                "see what changed then: a release, a campaign, a partner; compare the two periods with journeymap compare"
            ),
            evidence(f"{found.signal} lately", found.seen),
            key=True,
        )
