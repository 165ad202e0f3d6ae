"""JM320: an event of the log is on no map.

What: at least 1 % of the rows carry a name that no touchpoint matches and that `ignore` does not list.
Why: part of the journey may be missing.
Before: `pmt_retry` happens thousands of times and is nowhere.
After: it is bound under `match`, or listed under `ignore` on purpose.
"""

import json
import re
from collections.abc import Iterator

from journeymap.amounts import count, percent
from journeymap.catalogue import say
from journeymap.finding import Evidence, Finding, Level
from journeymap.rule import Judged
from journeymap.words import quoted

CODE = "JM320"
SHARE = 0.01


def _as_yaml(name: str) -> str:
    """A name as an item of a YAML list: in quotes where YAML would read something else."""
    return name if re.fullmatch(r"[^\W\d][\w-]*", name) else json.dumps(name, ensure_ascii=False)


def judge(case: Judged) -> Iterator[Finding]:
    """One finding for each name."""
    data = case.report.data
    for name, rows in data.unbound_names.items():
        if rows >= SHARE * data.rows:
            message = say(
                "event {name} is on no map: {n} of {rows} rows ({share})",
                name=quoted(name),
                n=count(rows),
                rows=count(data.rows),
                share=percent(rows / data.rows, 1),
            )
            yield case.say(
                CODE,
                Level.HINT,
                (),
                message,
                say("bind it under match:, or write ignore: {names}", names=f"[{_as_yaml(name)}]"),
                Evidence("unbound", rows / data.rows, data.rows, rows),
            )
