"""What editors offer to fill in: by key, the shapes that people write there.

Written for `defaultSnippets`, which yaml-language-server and VS Code know: `${1:find}` is a place to type in, with a word to begin
from. Texts stand in the file as they are, so a short list is one text: `[${1:browse}, ${2:collect}]`.

To add one: a line under its key. A test fills each of them in, and `check` has to take it.
"""

from typing import Any, NamedTuple


class Snippet(NamedTuple):
    """One shape: how editors list it, what it is, and what it writes."""

    label: str
    description: str
    body: dict[str, Any]


def _touchpoint(place: int) -> dict[str, str]:
    """What most touchpoints say, with places to type in from `place` on."""
    words = {"does": "Compares prices on the bus", "feels": "0", "channel": "app", "match": "product_viewed"}
    return {key: f"${{{number}:{word}}}" for number, (key, word) in enumerate(words.items(), place)}


VALUES: dict[str, tuple[str, ...]] = {
    "channel": ("app", "web", "email", "sms", "phone", "store", "hotline", "chat", "post"),
}
"""Words that touchpoints often have at a key: no schema knows what the file itself declares."""
SNIPPETS: dict[str, tuple[Snippet, ...]] = {
    "stages": (
        Snippet(
            "stage",
            "A stage with its first touchpoint.",
            {"${1:find}": {"title": "${2:Find the right one}", "touchpoints": {"${3:browse}": _touchpoint(4)}}},
        ),
    ),
    "touchpoints": (Snippet("touchpoint", "A touchpoint that is measured.", {"${1:browse}": _touchpoint(2)}),),
    "personas": (
        Snippet(
            "persona",
            "A kind of customer, and which rows of the log are theirs.",
            {
                "${1:linh}": {
                    "is": '"${2:Linh, 24, office worker in Hanoi}"',
                    "segment": {"${3:device}": "${4:mobile}"},
                }
            },
        ),
    ),
    "surveys": (
        Snippet(
            "csat",
            "How satisfied: the share of answers in the good boxes.",
            {"${1:csat}": {"metric": "csat", "answer": "${2:csat_score}", "scale": "${3:1..5}", "good": "${4:4..5}"}},
        ),
        Snippet(
            "ces",
            "How easy: the mean. Say which end of the scale is easy.",
            {"${1:ces}": {"metric": "ces", "answer": "${2:ces_score}", "scale": "${3:1..7}", "easy": "${4:1}"}},
        ),
        Snippet(
            "nps",
            "Would they recommend it: promoters less detractors.",
            {"${1:nps}": {"metric": "nps", "answer": "${2:nps_score}", "scale": "0..10"}},
        ),
    ),
    "match": (
        Snippet(
            "contact",
            "A contact with a beginning and an end: gives its duration and its failure rate.",
            {"start": "${1:call_started}", "done": "${2:call_solved}", "fail": "${3:call_dropped}"},
        ),
        Snippet(
            "event with a condition",
            "Those events of one name that have a certain property.",
            {"event": "${1:stock_checked}", "where": {"${2:result}": "${3:in_stock}"}},
        ),
    ),
    "next": (
        Snippet(
            "shares", "Where to, and which share goes there.", {"${1:collect}": "${2:85%}", "${3:cancel}": "${4:10%}"}
        ),
        Snippet(
            "share and time",
            "Where to, which share goes there, and how soon.",
            {"${1:collect}": {"share": "${2:85%}", "within": "${3:1d}"}},
        ),
    ),
    "funnels": (
        Snippet(
            "funnel",
            "How many of those who come here get there, and how soon.",
            {"${1:bought}": {"steps": "[${2:browse}, ${3:collect}]", "within": "${4:14d}"}},
        ),
    ),
    "accept": (
        Snippet(
            "waiver",
            "A finding that is accepted for a while.",
            {"${1:JM301}": {"reason": "${2:until the new payment provider}", "until": "${3:2027-01-31}"}},
        ),
    ),
}
