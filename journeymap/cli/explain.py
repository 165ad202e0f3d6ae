"""`journeymap explain`."""

import click

from journeymap.suggest import suggest


@click.command("explain")
@click.argument("code")
def command(code: str) -> None:
    """Print the manual page of a code, such as JM301."""
    from journeymap.rules import codes, manual

    page = manual(code.upper())
    if page is None:
        close = suggest(code, codes())
        raise click.ClickException(
            f"there is no manual page for '{code}'"
            + (f"; did you mean {close}?" if close else f"; there is one for {', '.join(codes())}")
        )
    click.echo(page)
