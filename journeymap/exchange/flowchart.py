"""A Mermaid flowchart, out only: stages as boxes, the designed ways with their shares.

Ways to and from optional touchpoints are dashed, ends are rounded. Feelings, words, channels and everything that is measured
by stay behind.
"""

import re

from journeymap.exchanged import Exchanged, left_out, one_line
from journeymap.language.touchpoint import Next
from journeymap.model import Journey, humanise
from journeymap.plan import plan_of
from journeymap.units import format_duration

SUFFIXES: tuple[str, ...] = ()
_KEPT = ("title", "stages", "starts_at", "ends_at")
_STYLES = """\
    classDef lost stroke:#b3261e
    classDef optional stroke-dasharray:4 3
"""
_ACTIVE = re.compile(
    r"(?=[!-~])[^\w,:'?!()/%.-]|_|:(?=\S)|%(?=%)|(?<=%)%|(?<=www)\.|^[-\d]+[.)]?(?=\s|$)|^-", re.IGNORECASE
)


def write(journey: Journey) -> Exchanged:
    """The journey's plan as a flowchart."""
    plan = plan_of(journey)
    names = _names("t", plan.ids)
    lines = ["flowchart LR", f"    accTitle: {_accessible(journey.title)}"]
    for stage_id, name in _names("s", tuple(journey.stages)).items():
        stage = journey.stages[stage_id]
        lines.append(f'    subgraph {name}["{_label(stage.title, stage_id)}"]')
        for at, touchpoint in stage.touchpoints.items():
            label = f'"{_label(touchpoint.title, at)}"'
            shape = f"([{label}])" if plan.number[at] in plan.ends else f"[{label}]"
            kinds = ["lost"] * (plan.number[at] in plan.lost) or ["optional"] * touchpoint.optional
            lines.append(f"        {names[at]}{shape}{':::' if kinds else ''}{''.join(kinds)}")
        lines.append("    end")
    optional = {at for at, touchpoint in journey.touchpoints.items() if touchpoint.optional}
    for (source, target), way in plan.edges.items():
        ends = plan.ids[source], plan.ids[target]
        arrow = "-.->" if optional & {*ends} else "-->"
        lines.append(f"    {names[ends[0]]} {arrow}{_way(way)} {names[ends[1]]}")
    lost = left_out(
        journey, journey_keys=_KEPT, stage_keys=("title",), touchpoint_keys=("title", "optional", "next", "repeatable")
    )
    return Exchanged("\n".join(lines) + "\n" + _STYLES, tuple(lost))


def _names(prefix: str, ids: tuple[str, ...]) -> dict[str, str]:
    """Ids that mean nothing to Mermaid (`end` would), each its own."""
    names: dict[str, str] = {}
    taken = set[str]()
    for number, identifier in enumerate(ids, 1):
        name = f"{prefix}_{re.sub('[^A-Za-z0-9]', '_', identifier)}"
        if name in taken or not identifier.isascii():
            name = f"{prefix}{number}_"
        taken.add(name)
        names[identifier] = name
    return names


def _label(title: str | None, identifier: str) -> str:
    return _escaped(one_line(title or "") or humanise(identifier))


def _escaped(text: str) -> str:
    """Text in double quotes in which nothing is Mermaid, Markdown or HTML."""
    return _ACTIVE.sub(lambda found: "".join(f"#{ord(char)};" for char in found[0]), text)


def _accessible(text: str) -> str:
    return _escaped(one_line(text)) or "Journey"


def _way(way: Next) -> str:
    words = []
    if way.share is not None:
        words.append(f"{100 * way.share:.3g}%")
    if way.within is not None:
        words.append(f"within {format_duration(way.within)}")
    if way.when is not None and one_line(way.when):
        words.append(_escaped(one_line(way.when)))
    return f'|"{", ".join(words)}"|' if words else ""
