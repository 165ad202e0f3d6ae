"""The colours by role, light and dark. One hex belongs to one role only: dark mode finds a role by its light hex."""

from enum import StrEnum
from typing import NamedTuple


class Role(StrEnum):
    """What a colour is for; styles never name a colour otherwise."""

    PAGE = "page"
    BAND = "band"
    HEADER = "header"
    HEADER_TEXT = "header text"
    CARD = "card"
    LINE = "line"
    INK = "ink"
    MUTED = "muted"
    ICON = "icon"
    GOOD = "good"
    GOOD_PALE = "good pale"
    GOOD_GROUND = "good ground"
    FAIR = "fair"
    FAIR_BAR = "fair bar"
    FAIR_PALE = "fair pale"
    FAIR_BAR_TEXT = "fair bar text"
    POOR = "poor"
    POOR_PALE = "poor pale"
    PLAIN = "plain"
    PLAIN_PALE = "plain pale"
    TRACK = "track"
    PAIN = "pain"
    PAIN_TEXT = "pain text"
    BADGE_TEXT = "badge text"
    PLANNED = "planned"
    PLANNED_TEXT = "planned text"
    UNPLANNED = "unplanned"
    LOOP = "loop"
    MOMENT = "moment"
    CHANGE = "change"


class Shade(NamedTuple):
    """One role's hex in both themes."""

    light: str
    dark: str


PALETTE: dict[Role, Shade] = {
    Role.PAGE: Shade("#fdfdfe", "#0f161e"),
    Role.BAND: Shade("#eff3f8", "#17202b"),
    Role.HEADER: Shade("#17324d", "#264a6e"),
    Role.HEADER_TEXT: Shade("#fefefe", "#f6f9fd"),
    Role.CARD: Shade("#ffffff", "#202b37"),
    Role.LINE: Shade("#cbd4df", "#3d4b5b"),
    Role.INK: Shade("#111b27", "#f1f5f9"),
    Role.MUTED: Shade("#4e5a69", "#aab7c5"),
    Role.ICON: Shade("#35506c", "#b9c9da"),
    Role.GOOD: Shade("#086b8a", "#5cc1e2"),
    Role.GOOD_PALE: Shade("#86c2d6", "#2f6a82"),
    Role.GOOD_GROUND: Shade("#dceef4", "#14333f"),
    Role.FAIR: Shade("#7c5200", "#e8bc50"),
    Role.FAIR_BAR: Shade("#eba72b", "#dfae45"),
    Role.FAIR_PALE: Shade("#f8dca3", "#735b26"),
    Role.FAIR_BAR_TEXT: Shade("#241700", "#1a1000"),
    Role.POOR: Shade("#b3221b", "#ff8e84"),
    Role.POOR_PALE: Shade("#e9aca7", "#85403c"),
    Role.PLAIN: Shade("#5a6b7f", "#9fb0c3"),
    Role.PLAIN_PALE: Shade("#b7c3d0", "#4b5a6b"),
    Role.TRACK: Shade("#e3e8ee", "#35424f"),
    Role.PAIN: Shade("#fdebea", "#451f1f"),
    Role.PAIN_TEXT: Shade("#a01c14", "#ffaea6"),
    Role.BADGE_TEXT: Shade("#fffefd", "#1d0b09"),
    Role.PLANNED: Shade("#7d91a9", "#6b7f96"),
    Role.PLANNED_TEXT: Shade("#38516d", "#bccbdc"),
    Role.UNPLANNED: Shade("#bf3f0b", "#ffa063"),
    Role.LOOP: Shade("#6a3ca3", "#c3a1f7"),
    Role.MOMENT: Shade("#8a5a00", "#f3c64f"),
    Role.CHANGE: Shade("#3346c2", "#a4b4ff"),
}

TEXTS: dict[Role, tuple[Role, ...]] = {
    Role.PAGE: (
        Role.INK,
        Role.MUTED,
        Role.ICON,
        Role.GOOD,
        Role.FAIR,
        Role.POOR,
        Role.PLANNED_TEXT,
        Role.UNPLANNED,
        Role.LOOP,
        Role.PAIN_TEXT,
    ),
    Role.BAND: (
        Role.INK,
        Role.MUTED,
        Role.PLANNED_TEXT,
        Role.UNPLANNED,
        Role.LOOP,
        Role.ICON,
        Role.GOOD,
        Role.FAIR,
        Role.POOR,
        Role.PAIN_TEXT,
    ),
    Role.FAIR_BAR: (Role.FAIR_BAR_TEXT,),
    Role.HEADER: (Role.HEADER_TEXT,),
    Role.CARD: (
        Role.INK,
        Role.MUTED,
        Role.ICON,
        Role.GOOD,
        Role.FAIR,
        Role.POOR,
        Role.PLAIN,
        Role.MOMENT,
        Role.PAIN_TEXT,
        Role.CHANGE,
    ),
    Role.TRACK: (Role.ICON, Role.INK),
    Role.PAIN: (Role.PAIN_TEXT,),
    Role.POOR: (Role.BADGE_TEXT,),
    Role.GOOD: (Role.BADGE_TEXT,),
    Role.GOOD_PALE: (Role.INK,),
    Role.FAIR_PALE: (Role.INK,),
}
"""Which text stands on which ground: the contrast test reads this table."""


def contrast(first: str, second: str) -> float:
    """The WCAG contrast ratio of two hex colours, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
