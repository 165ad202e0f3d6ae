"""A Mermaid `journey` diagram, both ways.

| Mermaid | journey file |
|---|---|
| `title` | `title` |
| `section` | a stage with this title |
| task | a touchpoint with this title |
| score 1 to 5 | `feels`, -2 to 2; 3 where nothing is claimed |
| actors | personas; where not all of them take part, `feels` names those that do |

A name that Mermaid would take for something else is written with entities (`#35;` for `#`), which Mermaid shows as the character.
In: comments, directives, `accTitle` and `accDescr` are left out; a file may be Markdown with a ```mermaid block in it.
Everything else that a journey file can say is left out on the way out.
"""

import re

from journeymap import diagram
from journeymap.diagram import NEUTRAL
from journeymap.exchanged import Exchanged, left_out, one_line, slug
from journeymap.language.people import Persona
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey, humanise
from journeymap.units import shown

SUFFIXES = (".mmd", ".mermaid", ".md")
read = diagram.read
_KEPT = ("title", "stages", "personas")
_ACTIVE = re.compile(r"[#;:<>`]|%(?=%)|(?<=%)%|^(?:journey|title|section|accTitle|accDescr)", re.IGNORECASE)
_FEW_WORDS = 3


def write(journey: Journey) -> Exchanged:
    """The journey as a Mermaid journey diagram."""
    lost = left_out(journey, journey_keys=_KEPT, stage_keys=("title",), touchpoint_keys=("title", "feels"))
    names = _actors(journey)
    lines = ["journey", f"    title {_escaped(one_line(journey.title) or 'Journey')}"]
    named = set[str]()
    for stage_id, stage in journey.stages.items():
        lines.append(f"    section {_name(stage.title, stage_id)}")
        for at, touchpoint in stage.touchpoints.items():
            score, taking_part = _score(touchpoint), (_taking_part(touchpoint) or list(names))
            named |= {*taking_part}
            actors = ", ".join(_escaped(names[persona]).replace(",", "#44;") for persona in taking_part)
            lines.append(f"      {_name(touchpoint.title, at)}: {score}{f': {actors}' if actors else ''}")
    lost += _lost_feelings(journey)
    lost += [
        f"left out: the persona {persona}, who feels nothing anywhere" for persona in names if persona not in named
    ]
    lost += [
        f"left out: what is said of the persona {persona}, but the name {shown(names[persona])}"
        for persona, said in journey.personas.items()
        if said != Persona(is_=names[persona])
    ]
    return Exchanged("\n".join(lines) + "\n", tuple(lost))


def _name(title: str | None, identifier: str) -> str:
    return _escaped(one_line(title or "") or humanise(identifier))


def _escaped(text: str) -> str:
    """A name in which nothing is Mermaid; of a name that begins like a keyword the first letter is an entity."""
    return _ACTIVE.sub(lambda found: f"#{ord(found[0][0])};{found[0][1:]}", text)


def _actors(journey: Journey) -> dict[str, str]:
    """What each persona is called in the diagram, each by a name of its own."""
    felt = [persona for touchpoint in journey.touchpoints.values() for persona in _taking_part(touchpoint)]
    names: dict[str, str] = {}
    taken = set[str]()
    for identifier in dict.fromkeys([*journey.personas, *felt]):
        persona = journey.personas.get(identifier)
        wanted = name = _short(identifier, persona.is_ if persona else "")
        number = 2
        while name in taken:
            name = f"{wanted} {number}"
            number += 1
        taken.add(name)
        names[identifier] = name
    return names


def _short(identifier: str, sentence: str) -> str:
    """A persona's name: `Linh` of `Linh, 24, office worker`; where the sentence begins with no name, made from the id."""
    name = one_line(sentence.partition(",")[0])
    made = slug(name, "persona")
    own = identifier == made or re.fullmatch(f"{re.escape(made)}-[0-9]+", identifier)
    short = name and (own or len(name.split()) <= _FEW_WORDS)
    return name if short else one_line(humanise(identifier).replace(",", " ")) or "Persona"


def _taking_part(touchpoint: Touchpoint) -> list[str]:
    """Those of whom a feeling is told; none where it is everyone's."""
    return list(touchpoint.feels.personas) if touchpoint.feels else []


def _score(touchpoint: Touchpoint) -> int:
    feels = touchpoint.feels
    felt = list(feels.personas.values()) if feels else []
    if felt:
        return (2 * sum(felt) + len(felt)) // (2 * len(felt)) + NEUTRAL
    return NEUTRAL + (feels.everyone or 0 if feels else 0)


def _lost_feelings(journey: Journey) -> list[str]:
    silent = [
        at
        for at, touchpoint in journey.touchpoints.items()
        if touchpoint.feels is None or (touchpoint.feels.everyone is None and not touchpoint.feels.personas)
    ]
    mixed = [
        at
        for at, touchpoint in journey.touchpoints.items()
        if touchpoint.feels and len({*touchpoint.feels.personas.values()}) > 1
    ]
    return [f"guessed: 3 (neutral), as nothing is felt at {at}" for at in silent] + [
        f"left out: who feels what at {at}, but the mean" for at in mixed
    ]
