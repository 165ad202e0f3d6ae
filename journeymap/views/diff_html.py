"""A difference as one page: both maps side by side, the same rows as in a comment, and nothing that runs."""

from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from html import escape

from journeymap.amounts import times
from journeymap.difference import Difference, JourneyDifference, Judged, Place
from journeymap.markup import clean
from journeymap.number_words import MARKS, Links, Name, Sentence, budget, called, change, sample, seen
from journeymap.reviewed import (
    Row,
    all_lines,
    data_lines,
    errors,
    findings,
    heading,
    legend,
    notes,
    others,
    promised,
    rows,
    sentences,
    sides,
)

_STYLE = """
:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:1500px;margin:0 auto;padding:1rem 1.5rem}
h1{font-size:1.5rem;margin:.5rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem}
code{font-size:.92em;overflow-wrap:anywhere;background:#8882;border-radius:.25rem;padding:0 .25em}
td code{white-space:nowrap}
table{border-collapse:collapse}.wide{overflow-x:auto}
th,td{text-align:left;padding:.25rem .7rem;border-bottom:1px solid #8886;vertical-align:top}
th.n{text-align:right}td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
ul{padding-left:1.2rem}li.called{font-weight:600}
.maps{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(30rem,100%),1fr));gap:1rem}
figure{margin:0;min-width:0}figure svg{width:100%;height:auto}figcaption{font-weight:600}
@media (max-width:700px){figure{overflow-x:auto}figure svg{min-width:900px}}
details{margin:.8rem 0}summary{cursor:pointer}
""".strip()
_COLUMNS = ("", "Where", "Measure", "", "here", "Change", "Promise", "n", "Line")
_NUMBERS = range(3, 8)
_CALLED = '<li class="called">'


def html(found: Difference, links: Links, drawn: Sequence[tuple[str, str, str]] = ()) -> str:
    """A page of HTML; the same bytes for the same difference. `drawn` are the maps: by journey the SVG before and after."""
    styles = [_STYLE, *dict.fromkeys(style for _, *svgs in drawn for svg in svgs for style in _styles(svg))]
    hashes = " ".join(f"'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" for style in styles)
    sign, words = heading(found)
    title = f"{sign} {_plain(words)}"
    head = [
        "<!doctype html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {hashes}; base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{_STYLE}</style>",
        "</head>",
        "<body>",
    ]
    return (
        "\n".join([*head, f"<h1>{sign} {_marked(words)}</h1>", *_body(found, links, drawn), "</body>", "</html>"])
        + "\n"
    )


def _body(found: Difference, links: Links, drawn: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    said = " ".join(sentences(found))
    yield f"<p>{f'<strong>{escape(said)}</strong> ' if said else ''}{_marked(sides(found))}</p>"
    if found.measured and found.changed:
        yield "<p>The data are the same: every difference below comes from the journey files.</p>"
    yield from _list(_marked(words) for words in notes(found))
    if found.changed:
        yield from _changed(found, links, drawn)
    yield f"<p><small>{escape(found.privacy if found.measured else 'nothing was measured')}</small></p>"


def _changed(found: Difference, links: Links, drawn: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    yield from _findings("error", errors(found), found, links)
    top = rows(found)
    if top:
        yield "<h2>What broke or changed</h2>"
        yield from _table(top, found, links)
        yield from (f"<p>{_marked(words)}</p>" for words in legend(top, found))
    lines = [
        (line.called, f"{escape(line.sign)} {'Look twice: ' if line.called else ''}{_marked(line.words)}")
        for line in all_lines(found)
    ]
    if lines:
        yield "<h2>What changed in the map</h2>"
        yield "<ul>"
        yield from (f"{_CALLED if is_called else '<li>'}{line}</li>" for is_called, line in lines)
        yield "</ul>"
    for name, before, after in drawn:
        yield f"<h2>Map of <code>{escape(clean(name))}</code>, before and after</h2>"
        yield '<div class="maps">'
        for caption, svg in (("Before", before), ("After", after)):
            yield f"<figure><figcaption>{caption}</figcaption>{svg.strip() or '<p>There is none.</p>'}</figure>"
        yield "</div>"
    for state in ("new", "fixed", "kept"):
        yield from _findings(f"{state} finding", findings(found, state), found, links)
    every, rest = promised(found), others(found)
    yield from (
        _folded(f"All {times(len(every), 'promise')}, in map order", _table(every, found, links)) if every else ()
    )
    yield from _folded(f"{times(len(rest), 'other number')} that changed", _table(rest, found, links)) if rest else ()
    yield from _folded("The data", _list(_marked(words) for words in data_lines(found))) if found.measured else ()


def _findings(
    title: str, told: Sequence[tuple[JourneyDifference, Judged]], found: Difference, links: Links
) -> Iterator[str]:
    if told:
        items = (
            f"{escape(f'{one.level} {one.code}')} {_place(one.place, found, links)}: {escape(clean(one.message))}"
            f"{f'; {escape(clean(one.help))}' if one.help else ''}"
            for _, one in told
        )
        yield from _folded(times(len(told), title), _list(items), is_open=not title.startswith(("fixed", "kept")))


def _table(told: Sequence[Row], found: Difference, links: Links) -> Iterator[str]:
    yield '<div class="wide"><table>'
    heads = [
        f"<code>{escape(clean(found.base.name))}</code>" if place == 3 else name for place, name in enumerate(_COLUMNS)
    ]
    yield f"<tr>{''.join(f'<th{_of(place)}>{head}</th>' for place, head in enumerate(heads))}</tr>"
    for journey, one in told:
        where = f"{_code(journey.id)}{f' › {_code(one.of)}' if one.of else ''}"
        values = (seen(one, one.base), seen(one, one.here, interval=True), change(one), budget(one), sample(one))
        cells = (MARKS[one.status], where, called(one), *map(escape, values), _place(one.place, found, links))
        yield f"<tr>{''.join(f'<td{_of(place)}>{cell}</td>' for place, cell in enumerate(cells))}</tr>"
    yield "</table></div>"


def _of(column: int) -> str:
    return ' class="n"' if column in _NUMBERS else ""


def _place(place: Place | None, found: Difference, links: Links) -> str:
    if place is None:
        return ""
    text, url = links.at(place, found)
    return f'<a href="{escape(url)}">{escape(text)}</a>' if url else _code(text)


def _folded(title: str, lines: Iterable[str], *, is_open: bool = False) -> Iterator[str]:
    yield f"<details{' open' if is_open else ''}><summary>{escape(title)}</summary>"
    yield from lines
    yield "</details>"


def _list(items: Iterable[str]) -> Iterator[str]:
    told = [f"<li>{item}</li>" for item in items]
    yield from ["<ul>", *told, "</ul>"] if told else []


def _styles(svg: str) -> Iterator[str]:
    """The rules inside a map, which is our own writing: they are named in the page's policy."""
    _, opened, rest = svg.partition("<style>")
    if opened:
        yield rest.partition("</style>")[0]


def _code(text: str) -> str:
    return f"<code>{escape(clean(text))}</code>"


def _plain(words: Iterable[str]) -> str:
    return "".join(map(clean, words))


def _marked(words: Iterable[str]) -> str:
    """Words of users as code, sentences with words of users as text."""
    return "".join(
        _code(word) if isinstance(word, Name) and not isinstance(word, Sentence) else escape(clean(word))
        for word in words
    )
