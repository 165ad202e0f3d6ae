"""The paths that most cases share."""

from collections.abc import Iterator, Sequence

from journeymap.amounts import count, percent, times
from journeymap.catalogue import say
from journeymap.folds import Fold
from journeymap.markup import prose
from journeymap.report import Report

MOST = 5


def section(report: Report) -> Fold | None:
    """The paths of most cases, how many others there are, and the likeliest way to the goal."""
    variants, total = report.variants, report.cases.total
    if not variants.top:
        return None
    first = variants.top[0].cases
    gist = say(
        "{paths}; the commonest is that of {share} of {cases}",
        paths=times(variants.total, "different path"),
        share=percent(first / total, 1),
        cases=times(total, "case"),
    )
    return Fold(say("Paths"), gist, tuple(_lines(report)))


def _lines(report: Report) -> Iterator[str]:
    variants, total = report.variants, report.cases.total
    for variant in variants.top[:MOST]:
        yield say(
            "- {n} of {cases} ({share}): {path}",
            n=count(variant.cases),
            cases=times(total, "case"),
            share=percent(variant.cases / total, 1),
            path=_path(report, variant.path),
        )
    others = total - sum(variant.cases for variant in variants.top[:MOST])
    yield ""
    paths, cases = times(variants.total, "different path"), times(others, "case")
    yield say("{paths} in all; {cases} took others.", paths=paths, cases=cases)
    if report.graph.likeliest_path:
        yield say("The likeliest way to the goal: {path}.", path=_path(report, report.graph.likeliest_path))


def _path(report: Report, path: Sequence[str]) -> str:
    return " → ".join(prose(report.touchpoints[name].title) for name in path)
