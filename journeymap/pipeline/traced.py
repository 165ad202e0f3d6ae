"""One customer's way through the funnels, traced."""

from collections.abc import Sequence
from pathlib import Path

from journeymap.intake import Request, take
from journeymap.load import Loaded
from journeymap.plan import plan_of
from journeymap.recount import recount
from journeymap.trace import visits_of


def traced(
    loaded: Loaded, customer: str, *, events: Sequence[str] = (), answers: Sequence[str] = (), base: Path | None = None
) -> str:
    """A customer's visits, and their attempts at every funnel, as Markdown. Files are given as for `measured.measure`.

    Raises `JourneymapError` where the data cannot be used (JM5xx), or the customer is not in it (JM530).
    """
    plan = plan_of(loaded.journey)
    with take(loaded, plan, Request(base or Path.cwd(), events, answers, customer=customer)) as taken:
        visits, heard = next(visits_of(chunk) for chunk in taken.chunks if len(chunk.steps))
    return recount(loaded.journey, plan, customer, visits, heard)
