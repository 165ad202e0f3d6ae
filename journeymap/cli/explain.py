"""`journeymap explain`."""

import click

from journeymap.cli.common import put
from journeymap.suggest import suggest
from journeymap.units import shown

_PAGES = ("journey-file", "rules")


@click.command("explain")
@click.argument("word", metavar="[CODE|KEY]", required=False)
@click.option("--page", type=click.Choice(_PAGES), help="Print a whole page as Markdown: all keys, or all codes.")
def command(word: str | None, page: str | None) -> None:
    """Print the manual page of a finding's code, such as JM301, or of a key of the journey file, such as match.

    Without either, all codes with their titles.
    """
    if page is not None:
        from journeymap.handbook import PAGES

        put(None, PAGES[page]())
    else:
        put(None, _listed() if word is None else _explained(word))


def _listed() -> str:
    """All codes with their titles, a line each."""
    from journeymap import manual

    lines = [f"{code}  {manual.title(code)}" for code in manual.codes()]
    return "\n".join(
        [*lines, "", "journeymap explain CODE tells more, and journeymap explain KEY what a key means.", ""]
    )


def _explained(word: str) -> str:
    """The page of a code, or of all keys of a name."""
    from journeymap import keys, manual

    if page := manual.page(word.upper()):
        return f"{page}\n"
    if found := keys.keys_called(word):
        return "\n".join(key.told() for key in found)
    close = suggest(word, [*manual.codes(), *keys.all_keys()])
    more = f"did you mean {close}?" if close else "journeymap explain, without a word, lists all codes"
    raise click.ClickException(f"there is no manual page for {shown(word)}; {more}")
