"""JM330: a funnel that is not measured.

What: the journey asks a question about conversion (`funnels`). `check -v` and a map without data answer it by the plan; a report does not
answer it from the log yet.
Why: a question that is asked and passed over in silence looks as if it had been answered.
Before: `funnels: {bought: {steps: [browse, pay, collect], within: 14d}}`, and a report that says nothing of it
After: the report says so; the drop-off of each touchpoint and the completion of the journey are measured meanwhile
"""

from collections.abc import Iterator

from journeymap.finding import Finding, Level
from journeymap.rule import Judged
from journeymap.words import quoted

CODE = "JM330"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each funnel."""
    for name in case.journey.funnels:
        message = f"funnel {quoted(name)} is not measured: reports do not answer funnels from the log yet"
        help = "journeymap check -v tells its share by the plan; drop-off and completion are measured here"
        yield case.say(CODE, Level.HINT, ("funnels", name), message, help, key=True)
