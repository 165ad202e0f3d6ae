"""Faults of a declaration that keep it from being read as a journey."""

from journeymap.finding import Level

LEVEL = Level.ERROR
PAGES = {
    "JM101": """the file holds no mapping.

What: the whole file is one text or one list, or it holds only what journeys share. A journey is a mapping: lines of `key: value`, among them
`title` and `stages`.
Why: without them nobody can tell what to draw.
Before: `- Buy online`
After: `title: Buy online`
""",
    "JM102": """a key that the language does not know.

What: a key is misspelt, made up, or stands in the wrong place. The help names the key that was probably meant, or all that are known here.
Why: a key that is quietly passed over looks as if it were on the map.
Before: `chanel: app`
After: `channel: app`
""",
    "JM103": """a key is missing.

What: a mapping lacks a key without which it says nothing: the title and the stages of a journey, the touchpoints of a stage, the answer and
the scale of a survey.
Why: it cannot be guessed.
Before: `csat: {answer: score}`
After: `csat: {answer: score, scale: 1..5}`
""",
    "JM104": """a name that cannot be an id.

What: the id of a stage or a touchpoint has a blank or a sign in it. Ids are made of letters of any script, digits, `-` and `_`.
Why: events, answers, translations and waivers hang on ids; they must be easy to type and to keep. The words to show are the title.
Before: `pay & go: {does: Pays}`
After: `pay-and-go: {title: Pay & go, does: Pays}`
""",
    "JM105": """a touchpoint stands in two stages.

What: the same id is used in two stages.
Why: an event could be a visit of either, and `next: pay` could mean both.
Before: `pay` under `buy`, and `pay` under `collect`
After: `pay` under `buy`, and `pay-rest` under `collect`
""",
    "JM106": """a value does not fit its key, or there is none.

What: a number stands where a text belongs, a word is none of those that are known, a share, a duration, a scale or a date is not written as
one, or nothing stands after the colon. The help says how to write it.
Why: `takes: 5` could be seconds or days; whoever reads the map would guess.
Before: `takes: 5 min`
After: `takes: 5m`
""",
    "JM111": """a file that is included or used cannot be taken.

What: `include` or `use` names a file that is not there, that leads out of the project, or that in the end includes or uses itself.
Why: the map would miss a part of the journey; and a journey file from somebody else must not read what is on your machine.
Before: `include: [../../secret.yaml]`
After: `include: [shared/channels.yaml]`
""",
    "JM112": """`use` names something that cannot be used.

What: the file, or an included one, has no touchpoint or stage of that name, or what stands there is no touchpoint and no journey.
Why: a touchpoint without what it uses would be an empty card.
Before: `use: shared/payment.yaml#walet`
After: `use: shared/payment.yaml#wallet`
""",
    "JM113": """two files declare the same thing differently.

What: a persona, a channel, an actor or a survey of one name is not the same in this file and in one that it includes.
Why: which of the two counts would hang on the order of the files, and a CES on two scales is two numbers.
Before: `app: {title: App}` here, `app: {title: Shop app}` in `shared/channels.yaml`
After: one of the two, in `shared/channels.yaml`
""",
    "JM152": """there is no translation into the language that was asked for.

What: `--lang` names a language for which no file stands beside the journey. For one that journeymap speaks, `map` and `report` only say so.
Why: nothing of the map would be in that language.
Before: `journeymap map shop.yaml --lang ja`, and no `shop.ja.yaml`
After: `shop.ja.yaml` beside `shop.yaml`, with the texts under the same ids
""",
    "JM153": """there is no persona of that name.

What: the map or the report of a persona is asked for, and the journey declares none of that name.
Why: a map of somebody else would be taken for hers.
Before: `personas: {linh: ...}`, and `lin` is asked for
After: `linh` is asked for
""",
    "JM155": """there is no touchpoint of that name to focus on.

What: `map --focus` names an id that the journey does not have, or not at this `--depth`: what is folded into another touchpoint is not on
the map, nor is one that is open.
Why: a close-up of something else would be taken for it.
Before: `journeymap map shop.yaml --focus pya`
After: `journeymap map shop.yaml --focus pay`
""",
}
"""The manual page of each code."""
