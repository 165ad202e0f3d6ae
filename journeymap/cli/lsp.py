"""`journeymap lsp`."""

import click


@click.command("lsp")
def command() -> None:
    """Serve an editor: what check says while you type, and jumps from a name to what it names.

    Speaks the Language Server Protocol over standard input and output; editors start it.
    """
    try:
        from journeymap.language_server import serve
    except ModuleNotFoundError as error:
        if error.name not in ("pygls", "lsprotocol"):
            raise
        raise click.ClickException(
            "the language server needs one more package; install it by: pip install 'journeymap[lsp]'"
        ) from error
    serve()
