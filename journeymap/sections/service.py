"""Service levels and signals of trouble, where the journey declares them."""

from collections.abc import Iterator

from journeymap.amounts import NONE, TOO_FEW, count
from journeymap.catalogue import say
from journeymap.folds import Fold, head, row
from journeymap.markup import label, prose
from journeymap.quantities import Rate
from journeymap.report import Report, TouchpointFigures
from journeymap.words import rate_words


def section(report: Report) -> Fold | None:
    """Service levels and signals of trouble, where the journey declares them."""
    shown = [
        found
        for found in report.touchpoints.values()
        if found.sla or found.errors or {"sla", "errors"} & {*found.hidden}
    ]
    if not shown:
        return None
    heads = (say("Touchpoint"), say("Within the SLA"), say("Contacts"), say("With a signal"), say("Visits"))
    rows = (row(prose(found.title, cell=True), *_cells(found, "sla"), *_cells(found, "errors")) for found in shown)
    return Fold(say("Service and signals of trouble"), _gist(shown), (head(*heads), *rows))


def _gist(shown: list[TouchpointFigures]) -> str:
    """The service level that is kept least, and where trouble is told of most."""
    kept = [(found.sla, found.title) for found in shown if found.sla]
    trouble = [(found.errors, found.title) for found in shown if found.errors and found.errors.count]
    told = []
    if kept:
        share, title = min(kept, key=lambda one: one[0].value)
        told.append(say("{share} within the SLA at {touchpoint}", share=rate_words(share), touchpoint=label(title)))
    if trouble:
        share, title = max(trouble, key=lambda one: one[0].value)
        told.append(
            say("{share} of visits show trouble at {touchpoint}", share=rate_words(share), touchpoint=label(title))
        )
    return "; ".join(told)


def _cells(found: TouchpointFigures, key: str) -> Iterator[str]:
    """A share and of how many it is."""
    share: Rate | None = getattr(found, key)
    if share:
        yield from (rate_words(share), count(share.of))
    else:
        yield from [say(TOO_FEW) if key in found.hidden else NONE] * 2
