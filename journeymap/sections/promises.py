"""What is promised, and what became of it."""

from collections.abc import Iterable, Iterator
from typing import Any

from journeymap.amounts import NONE, TOO_FEW, count, times
from journeymap.catalogue import mark, say
from journeymap.folds import Fold, row, where
from journeymap.markup import prose
from journeymap.report import Judgement, Report
from journeymap.rules.promises import CODE, UNDECIDED
from journeymap.words import promise_words, promised_words

MOST = 10
MARKS = {"broken": "❌", "undecided": "⚠️", "ok": "✅", "too few": "-"}


_SUMS = (("ok", mark("{n} kept")), ("broken", mark("{n} broken")), ("undecided", mark("{n} undecided")))


def section(report: Report) -> Iterator[str]:
    """The promises that are broken or undecided: broken ones first, inside in the order of the map."""
    shown = _failing(report)
    if not shown:
        return
    places = {
        tuple(finding["ref"]): where(finding, cell=True)
        for finding in report.findings
        if finding["code"] in (CODE, UNDECIDED) and finding["file"]
    }
    yield f"{row('', *_heads(), say('In the file'))}\n|:-:|---|---|--:|--:|--:|---|"
    for found in shown[:MOST]:
        yield row(*_cells(found), places.get(found.ref, ""))
    yield ""
    yield " ".join(_legend(report))
    if len(shown) > MOST:
        yield say("{promises} below.", promises=times(len(shown) - MOST, "more promise"))


def _legend(report: Report) -> Iterator[str]:
    verdicts = {found.verdict for found in report.judgements}
    if "broken" in verdicts:
        promises = times(len(report.judgements), "promise")
        yield say("❌ the whole interval, corrected for {promises}, is past it.", promises=promises)
    if "undecided" in verdicts:
        yield say("⚠️ the interval includes it: not enough to say.")


def told(report: Report) -> Iterator[dict[str, Any]]:
    """The findings that the section tells: what would decide an undecided promise is told elsewhere."""
    shown = {found.ref for found in _failing(report)[:MOST]}
    yield from (one for one in report.findings if one["code"] == CODE and tuple(one["ref"]) in shown)


def _failing(report: Report) -> list[Judgement]:
    return [found for verdict in ("broken", "undecided") for found in report.judgements if found.verdict == verdict]


def fold(report: Report) -> Fold | None:
    """All promises, in the order of the map."""
    if not report.judgements:
        return None
    lines = [f"{row('', *_heads())}\n|:-:|---|---|--:|--:|--:|", *(row(*_cells(found)) for found in report.judgements)]
    return Fold(say("All promises"), ", ".join(_sums(report.judgements)), tuple(lines))


def _sums(judgements: Iterable[Judgement]) -> Iterator[str]:
    verdicts = [found.verdict for found in judgements]
    for verdict, told in _SUMS:
        if number := verdicts.count(verdict):
            yield say(told, n=count(number))
    if few := verdicts.count("too few"):
        yield say("{n} with too few to tell", n=count(few))


def _heads() -> tuple[str, ...]:
    return say("Where"), say("Measure"), say("Promised"), say("Seen"), "n"


def _cells(found: Judgement) -> Iterator[str]:
    yield MARKS[found.verdict]
    yield _where(found)
    yield promised_words(found)
    yield promise_words(found, found.promised, 1)
    yield _seen(found)
    yield count(found.n) if found.n else NONE


def _seen(found: Judgement) -> str:
    if found.value is None:
        return say(TOO_FEW)
    seen = promise_words(found, found.value, 1)
    if found.low is None or found.high is None:
        return seen
    low, high = promise_words(found, found.low, 1), promise_words(found, found.high, 1)
    return say("{value} ({low} to {high})", value=seen, low=low, high=high)


def _where(found: Judgement) -> str:
    if found.about == "journey":
        return say("the journey")
    name = prose(found.title, cell=True)
    return say("stage {name}", name=name) if found.about == "stage" else name
