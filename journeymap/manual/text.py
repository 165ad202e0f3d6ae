"""Faults of the text of a file: it is no YAML, or YAML that could surprise its reader."""

from journeymap.finding import Level

LEVEL = Level.ERROR
PAGES = {
    "JM001": """the text cannot be read as YAML, or not as UTF-8.

What: a bracket or a quote is not closed, a space is missing after a colon or a dash, a line is indented by a tab or by one space too many,
or the file was saved in another encoding. The caret stands where reading stopped; the fault may be one line above it.
Why: what cannot be read cannot be drawn, and a guess would draw something that nobody wrote.
Before: `says: "I paid twice`
After: `says: "I paid twice"`
""",
    "JM002": """a character that is not what it looks like.

What: a no-break or zero-width space, a curly quote or a control character stands where YAML expects a plain one. Word processors and chat
windows put them there when text is copied. In the middle of a sentence they are welcome.
Why: the line looks right and means something else; nobody finds such a fault by eye.
Before: `“title”: Pay`
After: `title: Pay`
""",
    "JM003": """a key stands in one mapping twice.

What: the same key, or the same id, is written a second time beside the first.
Why: most readers of YAML keep the last one without a word; half of what was written would be gone.
Before: `{channel: app, channel: web}`
After: `{channel: web}`
""",
    "JM004": """an anchor, an alias, a tag or a merge key.

What: `&name`, `*name`, `!name` or `<<` is used. These are YAML for programmers, and not part of the journey language.
Why: they hide what a line says, and a few of them can fill a machine's memory. What several journeys share is a shared file.
Before: `pay: *wallet`
After: `pay: {use: shared/payment.yaml#wallet}`
""",
    "JM005": """something that is not a word stands where a key should be.

What: a list or a mapping stands before a colon, or nothing at all.
Why: findings, answers and translations hang on keys, and a key is a word.
Before: `? [pay, collect]`
After: `next: [pay, collect]`
""",
    "JM006": """too much for one file.

What: the file has more than 2 MiB, 50,000 values (with all that it uses) or 32 levels, or more than 100 faults; then only the first 100 are told.
Why: a map of that size is read by nobody, and such a file is more often an accident or an attack.
Before: every journey of the company in one file
After: one file a journey, and a shared file for what they have in common
""",
    "JM007": """nothing is in the file.

What: the file is empty, or holds comments only.
Why: eight lines are a map, none are not.
Before: an empty `first.yaml`
After: `title: Renew a library card`, then `stages:`
""",
    "JM008": """a second document in one file.

What: a line `---` begins another document.
Why: one file is one journey; the second would never be looked at.
Before: two journeys with `---` between them
After: two files
""",
    "JM009": """the file cannot be opened.

What: there is no such file, it is a folder, there is no journey file in the folder, or its permissions keep us out.
Why: nothing was judged, and that must not look like success: the exit code is 2.
Before: `journeymap check journey.yml`, and the file is called `journey.yaml`
After: `journeymap check journey.yaml`
""",
}
"""The manual page of each code."""
