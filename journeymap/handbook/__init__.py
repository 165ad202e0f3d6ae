"""Pages of `docs/` that are written from the product itself, so that they cannot drift from it.

To add one: write a module here with `page()`, its Markdown, and name it in `PAGES`; `make docs` writes it to `docs/NAME.md`, and a test
says when what stands there is stale.
"""

from collections.abc import Callable, Mapping

from journeymap.handbook import journey_file, rules

PAGES: Mapping[str, Callable[[], str]] = {"journey-file": journey_file.page, "rules": rules.page}
"""The pages by name."""
