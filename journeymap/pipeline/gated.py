"""A journey held against its data, for a gate: what is to be said of its measures, each with its place."""

from datetime import date
from typing import Unpack

from journeymap.asked import Asked
from journeymap.finding import Finding
from journeymap.intake import Watch, unwatched
from journeymap.load import Loaded
from journeymap.pipeline.declared import looked_at
from journeymap.pipeline.finished import judged_measures, judged_on
from journeymap.pipeline.measured import measure


def hold(
    loaded: Loaded, *, today: date | None = None, watch: Watch = unwatched, **asked: Unpack[Asked]
) -> tuple[list[Finding], str]:
    """The findings of a journey's measures by place, and the verdict on its promises in a sentence.

    The arguments are those of `measured.measure`. Raises `JourneymapError` (JM5xx) where the data cannot be used.
    """
    seen = looked_at(loaded, persona=asked.get("persona"), planned=False)
    report = measure(seen, today=today, watch=watch, **asked)
    some = any(asked.get(part) for part in ("persona", "segment", "since", "until"))
    findings, _ = judged_measures(seen, report, judged_on(report, today), some=some)
    return sorted(findings, key=lambda finding: finding.place), report.verdict
