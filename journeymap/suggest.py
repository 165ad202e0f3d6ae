"""What somebody may have meant."""

import difflib
from collections.abc import Iterable


def suggest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was most likely meant."""
    lowered = {other.lower(): other for other in known}
    close = difflib.get_close_matches(word.lower().replace(" ", "-"), lowered, n=1, cutoff=0.6)
    return lowered[close[0]] if close else None
