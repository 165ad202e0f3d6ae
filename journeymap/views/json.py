"""The report as `schemas/report.schema.json` describes it."""

import json

from journeymap.report import Report


def view(report: Report) -> str:
    """Indented JSON; the same bytes for the same report."""
    return json.dumps(report.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2) + "\n"
