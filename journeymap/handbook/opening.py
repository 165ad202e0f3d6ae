"""What `docs/journey-file.md` says before it comes to the keys."""

OPENING = """# The journey file

A journey is one text file. It says what customers do, think and feel, what was promised to them, and which events and answers will tell
whether it is so. You write it in any editor; `journeymap` draws it and tells at once, with line and column, what it does not understand.
You need not know how to program, and you need not know YAML: what stands on this page is enough.

*Written by `make docs` from the language itself: change that, not this page.*

## Eight lines are a map

```yaml
title: Buy online, collect in store
goal: Have the new phone in hand today
stages:
  buy:
    touchpoints:
      browse: {does: Compares phones in the app on the bus, feels: 1}
      pay: {does: Pays with the wallet and waits for the tick, feels: -1}
      collect: {does: Shows the code at the counter and leaves with the phone, feels: 2}
```

Save them as `journey.yaml`, then:

```sh
journeymap check journey.yaml
journeymap map journey.yaml -o map.svg
journeymap explain feels
```

`browse`, `pay` and `collect` are **ids**: short names that you choose, of letters of any script, digits, `-` and `_`. Everything hangs on
them, so keep them; the words to show are the `title`. The order in the file is the order on the map and, where you say nothing else, the
path. Everything else on this page is optional: add it when you know it.

## Writing it

- A line is `key: value`, with a space after the colon. What belongs to a key stands below it, two spaces deeper.
- Short things fit on one line in braces, `{does: Pays, feels: -1}`; several values stand in brackets, `[app, web]`.
- In the tables below, *by name* means a line `name: ...` for each, with a name that you choose or that is an id; `says` … `by` is the key `by` in
  the fuller form of `says`.
- What follows `#` after a space is a comment. The first line may tell your editor what is known here, and it will help you to write:
  `# yaml-language-server: $schema=../schemas/journey.schema.json`.
- A text with `: ` or ` #` in it, or that begins with a sign such as `[`, `{`, `&`, `*`, `!`, `%`, `@`, `>`, `|` or a quote, needs quotes around it:
  `thinks: "Paid: or not?"`.

Where a key takes more than a word, the plain word is always enough to begin with:

FORMS

### Numbers, times, shares

| what | how to write it |
|---|---|
| duration | `90s`, `5m`, `2h`, `3d`, `2w`; or as in ISO 8601, `PT5M` |
| share | `25%` or `0.25` |
| scale, range of answers | `1..5` |
| day | `2026-07-31` |
| feeling | `-2` awful, `-1`, `0`, `1`, `2` delighted |

Targets carry no sign: `csat: 85%` is enough, since CSAT is good when it is high and drop-off when it is low.

### What is refused, and what is not

YAML has surprises. Here it has none: what could be misread is an error with its place and a cure.

- The same key twice; keys that the language does not know (`chanel`: did you mean `channel`?); a key with nothing after it.
- Tabs, and characters that a word processor has slipped in: curly quotes and no-break spaces where they would break a line.
- Anchors, aliases, tags and merge keys (`&`, `*`, `!`, `<<`); two documents in one file.
- `yes`, `no`, `on`, `off` are words and nothing more; only `true` and `false` are true and false. `12:30`, `010` and `1e` stay as you wrote them.

## The files of a project

| file | what is in it |
|---|---|
| `shop.yaml` | one journey |
| `shared/payment.yaml` | a [shared file](#a-shared-file): channels, personas, actors, surveys and touchpoints that several journeys have in common |
| `shop.vi.yaml` | a translation of `shop.yaml`: its texts only, under the same ids |

Paths in a file are relative to it and never lead out of the project. A translation holds what it translates and nothing else; what is missing
in it stays as it is in the journey:

```yaml
# shop.vi.yaml
title: Mua qua mạng, nhận tại cửa hàng
stages:
  buy:
    touchpoints:
      pay: {does: Trả bằng ví điện tử và chờ dấu xác nhận}
```

`journeymap map shop.yaml --lang vi` draws it, and `report` takes `--lang` too; `--depth 2` opens what stands inside of touchpoints;
`--persona linh` shows the way of one persona: without data her part of the design, with data the customers whom her `segment` names.
`journeymap check` says what is not translated, and of every file what is wrong with it.

"""
