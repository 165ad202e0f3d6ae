"""A table of touchpoints -> a journey file. What the columns hold is told in `journeymap.exchange.csv`."""

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from journeymap import cells
from journeymap.cells import Cell
from journeymap.exchanged import Exchanged, Faults, Ids, is_id, one_line, slug
from journeymap.lines import Span
from journeymap.model import humanise
from journeymap.suggest import suggest
from journeymap.units import Misfit, parse_duration, shown
from journeymap.yaml_text import Value, yaml_text

COLUMNS = (
    "stage", "stage_title", "id", "title", "does", "thinks", "feels", "channel", "by", "owner", "moment_of_truth",
    "optional", "repeatable", "takes", "pains", "match", "next", "ask", "ends",
)  # fmt: skip
_ALIASES = {
    "pain": "pains",
    "touchpoint": "title",
    "name": "title",
    "event": "match",
    "events": "match",
    "emotion": "feels",
}
_TEXTS = ("title", "does", "thinks", "channel", "owner")
_CHOICES = {"by": ("customer", "staff", "system", "partner"), "ends": ("won", "lost")}
_YES = {"yes", "y", "true", "x", "1"}
_NO = {"no", "n", "false", "0"}
_FEELING = re.compile(r"[+-]?[0-2]")
_EACH = re.compile(r"([\w-]+)\s*[=:]\s*([+-]?[0-2])")
_WAY = re.compile(r"(.*?)(?:(?:\s+|\s*[=:]\s*)([0-9]+(?:\.[0-9]+)?\s*%|[01]?\.[0-9]+))?")
_SLIP = 0.8
"""How much a column must look like a known one to be taken for a slip: `notes` is a column of its own, `feeels` is not."""
_SURVEYS: dict[str, dict[str, Value]] = {
    "csat": {"answer": "csat", "scale": "1..5", "good": "4..5"},
    "ces": {"answer": "ces", "scale": "1..7", "easy": 1},
    "nps": {"answer": "nps", "scale": "0..10"},
}


@dataclass
class _Row:
    """One touchpoint as its row says it."""

    cells: dict[str, Cell]
    span: Span
    line: int
    id: str = ""
    stage: str = ""

    def text(self, column: str) -> str:
        cell = self.cells.get(column)
        return cell.value if cell and cell.value.strip() else ""


@dataclass
class _Table:
    faults: Faults
    rows: list[_Row] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stages: dict[str, str] = field(default_factory=dict)
    """The title of each stage by its id."""
    named: dict[str, str] = field(default_factory=dict)
    """The id of each touchpoint by its id, and by what else it may be called, in small letters."""
    personas: list[str] = field(default_factory=list)
    surveys: list[str] = field(default_factory=list)


def read(text: str, name: str) -> Exchanged:
    """The journey file that a table of touchpoints makes. Raises `JourneymapError` (JM81x)."""
    table = _Table(Faults(name, text if "\n" in text else text.replace("\r", "\n")))
    rows = cells.read(table.faults)
    if len(rows) < 2:
        _nothing(table, "there is no row of a touchpoint" if rows else "the file is empty")
    columns = _columns(table, rows[0])
    table.faults.stop()
    for row in rows[1:]:
        _take(table, columns, row)
    if not table.rows and not table.faults.found:
        _nothing(table, "there is no row of a touchpoint")
    _identify(table)
    touchpoints = {row.id: _touchpoint(table, row) for row in table.rows}
    table.faults.stop()
    title = one_line(humanise(PurePath(name).stem)) or "Journey"
    table.lost.append(f"guessed: the title {shown(title)}, from the file's name")
    return Exchanged(yaml_text(_journey(table, title, touchpoints)), tuple(table.lost))


def _nothing(table: _Table, message: str) -> None:
    cure = f"begin with a row of column names ({', '.join(COLUMNS[:6])}, ...), then a row for each touchpoint"
    table.faults.say("JM815", message, cure, (0, 1))
    table.faults.stop()


# --- columns and rows --------------------------------------------------------------------------------------------------


def _columns(table: _Table, header: Sequence[Cell]) -> list[str | None]:
    """For each place of a row the column's name; none where it is left out."""
    found: list[str | None] = []
    for cell in header:
        asked = re.sub(r"[\W_]+", "_", cell.value.lower()).strip("_")
        column = _ALIASES.get(asked, asked)
        if column in found:
            table.faults.say("JM814", f"the column {shown(column)} stands here twice", "keep one of the two", cell.span)
        elif column not in COLUMNS:
            close = difflib.get_close_matches(asked, COLUMNS, n=1, cutoff=_SLIP)
            if close and close[0] not in found:
                table.faults.say(
                    "JM813", f"unknown column {shown(cell.value)}", f"did you mean '{close[0]}'?", cell.span
                )
            elif asked:
                table.lost.append(f"left out: the column {shown(cell.value)}")
        found.append(column if column in COLUMNS else None)
    if not table.faults.found and not {"id", "title", "does"} & {*found}:
        cure = f"name one of them id, title or does; known here: {', '.join(COLUMNS)}"
        table.faults.say("JM811", "no column says what the touchpoints are", cure, header[0].span)
    return found


def _take(table: _Table, columns: Sequence[str | None], row: Sequence[Cell]) -> None:
    more = [cell for cell in row[len(columns) :] if cell.value.strip()]
    if more:
        cure = "put quotes around a cell that has a delimiter in it"
        table.faults.say("JM810", "this row has more cells than the header", cure, more[0].span)
    named = {column: cell for column, cell in zip(columns, row, strict=False) if column}
    first = next(cell for cell in row if cell.value.strip())
    taken = _Row(named, first.span, table.faults.line(first.span))
    if any(taken.text(column) for column in COLUMNS):
        table.rows.append(taken)


def _identify(table: _Table) -> None:
    """Gives each row its id and its stage: what is written first, then what is made from words."""
    seen: dict[str, int] = {}
    for row in table.rows:
        row.id = row.text("id").strip() if is_id(row.text("id").strip()) else ""
        if row.id in seen:
            cure = f"give one of the two another id; the first is in line {seen[row.id]}"
            table.faults.say("JM814", f"the id {shown(row.id)} stands here twice", cure, row.cells["id"].span)
        if row.id:
            seen.setdefault(row.id, row.line)
    ids, stage_ids = Ids(seen), Ids(row.text("stage") for row in table.rows if is_id(row.text("stage")))
    by_words: dict[str, str] = {}
    stage = ""
    for row in table.rows:
        words = one_line(row.text("id") or row.text("title") or row.text("does"))
        row.id = row.id or ids.make(words, "touchpoint")
        if not words:
            cure = "write an id, a title or what the customer does"
            table.faults.say("JM811", "nothing says what this touchpoint is", cure, row.span)
        stage = _stage(table, row, stage, by_words, stage_ids)
        row.stage = stage
    table.named = {row.id: row.id for row in table.rows}
    for row in table.rows:
        for word in (row.id, row.text("title").strip()):
            table.named.setdefault(word.lower(), row.id)


def _stage(table: _Table, row: _Row, above: str, by_words: dict[str, str], ids: Ids) -> str:
    words = row.text("stage").strip() or row.text("stage_title").strip() * (not above)
    if not words and not above:
        table.lost.append(f"guessed: the stage start, in line {row.line}")
        words = "start"
        ids.taken.add(words)
        by_words[words] = words
    stage = above
    if words:
        stage = words if is_id(words) else by_words.get(words) or ids.make(words, "stage")
        by_words.setdefault(words, stage)
        if stage in table.stages and stage != above:
            table.lost.append(f"moved: the row in line {row.line}, to the other rows of stage {stage}")
    title = row.text("stage_title") or ("" if is_id(words) else one_line(words))
    if not table.stages.get(stage):
        table.stages[stage] = title
    return stage


# --- cells -------------------------------------------------------------------------------------------------------------


def _touchpoint(table: _Table, row: _Row) -> dict[str, Value]:
    said: dict[str, Value] = {key: row.text(key) for key in _TEXTS if row.text(key)}
    if row.text("id").strip() and not is_id(row.text("id").strip()):
        said = {"title": row.text("id").strip()} | said
    feels = _feels(table, row)
    takes = row.text("takes").strip()
    if takes:
        _check_duration(table, row, takes)
    for key, value in (
        ("feels", feels),
        ("by", _choice(table, row, "by")),
        ("moment_of_truth", _yes(table, row, "moment_of_truth")),
        ("optional", _yes(table, row, "optional")),
        ("repeatable", _yes(table, row, "repeatable")),
        ("takes", takes),
        ("pains", _plain(cells.lines(row.text("pains")))),
        ("match", _plain(cells.lines(row.text("match")))),
    ):
        if value or (value == 0 and value is not False):
            said[key] = value
    if (ways := _next(table, row)) is not None:
        said["next"] = ways
    if asked := cells.listed(row.text("ask")):
        said["ask"] = asked
        table.surveys += asked
    return said


def _wrong(table: _Table, row: _Row, column: str, cure: str) -> None:
    cell = row.cells[column]
    table.faults.say("JM812", f"{column} cannot be {shown(cell.value.strip())}", cure, cell.span)


def _feels(table: _Table, row: _Row) -> Value:
    said = row.text("feels").strip()
    if _FEELING.fullmatch(said):
        return int(said)
    each: dict[str, Value] = {}
    for part in cells.listed(said):
        if not (one := _EACH.fullmatch(part)):
            _wrong(table, row, "feels", "write -2 (awful), -1, 0, 1 or 2 (delighted), or per persona: linh=0, minh=-1")
            return ""
        each[one[1]] = int(one[2])
    table.personas += each
    return each


def _yes(table: _Table, row: _Row, column: str) -> bool:
    said = row.text(column).strip().lower()
    if said and said not in _YES | _NO:
        _wrong(table, row, column, "write yes, or nothing")
    return said in _YES


def _choice(table: _Table, row: _Row, column: str) -> str:
    said = row.text(column).strip().lower()
    if said and said not in _CHOICES[column]:
        close = suggest(said, _CHOICES[column])
        _wrong(table, row, column, f"did you mean '{close}'?" if close else f"write {' or '.join(_CHOICES[column])}")
    return said


def _check_duration(table: _Table, row: _Row, said: str) -> None:
    try:
        parse_duration(said)
    except Misfit as misfit:
        _wrong(table, row, "takes", misfit.cure)


def _plain(texts: list[str]) -> Value:
    return texts[0] if len(texts) == 1 else texts


def _next(table: _Table, row: _Row) -> Value | None:
    said = row.text("next").strip()
    if not said:
        return None
    if said == "[]":
        return []
    ways: dict[str, Value] = {}
    for part in cells.listed(said):
        way = _WAY.fullmatch(part)
        target, share = (way[1].strip(), way[2]) if way else (part, None)
        ways[_target(table, row, target)] = {} if share is None else share if "%" in share else float(share)
    return list(ways) if all(share == {} for share in ways.values()) else ways


def _target(table: _Table, row: _Row, words: str) -> str:
    """The id of the touchpoint that is meant by its id or its title."""
    if target := table.named.get(words) or table.named.get(words.lower()):
        return target
    table.lost.append(f"guessed: nothing for {shown(words)}, which is next of {row.id} but no touchpoint")
    return words if is_id(words) else slug(words, "touchpoint")


# --- the whole ---------------------------------------------------------------------------------------------------------


def _journey(table: _Table, title: str, touchpoints: dict[str, dict[str, Value]]) -> dict[str, Value]:
    made: dict[str, Value] = {"journeymap": 1, "title": title}
    if personas := list(dict.fromkeys(table.personas)):
        made["personas"] = {persona: humanise(persona) for persona in personas}
        table.lost.append(f"guessed: who the personas are: {', '.join(personas)}")
    if surveys := list(dict.fromkeys(table.surveys)):
        made["surveys"] = {
            name: _SURVEYS.get(name, _SURVEYS["csat"] | {"metric": "csat", "answer": name}) for name in surveys
        }
        table.lost.append(f"guessed: scale and column of the surveys: {', '.join(surveys)}")
    ends: dict[str, list[str]] = {"won": [], "lost": []}
    for row in table.rows:
        if end := _choice(table, row, "ends"):
            ends.setdefault(end, []).append(row.id)
    table.faults.stop()
    if named := {kind: where for kind, where in ends.items() if where}:
        made["ends_at"] = named
    stages: dict[str, Value] = {}
    for stage, words in table.stages.items():
        inside = {row.id: touchpoints[row.id] for row in table.rows if row.stage == stage}
        stages[stage] = ({"title": words} if words else {}) | {"touchpoints": inside}
    return made | {"stages": stages}
