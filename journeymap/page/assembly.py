"""The parts of the page put together: nothing is loaded from elsewhere, and nothing runs or styles but what is here.

What runs and what styles is named in the Content-Security-Policy by its hash, so that text that got in as a script or a style would do nothing.
"""

import json
import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from journeymap.catalogue import again, say
from journeymap.drawing.palette import PALETTE
from journeymap.drawing.text import clean
from journeymap.markup import inert_json
from journeymap.page.content import Content
from journeymap.page.prose import html

_PERCENT = re.compile(r"(?<=\d) %")
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def assembled(content: Content) -> str:
    """The page; the same bytes for the same content."""
    style, script = _style(), _part("page.js")
    styles = dict.fromkeys([style, *(found for each in content.pictures.values() for found in _STYLE.findall(each))])
    return (
        _environment()
        .get_template("page.html")
        .render(
            content=content,
            style=Markup(style),  # noqa: S704 - a file of ours
            script=Markup(script),  # noqa: S704 - a file of ours
            policy=_policy([script], list(styles)),
        )
    )


def plain(title: str, markdown: str) -> str:
    """Markdown of ours as a page of its own in the same dress, without a script."""
    policy = _policy([], [_style()])
    style = Markup(_style())  # noqa: S704 - a file of ours
    return (
        _environment()
        .get_template("told.html")
        .render(title=title, told=html(markdown.splitlines()), style=style, policy=policy)
    )


def _policy(scripts: list[str], styles: list[str]) -> str:
    return "; ".join(
        (
            "default-src 'none'",
            *(f"script-src {_hash(script)}" for script in scripts),
            f"style-src {' '.join(map(_hash, styles))}",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _style() -> str:
    """The style sheet, with the colours of the maps."""
    shades = [(role.value.replace(" ", "-"), shade) for role, shade in PALETTE.items()]
    light = "".join(f"--{name}:{shade.light};" for name, shade in shades)
    dark = "".join(f"--{name}:{shade.dark};" for name, shade in shades)
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media (prefers-color-scheme: dark){{:root{{color-scheme:dark;{dark}}}}}\n{_part('page.css')}"
    )


@cache
def _environment() -> Environment:
    """Templates whose texts are cleaned and escaped, all of them; a name that is not there is a mistake of ours."""
    environment = Environment(
        loader=FunctionLoader(_part),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["say"] = say
    environment.policies["json.dumps_function"] = _json
    return environment


def _visible(value: object) -> object:
    """Text without characters that act, and with numbers that stay in one line with their sign of percent; what is HTML already is left alone."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return _PERCENT.sub("\N{NO-BREAK SPACE}%", clean(again(value)))


def _json(value: object, **options: Any) -> str:
    return inert_json(json.dumps(value, **options))


def _part(name: str) -> str:
    return (files("journeymap.page") / "parts" / name).read_text(encoding="utf-8")
