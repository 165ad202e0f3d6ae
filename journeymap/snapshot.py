"""A snapshot: what a report tells, and nothing more, in a file that can be committed, so that CI never sees an event.

The file is JSON, a touchpoint, a way or a survey a line, in the order of the journey: a change of one is a change of its line. What it tells was counted by
a journey that may have changed since: of each part that was counted, a hash says by which rules.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from journeymap.model import Journey
from journeymap.plan import Plan
from journeymap.quantities import Figures
from journeymap.report import Judgement, Report

KIND = "snapshot"
FORMAT = 1
MARK = b'{\n"_journeymap": "snapshot",\n'
"""How a snapshot begins."""
MOST = 64 * 1024 * 1024
"""Bytes of a file that could be a snapshot."""
_OURS = ("findings", "waived", "verdict", "privacy", "previous", "judgements", "journeymap")
"""Of a report, what is said anew each time."""


class Rules(Figures):
    """By which rules of the journey it was counted, as hashes. Ids are those of the journey then."""

    cases: str
    """What a case is, where it is over, and how the log is read."""
    design: str
    """Starts and designed ways."""
    stages: str
    binding: dict[str, str]
    """By touchpoint: what is a visit, a signal, an answer there."""
    surveys: dict[str, str]
    funnels: dict[str, str]
    takes: dict[str, float | None]
    within: dict[str, float | None]
    """Of a service level."""


class Snapshot(Figures):
    """The numbers of a report, the promises as they were judged, how many were judged together, and the rules."""

    min_group: int
    rules: Rules
    promises: tuple[Judgement, ...]
    report: Report


def rules_of(journey: Journey, plan: Plan, former: dict[str, str]) -> Rules:
    """The rules of a journey, with the ids that touchpoints had: `former` by the ids of today."""

    def was(name: str) -> str:
        return former.get(name, name)

    ids, own = [was(name) for name in plan.ids], journey.touchpoints
    events = journey.events.model_dump(mode="json", exclude={"from_", "max_bad_rows", "as_of"})
    ends = [sorted(ids[number] for number in numbers) for numbers in (plan.won, plan.lost)]
    spans = [str(journey.leaves_after), str(journey.new_case_after)]
    edges = sorted([ids[one], ids[other]] for one, other in plan.edges)
    starts = sorted(ids[number] for number in plan.starts)
    return Rules(
        cases=_hash([events, ends, spans, sorted(ids[number] for number in plan.composites)]),
        design=_hash([edges, starts, sorted(was(name) for name in own if own[name].optional)]),
        stages=_hash([[name, [was(each) for each in stage.touchpoints]] for name, stage in journey.stages.items()]),
        binding={
            was(name): _hash(each.model_dump(mode="json", include={"match", "signals", "ask", "channel"}))
            for name, each in own.items()
        },
        surveys={
            name: _hash(each.model_dump(mode="json", exclude={"from_", "comment"}))
            for name, each in journey.surveys.items()
        },
        funnels={name: _hash(_mapped(each.model_dump(mode="json"), former)) for name, each in journey.funnels.items()},
        takes={was(name): each.takes.total_seconds() if each.takes else None for name, each in own.items()},
        within={was(name): each.sla.within.total_seconds() if each.sla else None for name, each in own.items()},
    )


def counted_by(journey: Journey, plan: Plan, min_group: int) -> str:
    """By which rules the ways of customers are counted, and groups of how many customers are hidden, as a hash: those of two reports can be held
    against each other where it is the same.
    """
    seen = [name for number, name in enumerate(plan.ids) if number not in plan.unseen]
    events = {
        name: [journey.stage_of(name), journey.touchpoints[name].model_dump(mode="json", include={"match", "channel"})]
        for name in seen
    }
    edges = sorted([plan.ids[one], plan.ids[other]] for one, other in plan.edges)
    known = [each for each in edges if each[0] in events and each[1] in events]
    return _hash([rules_of(journey, plan, {}).cases, events, known, min_group])


def _mapped(value: Any, former: dict[str, str]) -> Any:
    """Values in which ids of touchpoints are those that they had."""
    if isinstance(value, dict):
        return {former.get(key, key): _mapped(each, former) for key, each in value.items()}
    if isinstance(value, list):
        return [_mapped(each, former) for each in value]
    return former.get(value, value) if isinstance(value, str) else value


def _hash(value: Any) -> str:
    return hashlib.blake2b(_plain(value).encode(), digest_size=8).hexdigest()


def _plain(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def written(snapshot: Snapshot) -> str:
    """The file: the same bytes for the same numbers and rules."""
    told = snapshot.model_dump(mode="json", by_alias=True)
    for name in _OURS:
        told["report"].pop(name, None)
    content = {"_journeymap": KIND, "format": FORMAT, **told}
    return "{\n" + ",\n".join(_lines({**content, "sum": _sum(content)})) + "\n}\n"


def _sum(content: dict[str, Any]) -> str:
    return hashlib.sha256(_plain(content).encode()).hexdigest()


def _lines(content: dict[str, Any]) -> Iterator[str]:
    for key, value in content.items():
        if key in ("report", "rules"):
            parts = ",\n".join(_part(name, each) for name, each in value.items())
            yield f"{json.dumps(key)}: {{\n{parts}\n}}"
        else:
            yield _part(key, value)


def _part(name: str, value: Any) -> str:
    """A part, each member of which has a line where it is a table."""
    if isinstance(value, dict) and any(isinstance(each, dict) for each in value.values()):
        rows = ",\n".join(f"  {json.dumps(key, ensure_ascii=False)}: {_told(each)}" for key, each in value.items())
        return f"{json.dumps(name)}: {{\n{rows}\n}}"
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        rows = ",\n".join(f"  {_told(each)}" for each in value)
        return f"{json.dumps(name)}: [\n{rows}\n]"
    return f"{json.dumps(name)}: {_told(value)}"


def _told(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def parsed(data: bytes) -> Snapshot:
    """A snapshot from its file. Raises `ValueError` with what is wrong: another format, a sum that does not fit, values that are none."""
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it is no JSON: {error}") from error
    if not isinstance(content, dict) or content.pop("_journeymap", None) != KIND:
        raise ValueError("it is no snapshot")
    told, form = content.pop("sum", None), content.pop("format", None)
    if form != FORMAT:
        raise ValueError(f"it is of format {form}, and this journeymap reads format {FORMAT}")
    if told != _sum({"_journeymap": KIND, "format": FORMAT, **content}):
        raise ValueError("its numbers do not fit its checksum: it was edited, merged by lines or damaged")
    report = content.get("report")
    if isinstance(report, dict):
        report |= {"findings": (), "verdict": "", "privacy": "", "judgements": ()}
    try:
        return Snapshot.model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise ValueError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from error
