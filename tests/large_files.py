"""Journey files of thousands of lines, for tests and benchmarks: made, not kept."""

BLOCK = """\
      {id}:
        does: Compares prices in the app on the bus
        thinks: Is it cheaper at the other shop?
        feels: 1
        channel: app
        match: event_{id}
        targets:
          drop_off: 20%
        pains:
          - text: Stock count is a day old
            severity: high
"""
FLOW = """\
      {id}: {{does: Gives up and asks for the money back,
        feels: -2, channel: app, match: event_{id}}}
"""
DENSE_FLOW = (
    "      {id}: {{does: Gives up, feels: -2, channel: app, match: event_{id}, targets: {{drop_off: 20%}}, "
    "next: {{{id}: 70%}}}}\n"
)


def journey_of(lines: int, form: str) -> str:
    """A sound journey of at least `lines` lines, ten touchpoints a stage, each written by `form`: `BLOCK`, `FLOW` or `DENSE_FLOW`."""
    text = ["title: A large journey\nowner: cx\nchannels: [app]\nstages:\n"]
    written, each = 4, 2 + 10 * form.count("\n")
    stage = 0
    while written < lines:
        text.append(f"  stage-{stage}:\n    touchpoints:\n")
        text += [form.format(id=f"t{stage}-{number}") for number in range(10)]
        stage, written = stage + 1, written + each
    return "".join(text)


def chain_of(files: int, uses: int) -> dict[str, bytes]:
    """Files that use each other in a row, each the next one several times: grown out, the last counts `uses ** files` times."""
    text = {}
    for number in range(files):
        inner = "".join(f"      t{at}: {{use: bomb-{number + 1}.yaml}}\n" for at in range(uses))
        text[f"bomb-{number}.yaml"] = f"title: Bomb\nowner: cx\nstages:\n  s:\n    touchpoints:\n{inner}"
    text[f"bomb-{files}.yaml"] = "title: Bomb\nowner: cx\nstages:\n  s:\n    touchpoints: {t: {match: a}}\n"
    return {name: content.encode() for name, content in text.items()}


def around(lines: str, look: str = "") -> str:
    """A small journey with more lines at its top, and more said of its first touchpoint."""
    return f"title: Shop\nowner: cx\n{lines}stages:\n  buy:\n    touchpoints:\n      look: {{match: look{look}}}\n      pay: {{match: pay}}\n"


_MANY = "".join(f"      t{number}: {{match: event_{number}, next: t{(number + 1) % 1000}}}\n" for number in range(1000))
LARGE: dict[str, str] = {
    "large-5000-lines-block": journey_of(5000, BLOCK),
    "large-5000-lines-flow": journey_of(5000, FLOW),
    "large-5000-lines-of-comments": around("# a comment\n" * 5000),
    "large-5000-lines-of-nothing": around("\n" * 5000),
    "large-5000-lines-of-text": around("goal: |\n" + "  a line\n" * 5000),
    "large-5000-lines-of-one-list": around("ignore:\n" + "- ping\n" * 5000),
    "large-5000-unknown-keys": around("".join(f"key-{number}: 1\n" for number in range(5000))),
    "large-5000-wrong-values": around("", "}\n" + "".join(f"      t{number}: {{feels: 9}}\n" for number in range(5000)) + "      last: {does: a"),
    "large-1000-stages": around("").replace("stages:", "stages:" + "".join(f"\n  s{n}: {{touchpoints: {{t{n}: {{}}}}}}" for n in range(1000))),
    "large-1000-stages-of-nothing": around("").replace("stages:", "stages:" + "".join(f"\n  s{n}:" for n in range(1000))),
    "large-1000-touchpoints-in-a-circle": f"title: Shop\nowner: cx\nstages:\n  buy:\n    touchpoints:\n{_MANY}",
    "large-1000-ways": around("", ", next: {" + ", ".join(f"t{number}: 0%" for number in range(1000)) + "}"),
    "large-5000-personas": around("personas:\n" + "".join(f"  p{number}: Somebody\n" for number in range(5000))),
    "large-1000-nested": around("", ", touchpoints: {" + ", ".join(f"t{number}: {{does: a}}" for number in range(1000)) + "}"),
    "large-5000-documents": "---\n" * 5000,
    "large-50000-times-one-key": "title: Shop\n" * 50_000,
    "large-anchors": around("", ", pains: [" + "&a x, " * 5000 + "]"),
    "large-aliases": around("", ", pains: [" + "*a, " * 50_000 + "]"),
    "large-tags": around("", ", pains: [" + "!a x, " * 50_000 + "]"),
    "large-file": "title: " + "x" * (3 * 1024 * 1024),
    "large-values": "ignore: [" + "1," * 50_001 + "]",
    "large-line": around("goal: " + "long " * 100_000 + "\n"),
    "large-quoted-line": around('goal: "' + "long \\n" * 100_000 + '"\n'),
    "large-key": around("x" * 2_000 + ": 1\n"),
    "large-quoted-key": around('"' + "x" * 2_000 + '": 1\n'),
    "large-complex-key": around("? " + "x" * 100_000 + "\n: 1\n"),
    "large-number": around("review_every: " + "9" * 100_000 + "\n"),
    "large-duration": around("review_every: " + "9" * 100_000 + "d\n"),
    "large-share": around("", ", targets: {csat: " + "9" * 100_000 + "%}"),
    "large-scale": around("surveys: {csat: {answer: a, scale: " + "1" * 100_000 + "..2}}\n"),
    "large-indentation": around("personas:\n" + " " * 100_000 + "linh: Linh\n"),
    "large-id": around("").replace("pay: {", "p" * 900 + ": {"),
    "large-event-names": around("", ", signals: [" + ", ".join("s" * 1_000 for _ in range(500)) + "]"),
    "deep-brackets": "title: " + "[" * 100_000,
    "deep-braces": "title: " + "{a: " * 100_000,
    "deep-brackets-closed": "title: " + "[" * 10_000 + "]" * 10_000,
    "deep-dashes": "- " * 100_000,
    "deep-question-marks": "? " * 100_000,
    "deep-block": "".join(" " * depth + "a:\n" for depth in range(1_000)),
    "deep-33": around("").replace("pay: {", "pay: {sees: " + "[" * 33 + "]" * 33 + ", "),
    "deep-quotes": "title: " + "'" * 100_001,
    "deep-exclamations": "title: " + "!" * 100_000,
    "deep-ampersands": "title: " + "&" * 100_000,
}  # fmt: skip
"""Journey files that are too large to keep, by name."""

BESIDE: dict[str, bytes] = chain_of(12, 10) | {
    "circle-a.yaml": around("", ", use: circle-b.yaml").encode(),
    "circle-b.yaml": around("", ", use: circle-a.yaml").encode(),
}
"""Files that hostile ones name."""
