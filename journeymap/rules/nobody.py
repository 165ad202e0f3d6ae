"""JM322: a persona that nobody in the log is.

What: a persona says by its `segment` which customers they are, and no customer's first step meets it; or the log has no such column.
Why: nobody can be told apart by it, and a map of that persona would be empty.
Before: `segment: {device: Mobile}`, and the log says `mobile`.
After: `segment: {device: mobile}`
"""

from collections.abc import Iterator

from journeymap.catalogue import say
from journeymap.finding import Finding, Level
from journeymap.rule import Judged
from journeymap.words import quoted

CODE = "JM322"


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each persona; none where only some customers are looked at."""
    report = case.report
    if report.segment or report.persona is not None:
        return
    for name, columns in report.subgroups.unknown.items():
        told = ", ".join(map(quoted, columns))
        cure = say("name a column that the log has; journeymap data lists them")
        message = say("persona {name}: the log has no column {columns}", name=quoted(name), columns=told)
        yield _say(case, (name, "segment", columns[0]), message, cure)
    for name, customers in report.subgroups.personas.items():
        if customers == 0:
            columns = tuple(case.journey.personas[name].segment)
            message = say(
                "persona {name}: no customer's first step meets the segment ({columns})",
                name=quoted(name),
                columns=", ".join(map(quoted, columns)),
            )
            cure = say("write the values as they stand in the log; capital letters matter")
            yield _say(case, (name, "segment"), message, cure)


def _say(case: Judged, where: tuple[str, ...], message: str, cure: str) -> Finding:
    return case.say(CODE, Level.WARNING, ("personas", *where), message, cure, key=True)
