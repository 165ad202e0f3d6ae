"""`journeymap data`."""

from pathlib import Path

import click

from journeymap.cli.common import JOURNEY, Watching, data_options, look_options, put, segment_of


@click.command("data")
@JOURNEY
@data_options
@look_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def command(
    journey: Path,
    events: tuple[str, ...],
    answers: tuple[str, ...],
    persona: str | None,
    segment: tuple[str, ...],
    since: str | None,
    until: str | None,
    as_of: str | None,
    min_group: int,
    depth: int,
    lang: str | None,
    form: str,
    *,
    no_cache: bool,
    no_privacy: bool,
) -> None:
    """Tell what of a log binds to a journey, what does not, and what looks wrong.

    Also of a log that is too bad to be measured: then with what stands in the way.
    """
    from journeymap.pipeline.declared import looked_at, sound
    from journeymap.pipeline.examined import examine
    from journeymap.views.sheet import SHEETS

    loaded = looked_at(sound(journey, lang=lang), depth=depth, persona=persona, planned=False)
    with Watching() as watch:
        sheet, stopped = examine(
            loaded,
            events=events,
            answers=answers,
            min_group=0 if no_privacy else min_group,
            persona=persona,
            segment=segment_of(segment),
            watch=watch,
            cache=not no_cache,
            since=since,
            until=until,
            as_of=as_of,
        )
    put(None, SHEETS[form](sheet))
    if stopped is not None:
        raise stopped
