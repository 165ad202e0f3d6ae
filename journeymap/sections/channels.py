"""Visits by channel, where the log names it."""

from collections import Counter

from journeymap.amounts import count, times
from journeymap.catalogue import say
from journeymap.folds import Fold
from journeymap.markup import label, prose
from journeymap.report import Report
from journeymap.words import channel_words


def section(report: Report) -> Fold | None:
    """Visits by channel, where the log names it."""
    shown = [found for found in report.touchpoints.values() if found.channels]
    if not shown:
        return None
    lines, sums = [], Counter[str]()
    for found in shown:
        parts = (f"{prose(channel_words(name))} {count(visits)}" for name, visits in found.channels.items())
        lines.append(f"- {prose(found.title)}: {', '.join(parts)}")
        sums.update(found.channels)
    return Fold(say("Visits by channel"), _gist(sums), tuple(lines))


def _gist(sums: Counter[str]) -> str:
    named = [name for name in sums if not name.startswith("(")]
    if not named:
        return ""
    most = max(named, key=lambda name: sums[name])
    return say("most on {channel}, {visits}", channel=label(most), visits=times(sums[most], "visit"))
