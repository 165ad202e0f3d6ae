"""What a reviewer of a change should not miss: a promise that was loosened, a removed way that customers take, a removed touchpoint that they come to."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from journeymap.counterparts import Counterparts
from journeymap.difference import Callout, Change, Verdict
from journeymap.promised import more_is_looser
from journeymap.quantities import least, rate
from journeymap.rejudged import Half, three_digits
from journeymap.report import Judgement

_MILDER: Mapping[str, Literal["milder", "extended"]] = {"weight": "milder", "waiver": "extended"}
"""What may be loosened beside promises."""


def callouts(
    changes: Sequence[Change], here: Half | None, base: Half | None, same: Counterparts, min_group: int
) -> Iterator[Callout]:
    """In the order of the changes; the counts are rounded as numbers are."""
    gone = {change.of for change in changes if change.about == "touchpoint" and change.kind == "removed"}
    for change in changes:
        if change.about == "promise" and change.kind in ("loosened", "removed"):
            yield _loosened(change, here, base, same)
        elif change.kind == "loosened" and change.about in _MILDER:
            yield Callout(
                kind=_MILDER[change.about], of=change.of, name=change.name, owner=change.owner, place=change.place
            )
        elif change.about == "way" and change.kind == "removed" and here and not gone & {change.of, change.name}:
            yield from _walked(change, here, min_group)
        elif change.about == "touchpoint" and change.kind == "removed" and base:
            yield from _visited(change, base, min_group)


def _loosened(change: Change, here: Half | None, base: Half | None, same: Counterparts) -> Callout:
    """What is measured, judged by the promise before and by that of now."""
    measure = "sla" if change.name.startswith("sla.") else change.name
    about = "stage" if change.of_stage else "touchpoint" if change.of else "journey"
    names = {"stage": same.stages, "touchpoint": same.touchpoints}.get(about, {})
    was = next((old for old, new in names.items() if new == change.of), change.of)
    now, old = _judgement(here, about, change.of, measure), _judgement(base, about, was, measure)
    as_before: Verdict | None = _verdict(old.verdict) if old else None
    if now and here and measure != "sla" and isinstance(change.before, float | int):
        as_before = _rejudged(now, float(change.before), more_is_looser(change.name, here.loaded.declared))
    return Callout(
        kind="loosened",
        of=change.of,
        of_stage=change.of_stage,
        name=change.name,
        before=change.before,
        after=change.after,
        as_before=as_before,
        as_now=_verdict(now.verdict) if now else None,
        owner=change.owner,
        place=change.place,
    )


def _judgement(half: Half | None, about: str, of: str, measure: str) -> Judgement | None:
    found = half.report.judgements if half else ()
    return next((one for one in found if (one.about, one.of, one.measure) == (about, of, measure)), None)


_VERDICTS: dict[str, Verdict] = {"ok": "ok", "broken": "broken", "undecided": "undecided", "too few": "too few"}


def _verdict(word: str) -> Verdict:
    return _VERDICTS[word]


def _rejudged(found: Judgement, promised: float, at_most: bool) -> Verdict:  # noqa: FBT001 - which way the promise goes
    """What became of a promise, had it been another one."""
    if found.verdict == "too few" or found.low is None or found.high is None:
        return "too few"
    kept, broken = (found.high <= promised, found.low > promised)
    if not at_most:
        kept, broken = (found.low >= promised, found.high < promised)
    return "ok" if kept else "broken" if broken else "undecided"


def _walked(change: Change, here: Half, min_group: int) -> Iterator[Callout]:
    """A removed way, where customers still take it, or where too few to tell of may."""
    report = here.report
    known = {change.of, change.name} <= report.touchpoints.keys()
    walked = next((each for each in report.transitions if (each.from_, each.to) == (change.of, change.name)), None)
    if not known or (walked is None and not report.transitions_hidden):
        return
    found = Callout(kind="way walked", of=change.of, name=change.name, place=change.place)
    source = report.touchpoints[change.of]
    onward = (source.visits or 0) - (source.left or 0) - (source.open or 0)
    share = rate(least(walked.count), onward) if walked else None
    if share is None:
        yield found
        return
    count, n = (three_digits(each) if min_group else each for each in (share.count, share.of))
    value, low, high = (round(each, 4) for each in (share.value, share.low, share.high))
    yield found.model_copy(update={"count": count, "n": n, "value": value, "low": low, "high": high})


def _visited(change: Change, base: Half, min_group: int) -> Iterator[Callout]:
    """A removed touchpoint that was visited, in the same data, as the base binds them."""
    figures = base.report.touchpoints.get(change.of)
    if figures is None or figures.visits == 0 or (figures.visits is None and "visits" not in figures.hidden):
        return
    count = figures.visits if figures.visits is None or not min_group else three_digits(figures.visits)
    yield Callout(kind="touchpoint visited", of=change.of, count=count, place=change.place)
