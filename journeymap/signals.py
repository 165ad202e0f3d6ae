"""Signals of trouble: rows of the log that are no step, and the SQL that finds the touchpoints whose `signals` they meet."""

from collections.abc import Iterator, Mapping

from journeymap.binding import Bind, where_sql
from journeymap.language.observation import Pattern
from journeymap.model import Journey


def patterns(journey: Journey) -> Iterator[tuple[int, Pattern]]:
    """Every pattern of `signals` as (touchpoint's number, pattern), in the order of the design."""
    for number, touchpoint in enumerate(journey.touchpoints.values()):
        for pattern in touchpoint.signals:
            yield number, pattern


def signals_sql(bind: Bind, journey: Journey, bound: str, alias: Mapping[str, str]) -> str:
    """The bound rows with `signals`: the numbers of the touchpoints whose signals a row meets, like `3,7`; NULL where it is a step, or meets none.

    `bound` is a query; `alias` maps a property to our name of its column. One name may tell of trouble at several touchpoints.
    """
    plain: dict[str, list[str]] = {}
    parts = ["s.plain"]
    for number, pattern in patterns(journey):
        if pattern.where:
            test = f"b.name = {bind(pattern.event)} AND {where_sql(bind, pattern.where, alias)}"
            parts.append(f"CASE WHEN {test} THEN '{number:d}' END")
        else:
            plain.setdefault(pattern.event, []).append(str(number))
    if not plain and len(parts) == 1:
        return f"SELECT *, CAST(NULL AS VARCHAR) AS signals FROM ({bound})"
    names, numbers = bind(list(plain)), bind([",".join(found) for found in plain.values()])
    known = f"SELECT unnest({names}::VARCHAR[]) AS name, unnest({numbers}::VARCHAR[]) AS plain"
    found = f"CASE WHEN b.rule IS NULL THEN nullif(concat_ws(',', {', '.join(parts)}), '') END"
    return f"SELECT b.*, {found} AS signals FROM ({bound}) b LEFT JOIN ({known}) s ON b.name = s.name"
