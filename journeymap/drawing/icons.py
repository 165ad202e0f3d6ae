"""Our own icons: strokes on a grid of 24 units, drawn for these maps. Two units of air all round."""

_ROUND = "M{0} 12A{1} {1} 0 1 1 {2} 12A{1} {1} 0 1 1 {0} 12Z"


def _disc(left: float, right: float) -> str:
    return _ROUND.format(f"{left:g}", f"{(right - left) / 2:g}", f"{right:g}")


ICONS: dict[str, str] = {
    "app": "M7.5 2.5H16.5C17.6 2.5 18.5 3.4 18.5 4.5V19.5C18.5 20.6 17.6 21.5 16.5 21.5H7.5"
    "C6.4 21.5 5.5 20.6 5.5 19.5V4.5"
    "C5.5 3.4 6.4 2.5 7.5 2.5ZM10.5 18.3H13.5",
    "web": _disc(2.5, 21.5) + "M2.5 12H21.5M12 2.5C7.2 8 7.2 16 12 21.5M12 2.5C16.8 8 16.8 16 12 21.5",
    "store": "M4 10.5V20.5H20V10.5M2.5 8.5L4.5 3.5H19.5L21.5 8.5C21.5 11.2 17 11.2 16.8 8.5C16.6 11.2 12.2 11.2 12 8.5"
    "C11.8 11.2 7.4 11.2 7.2 8.5C7 11.2 2.5 11.2 2.5 8.5H21.5M9.5 20.5V15H14.5V20.5",
    "phone": "M6.2 3.2L9.4 3.2L11 7.8L8.8 9.7C9.9 12 12 14.1 14.3 15.2L16.2 13L20.8 14.6L20.8 17.8"
    "C20.8 19.5 19.5 20.9 17.8 20.8"
    "C9.9 20.3 3.7 14.1 3.2 6.2C3.1 4.5 4.5 3.2 6.2 3.2Z",
    "sms": "M4.5 4H19.5C20.6 4 21.5 4.9 21.5 6V15C21.5 16.1 20.6 17 19.5 17H12L7 21V17H4.5C3.4 17 2.5 16.1 2.5 15V6"
    "C2.5 4.9 3.4 4 4.5 4ZM7.5 10.5H8M11.7 10.5H12.2M16 10.5H16.5",
    "email": "M4.5 5H19.5C20.6 5 21.5 5.9 21.5 7V17.5C21.5 18.6 20.6 19.5 19.5 19.5H4.5C3.4 19.5 2.5 18.6 2.5 17.5V7"
    "C2.5 5.9 3.4 5 4.5 5ZM3 6.5L12 13.2L21 6.5",
    "chat": "M4 21L5.2 16.7C3.6 15.2 2.7 13.3 2.7 11.3C2.7 6.6 6.9 3 12 3C17.1 3 21.3 6.6 21.3 11.3"
    "C21.3 16 17.1 19.6 12 19.6"
    "C10.6 19.6 9.2 19.3 8 18.8Z",
    "bot": "M6 8.5H18C19.1 8.5 20 9.4 20 10.5V17.5C20 18.6 19.1 19.5 18 19.5H6C4.9 19.5 4 18.6 4 17.5V10.5"
    "C4 9.4 4.9 8.5 6 8.5Z"
    "M12 8.5V4.5M10.5 4.5H13.5M2 12.5V15.5M22 12.5V15.5M9 12.3V14M15 12.3V14M9.5 16.7H14.5",
    "kiosk": "M5.5 2.5H18.5V13.5H5.5ZM8.5 6H15.5M8.5 9.5H12.5M12 13.5V21.5M7.5 21.5H16.5",
    "post": "M3 7.5L12 3L21 7.5V16.5L12 21L3 16.5ZM3 7.5L12 12L21 7.5M12 12V21M7.5 5.3L16.5 9.8V13",
    "plane": "M10.5 9V4.5C10.5 2 13.5 2 13.5 4.5V9L21.5 14V16L13.5 13.8V18.3L16 20.2V21.6L12 20.5L8 21.6"
    "V20.2L10.5 18.3V13.8"
    "L2.5 16V14Z",
    "card": "M4.5 5H19.5C20.6 5 21.5 5.9 21.5 7V17C21.5 18.1 20.6 19 19.5 19H4.5C3.4 19 2.5 18.1 2.5 17V7"
    "C2.5 5.9 3.4 5 4.5 5Z"
    "M2.5 9.5H21.5M6 15H10.5",
    "person": "M8 7.5A4 4 0 1 1 16 7.5A4 4 0 1 1 8 7.5ZM4 21C4 11.5 20 11.5 20 21",
    "people": "M5 8A3.5 3.5 0 1 1 12 8A3.5 3.5 0 1 1 5 8ZM2 20.5C2 12 15 12 15 20.5M14.5 4.8C18.6 4 19.4 10 15.5 11.3"
    "M17 14C20.3 14.6 22 17 22 20.5",
    "home": "M2.5 11.5L12 3L21.5 11.5M5 9.5V20.5H19V9.5M9.5 20.5V14.5H14.5V20.5",
    "search": "M3 10.5A7.5 7.5 0 1 1 18 10.5A7.5 7.5 0 1 1 3 10.5ZM16 16L21.3 21.3",
    "social": "M3 12A3 3 0 1 1 9 12A3 3 0 1 1 3 12ZM15 5.5A3 3 0 1 1 21 5.5A3 3 0 1 1 15 5.5ZM15 18.5A3 3 0 1 1 21 18.5"
    "A3 3 0 1 1 15 18.5ZM8.7 10.6L15.3 6.9M8.7 13.4L15.3 17.1",
    "van": "M2 5.5H14V16.5H2ZM14 9H18.5L22 12.8V16.5H14ZM4 18.2A2.2 2.2 0 1 0 8.4 18.2A2.2 2.2 0 1 0 4 18.2Z"
    "M15.6 18.2A2.2 2.2 0 1 0 20 18.2A2.2 2.2 0 1 0 15.6 18.2Z",
    "advert": "M3 9.5V14.5H7L18 19.5V4.5L7 9.5ZM7.5 14.8L9 20.5H12L11 16.5M21 9.5V14.5",
    "letter": "M5.5 2.5H14.5L18.5 6.5V21.5H5.5ZM14.5 2.5V6.5H18.5M9 11H15M9 14.5H15M9 18H12.5",
    "calendar": "M3.5 5H20.5V20.5H3.5ZM3.5 9.5H20.5M8 2.5V6.5M16 2.5V6.5M8 13.5H9M12 13.5H13M16 13.5H16.5M8 17"
    "H9M12 17H13",
    "bank": "M2.5 9L12 3L21.5 9ZM5 9.5V17.5M9.7 9.5V17.5M14.3 9.5V17.5M19 9.5V17.5M2.5 20.5H21.5M4 17.5H20",
    "device": "M3 4H21V16H3ZM12 16V20.5M7.5 20.5H16.5",
    "touchpoint": _disc(3, 21) + _disc(8.5, 15.5),
    "more": _disc(2.5, 21.5) + "M7.5 12H8M11.8 12H12.3M16 12H16.5",
    "rank": _disc(2, 22),
    "warning": "M12 3.5L22 20.5H2ZM12 10V14.5M12 17.3V17.6",
    "claim": _disc(2.8, 21.2) + "M9.2 9.6C9.2 6.4 14.8 6.4 14.8 9.6C14.8 12 12 11.9 12 14.2M12 17.3V17.6",
    "broken": _disc(2.8, 21.2) + "M8.5 8.5L15.5 15.5M15.5 8.5L8.5 15.5",
    "undecided": "M12 2.8L21.2 12L12 21.2L2.8 12ZM9.6 9.8C9.6 7.2 14.4 7.2 14.4 9.8C14.4 11.8 12 11.8 12 13.6M12 16.2V16.5",
    "idea": "M9 17.5C9 14.5 5.5 13.5 5.5 9A6.5 6.5 0 1 1 18.5 9C18.5 13.5 15 14.5 15 17.5ZM9.5 20.5H14.5M12 17V12",
    "clock": _disc(2.8, 21.2) + "M12 6.5V12L16 14.5",
    "eye": "M2 12C6.5 4.5 17.5 4.5 22 12C17.5 19.5 6.5 19.5 2 12ZM9 12A3 3 0 1 1 15 12A3 3 0 1 1 9 12Z",
    "gear": _disc(5.5, 18.5) + _disc(9.5, 14.5) + "M12 2.5V5.5M12 18.5V21.5M2.5 12H5.5M18.5 12H21.5M5.3 5.3L7.4 7.4"
    "M16.6 16.6L18.7 18.7M5.3 18.7L7.4 16.6M16.6 7.4L18.7 5.3",
    "stack": "M8 8V4.5C8 3.4 8.9 2.5 10 2.5H19.5C20.6 2.5 21.5 3.4 21.5 4.5V14C21.5 15.1 20.6 16 19.5 16H16"
    "M4.5 8H14C15.1 8 16 8.9 16 10V19.5C16 20.6 15.1 21.5 14 21.5H4.5C3.4 21.5 2.5 20.6 2.5 19.5V10C2.5 8.9 3.4 8 4.5 8Z",
    "tag": "M3 11.5V3H11.5L21.3 12.8L12.8 21.3ZM7.3 7.2V7.5",
    "expects": "M3 5.5C3 4.4 3.9 3.5 5 3.5H19C20.1 3.5 21 4.4 21 5.5V14.5C21 15.6 20.1 16.5 19 16.5H10L6 20.5V16.5H5"
    "C3.9 16.5 3 15.6 3 14.5ZM8 10L11 12.8L16 7.5",
    "star": "M12 2.5L14.9 8.8L21.8 9.6L16.7 14.3L18.1 21.1L12 17.7L5.9 21.1L7.3 14.3L2.2 9.6L9.1 8.8Z",
    "flag": "M5.5 21.5V3.5C9 1.5 13 6 18.5 3.8V13.3C13 15.5 9 11 5.5 13",
    "start": "M7 4.5L19 12L7 19.5Z",
    "back": "M9 4L3.5 9.5L9 15M3.5 9.5H14.5A5.5 5.5 0 0 1 14.5 20.5H8",
    "onward": "M3.5 12H20M14 5.5L20.5 12L14 18.5",
    "leave": "M3 6H21L12 20Z",
    "target": "M12 3L20 19H4Z",
    "one": "M9 10.2H15V13.8H9Z",
    "two": "M5 10.2H11V13.8H5ZM13 10.2H19V13.8H13Z",
    "three": "M1 10.2H7V13.8H1ZM9 10.2H15V13.8H9ZM17 10.2H23V13.8H17Z",
    "compare": "M3 7.5H20M15.5 3L20 7.5L15.5 12M21 16.5H4M8.5 12L4 16.5L8.5 21",
    "added": _disc(2.5, 21.5) + "M12 7V17M7 12H17",
    "removed": _disc(2.5, 21.5) + "M7 12H17",
    "changed": "M4 20L5 15.5L16 4.5C17.5 3 21 6.5 19.5 8L8.5 19ZM13.5 7L17 10.5",
}
"""Path data by icon name."""

FILLED = frozenset({"leave", "start", "target", "star", "rank", "one", "two", "three"})
"""Icons that are filled instead of stroked."""

FACE_OUTLINE = _disc(2.2, 21.8)

FACES: dict[int, str] = {
    -2: "M7.2 7.8L10 9.6M16.8 7.8L14 9.6M8.6 10.6V11.3M15.4 10.6V11.3M7.5 17.3C9 13.6 15 13.6 16.5 17.3",
    -1: "M8.5 9V10.2M15.5 9V10.2M8 16.6C9.6 14.2 14.4 14.2 16 16.6",
    0: "M8.5 9V10.2M15.5 9V10.2M8 15.5H16",
    1: "M8.5 9V10.2M15.5 9V10.2M8 14.4C9.6 17 14.4 17 16 14.4",
    2: "M7.3 10.2C8 8.3 9.4 8.3 10 10.2M14 10.2C14.6 8.3 16 8.3 16.7 10.2M7 13.6H17C16.4 19 7.6 19 7 13.6Z",
}
"""Eyes and mouth by how the customer feels, -2 to 2."""

_WORDS: dict[str, tuple[str, ...]] = {
    "app": ("app", "mobile", "smartphone"),
    "web": ("web", "website", "online", "portal", "site", "browser"),
    "store": ("store", "shop", "retail", "branch", "counter", "desk", "pos"),
    "phone": ("hotline", "phone", "call", "telephone", "voice", "callcenter", "contact"),
    "sms": ("sms", "text", "push", "message", "notification", "whatsapp"),
    "email": ("email", "mail", "newsletter"),
    "chat": ("chat", "livechat", "messenger"),
    "bot": ("bot", "chatbot", "assistant", "ivr"),
    "kiosk": ("kiosk", "terminal", "atm", "locker", "machine"),
    "post": ("post", "parcel", "package", "box"),
    "van": ("delivery", "courier", "van", "logistics", "driver"),
    "plane": ("airport", "plane", "flight", "gate", "lounge"),
    "card": ("card", "payment", "checkout", "pay"),
    "person": ("person", "staff", "agent", "adviser", "advisor", "sales", "visit"),
    "people": ("referral", "friend", "friends", "community", "partner", "family", "wom"),
    "home": ("home", "field", "technician", "engineer"),
    "search": ("search", "seo", "sea"),
    "social": ("social", "facebook", "instagram", "tiktok"),
    "advert": ("advert", "ad", "ads", "advertising", "tv", "radio", "campaign"),
    "letter": ("letter", "paper", "form", "document", "invoice", "bill"),
    "calendar": ("calendar", "event", "appointment"),
    "bank": ("bank", "office", "authority"),
    "more": ("more",),
    "onward": ("onward",),
    "device": ("device", "product", "tablet", "pc", "desktop"),
}
_ICON_OF_WORD = {word: icon for icon, words in _WORDS.items() for word in words}


def icon_for(channel: str) -> str:
    """The icon of a channel by its name, then by the words in it; a neutral one for names that say nothing to us."""
    name = "".join(character if character.isalnum() else " " for character in channel.casefold())
    for word in (name.replace(" ", ""), *name.split()):
        if word in _ICON_OF_WORD:
            return _ICON_OF_WORD[word]
    return "touchpoint"
