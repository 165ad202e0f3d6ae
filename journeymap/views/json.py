"""The report as `schemas/report.schema.json` describes it."""

from pydantic_core import to_json

from journeymap.markup import inert_json
from journeymap.report import Report


def view(report: Report) -> str:
    """Indented JSON; the same bytes for the same report."""
    return inert_json(to_json(report.model_dump(mode="json", by_alias=True), indent=2).decode()) + "\n"
