"""What the marks of a map mean: tones, arrows, what a claim rests on, what changed, what became of a promise."""

from enum import StrEnum


class Tone(StrEnum):
    """What a colour means. Never the only carrier of a meaning: words, signs or line styles say it too."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    PLAIN = "plain"
    """Measured, but nothing to judge it by, or too few answers for a verdict."""
    HIDDEN = "hidden"
    """Fewer than the smallest group that may be shown: no number, no bar."""


class Flow(StrEnum):
    """The three kinds of arrows."""

    PLANNED = "planned"
    UNPLANNED = "unplanned"
    LOOP = "loop"
    """Back to where this case has been before in the order of the design."""


class Basis(StrEnum):
    """What an emotion or a pain rests on. The three never look alike."""

    GUESSED = "guessed"
    """The file claims it and names no evidence."""
    EVIDENCED = "evidenced"
    """The file claims it and names where that is known from."""
    MEASURED = "measured"
    """Answers of the data say it."""


class Change(StrEnum):
    """What became of something since the revision that a map is compared with."""

    NONE = ""
    ADDED = "new"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGED_WAY = "\N{GREEK CAPITAL LETTER DELTA}"
"""Stands after the label of a way that changed."""


class Lane(StrEnum):
    """The lanes of a service blueprint around what the customer does."""

    SEES = "sees"
    FRONTSTAGE = "frontstage"
    BACKSTAGE = "backstage"
    SUPPORT = "support"


class Kind(StrEnum):
    """What a note on a card is about."""

    PROMISE = "promise"
    ONLY_FOR = "only for"
    IDEA = "idea"
    EXPECTS = "expects"
    TAGS = "tags"


class Verdict(StrEnum):
    """What became of a promise, judged by its whole interval; the words are those of `journeymap.judgements`."""

    OK = "ok"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    TOO_FEW = "too few"
