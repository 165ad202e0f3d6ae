"""The text of a Mermaid journey -> a journey file. What stands for what is told in `journeymap.exchange.mermaid`."""

import html
import re
from dataclasses import dataclass, field
from pathlib import PurePath

from journeymap.exchanged import Exchanged, Faults, Ids, one_line
from journeymap.model import humanise
from journeymap.units import shown
from journeymap.yaml_text import Value, yaml_text

NEUTRAL = 3
"""The score at which nothing is felt."""
_ENTITY = re.compile(r"#(\w+);")
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})\s*mermaid\b.*", re.IGNORECASE)
_FENCE_END = re.compile(r"\s*(?:`{3,}|~{3,})\s*")
_COMMENT = re.compile(r"#(?!\w+;).*")
_WORD = re.compile(r"(title|section)\s+(.*)|(accTitle|accDescr)\s*(:|\{)(.*)", re.IGNORECASE)


@dataclass(frozen=True)
class _Task:
    name: str
    feels: int
    actors: tuple[str, ...]


@dataclass
class _Read:
    """What was read so far."""

    faults: Faults
    title: str = ""
    begun: bool = False
    sections: list[tuple[str, list[_Task]]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    comments: int = 0
    inside: str = ""
    """What ends the directive or the description that goes on for lines; empty outside of one."""


def read(text: str, name: str) -> Exchanged:
    """The journey file that says what a Mermaid journey does. Raises `JourneymapError` (JM81x)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = _Read(Faults(name, text))
    if not text.strip():
        found.faults.say("JM815", "the file is empty", "begin with 'journey'", (0, 1))
    for start, line in _lines(text, found):
        _line(start, line, found)
    if not found.begun and not found.faults.found:
        found.faults.say("JM810", "no Mermaid journey stands here", "begin it with 'journey'", (0, 1))
    elif not any(tasks for _, tasks in found.sections) and not found.faults.found:
        found.faults.say("JM815", "there is no task in the journey", "write one like 'Pay: 3: Me'", (0, 1))
    found.faults.stop()
    return Exchanged(yaml_text(_journey(found, name)), tuple(found.lost))


def _lines(text: str, found: _Read) -> list[tuple[int, str]]:
    """The lines of the diagram with their offsets: all, or those in the Markdown block that holds a journey."""
    lines, at = list[tuple[int, str]](), 0
    for line in text.split("\n"):
        lines.append((at, line))
        at += len(line) + 1
    blocks: list[list[tuple[int, str]]] = []
    inside = False
    for start, line in lines:
        if not inside and _FENCE.fullmatch(line):
            inside = True
            blocks.append([])
        elif inside and _FENCE_END.fullmatch(line):
            inside = False
        elif inside:
            blocks[-1].append((start, line))
    if not blocks:
        return _without_front(lines, found)
    chosen = next((block for block in blocks if any(line.strip().lower() == "journey" for _, line in block)), blocks[0])
    found.lost.append("left out: what stands around the diagram")
    return _without_front(chosen, found)


def _without_front(lines: list[tuple[int, str]], found: _Read) -> list[tuple[int, str]]:
    """Lines without the front matter, of which the title is kept."""
    first = next((number for number, (_, line) in enumerate(lines) if line.strip()), len(lines))
    if first == len(lines) or lines[first][1].strip() != "---":
        return lines
    for number, (_, line) in enumerate(lines[first + 1 :], first + 1):
        key, _, value = line.partition(":")
        if line.strip() == "---":
            found.lost.append("left out: front matter, but its title")
            return lines[number + 1 :]
        if key == "title":
            found.title = one_line(value.strip().strip("'\""))
    return lines


def _line(start: int, line: str, found: _Read) -> None:
    said = line.strip()
    if found.inside:
        found.inside = "" if found.inside in said else found.inside
    elif said.startswith("%%"):
        found.comments += 1
        if said.startswith("%%{") and "}%%" not in said:
            found.inside = "}%%"
        if found.comments == 1:
            found.lost.append("left out: comments and directives")
    elif said := _without_comment(line, found).strip():
        _statement(
            start + line.index(said[0]), said.removesuffix(";") if _stray(said) == len(said) - 1 else said, found
        )


def _without_comment(line: str, found: _Read) -> str:
    kept = _COMMENT.sub("", line)
    if kept != line and not found.comments:
        found.comments = 1
        found.lost.append("left out: comments and directives")
    return kept


def _statement(start: int, said: str, found: _Read) -> None:
    span = (start, start + len(said))
    if not found.begun:
        found.begun = said.lower() == "journey"
        if not found.begun:
            cure = "begin with a line that says 'journey'; other diagrams have no journey in them"
            found.faults.say("JM810", f"this is no Mermaid journey: it begins with {shown(said)}", cure, span)
            found.faults.stop()
        return
    if (stray := _stray(said)) >= 0:
        place = (start + stray, start + stray + 1)
        found.faults.say("JM810", "a ';' stands here, where Mermaid ends a line", "write #59; for it", place)
    elif word := _WORD.fullmatch(said):
        _keyword(word, span, found)
    else:
        _task(start, said, found)


def _stray(said: str) -> int:
    """Where a `;` stands that ends no entity; -1 if none does."""
    return _ENTITY.sub(lambda entity: " " * len(entity[0]), said).find(";")


def _keyword(word: re.Match[str], span: tuple[int, int], found: _Read) -> None:
    if word[3]:
        found.lost.append(f"left out: {word[3]} in line {found.faults.line(span)}")
        if word[4] == "{" and "}" not in word[5]:
            found.inside = "}"
        return
    name = _decoded(word[2])
    if not name:
        found.faults.say("JM811", f"this {word[1].lower()} has no name", "write one after it", span)
    elif word[1].lower() == "title":
        found.title = name
    else:
        found.sections.append((name, []))


def _decoded(text: str) -> str:
    return one_line(_ENTITY.sub(lambda entity: _character(entity[1], entity[0]), text))


def _character(entity: str, written: str) -> str:
    code = f"&#{entity};" if entity.isascii() and entity.isdecimal() and len(entity) < 8 else f"&{entity};"
    read = html.unescape(code)
    return written if read == code else read


def _task(start: int, said: str, found: _Read) -> None:
    written, colon, data = said.partition(":")
    name = _decoded(written)
    score, _, people = data.partition(":")
    span = (start, start + len(written.rstrip() or said))
    if not name:
        found.faults.say("JM811", "a task needs a name before the colon", "write one like 'Pay: 3: Me'", span)
    elif not colon or not score.strip():
        cure = f"write one from 1 (awful) to 5 (delighted): {shown(name)[1:-1]}: 3"
        found.faults.say("JM811", f"the task {shown(name)} has no score", cure, span)
    elif score.strip() not in ("1", "2", "3", "4", "5"):
        at = start + len(written) + 1 + len(score) - len(score.lstrip())
        message = f"a score is a whole number from 1 to 5, not {shown(score.strip())}"
        cure = "write 1 (awful), 2, 3, 4 or 5 (delighted)"
        found.faults.say("JM812", message, cure, (at, at + len(score.strip())))
    else:
        actors = [_actor(actor) for actor in people.partition(":")[0].split(",")]
        if ":" in people:
            found.lost.append(f"left out: what stands after the actors in line {found.faults.line(span)}")
        if not found.sections:
            found.sections.append(("Start", []))
            found.lost.append("guessed: the section Start, for tasks before any section")
        found.sections[-1][1].append(_Task(name, int(score) - NEUTRAL, tuple(dict.fromkeys(filter(None, actors)))))


def _actor(written: str) -> str:
    return one_line(_decoded(written).replace(",", " "))


def _journey(found: _Read, name: str) -> dict[str, Value]:
    title = found.title or one_line(humanise(PurePath(name).stem)) or "Journey"
    if not found.title:
        found.lost.append(f"guessed: the title {shown(title)}, from the file's name")
    tasks = [task for _, inside in found.sections for task in inside]
    everyone = list(dict.fromkeys(actor for task in tasks for actor in task.actors))
    ids, stage_ids, persona_ids = Ids(), Ids(), Ids()
    personas = {actor: persona_ids.make(actor, "persona") for actor in everyone}
    stages: dict[str, Value] = {}
    for section, inside in found.sections:
        touchpoints: dict[str, Value] = {
            ids.make(task.name, "touchpoint"): {"title": task.name, "feels": _feels(task, personas)} for task in inside
        }
        if touchpoints:
            stages[stage_ids.make(section, "stage")] = {"title": section, "touchpoints": touchpoints}
        else:
            found.lost.append(f"left out: the section {shown(section)}, which has no task")
    if everyone and (alone := sum(not task.actors for task in tasks)):
        found.lost.append(f"guessed: everyone, for {alone} task{'' if alone == 1 else 's'} without an actor")
    made: dict[str, Value] = {"journeymap": 1, "title": title}
    if personas:
        made["personas"] = {identifier: actor for actor, identifier in personas.items()}
    return made | {"stages": stages}


def _feels(task: _Task, personas: dict[str, str]) -> Value:
    """One number where everyone takes part, in the order of the personas; else who does."""
    if not task.actors or list(task.actors) == list(personas):
        return task.feels
    return {personas[actor]: task.feels for actor in task.actors}
