"""The options that several commands have."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from journeymap.asked import Asked
from journeymap.units import Misfit, parse_date

Command = TypeVar("Command", bound=Callable[..., Any])

JOURNEY = click.argument("journey", type=click.Path(path_type=Path))


class Day(click.ParamType[date]):
    """A day, as journey files write one: 2026-07-31."""

    name = "day"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a usage error."""
        try:
            return parse_date(value)
        except Misfit as misfit:
            self.fail(str(misfit), param, ctx)


def today_option(usual: str) -> Callable[[Command], Command]:
    """The day by which reviews and waivers are judged, and which one it is if nothing is said."""
    return click.option(
        "--today",
        type=Day(),
        metavar="YYYY-MM-DD",
        help=f"The day by which reviews and waivers are judged; {usual}, if not said.",
    )


_DATA_OPTIONS = (
    click.option(
        "--events",
        multiple=True,
        metavar="FILE",
        help="The event log: a file, a glob; may be repeated. Overrides the journey's own.",
    ),
    click.option(
        "--answers",
        multiple=True,
        metavar="FILE",
        help="Survey answers in files of their own. Overrides the journey's own.",
    ),
    click.option("--persona", metavar="ID", help="Look only at the customers who are this persona."),
    click.option(
        "--segment",
        multiple=True,
        metavar="COL=VALUE",
        help="Look only at customers with this value at their first step; may be repeated.",
    ),
    click.option("--since", metavar="TIME", help="Look only at cases that begin at this time or later."),
    click.option("--until", metavar="TIME", help="Look only at cases that begin before this time."),
    click.option("--as-of", metavar="TIME", help="When the data was closed; overrides the journey's own."),
    click.option(
        "--min-group",
        type=click.IntRange(min=5),
        default=10,
        show_default=True,
        help="Hide groups of fewer people.",
    ),
    click.option("--no-cache", is_flag=True, help="Count everything again, and keep nothing for the next run."),
    click.option("--no-privacy", is_flag=True, help="Show everything exactly, for the analyst's own use."),
)


def data_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of commands that read data; the command gets them as one argument, `asked`."""

    @wraps(command)
    def gathering(
        *,
        events: tuple[str, ...],
        answers: tuple[str, ...],
        persona: str | None,
        segment: tuple[str, ...],
        since: str | None,
        until: str | None,
        as_of: str | None,
        min_group: int,
        no_cache: bool,
        no_privacy: bool,
        **others: Any,
    ) -> Any:
        asked: Asked = {
            "events": events,
            "answers": answers,
            "persona": persona,
            "segment": segment_of(segment),
            "since": since,
            "until": until,
            "as_of": as_of,
            "min_group": 0 if no_privacy else min_group,
            "cache": not no_cache,
        }
        return command(asked=asked, **others)

    gathered: Callable[..., Any] = gathering
    for option in reversed(_DATA_OPTIONS):
        gathered = option(gathered)
    return gathered


def look_options(command: Command) -> Command:
    """The options of commands that show a journey in one of several ways."""
    for option in reversed(
        (
            click.option(
                "--depth",
                type=click.IntRange(min=1),
                default=1,
                show_default=True,
                help="How far touchpoints with others inside are opened: 1 folds them all.",
            ),
            click.option("--lang", metavar="LANG", help="Tell it in a language that it is translated into, like vi."),
        )
    ):
        command = option(command)
    return command


FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["markdown", "html", "json", "text"]),
    help="Told by the file's name if not said; else markdown.",
)
"""How something is told that can be told in all four ways."""
OUTPUTS = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file to write; may be repeated.",
)


def segment_of(given: Iterable[str], option: str = "--segment") -> dict[str, list[str]]:
    """Columns and their values from texts like `device=mobile`: of one column any of its values, of several columns all."""
    found: dict[str, list[str]] = {}
    for text in given:
        column, equals, value = text.partition("=")
        if not (column and equals and value):
            raise click.BadParameter(f"'{text}': write COL=VALUE, like device=mobile", param_hint=option)
        found.setdefault(column, []).append(value)
    return found
