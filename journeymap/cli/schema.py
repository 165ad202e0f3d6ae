"""`journeymap schema`."""

import click

from journeymap.cli.common import put


@click.command("schema")
@click.argument(
    "name", type=click.Choice(["journey", "shared", "report", "whatif", "compare", "diff"]), default="journey"
)
def command(name: str) -> None:
    """Print the JSON Schema of journey files and of files that they share (for editors), or of JSON reports, answers, comparisons and differences."""
    from journeymap.schema import schema_text

    put(None, schema_text(name))
