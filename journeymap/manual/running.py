"""What keeps a command from doing its work, though journey and data are fine."""

from journeymap.finding import Level

LEVEL = Level.ERROR
PAGES = {
    "JM801": """the map cannot be drawn.

What: there is no Graphviz to draw with, or it failed.
Why: Graphviz decides where cards and arrows stand.
Before: `journeymap map shop.yaml -o shop.svg`, without Graphviz
After: Graphviz is installed; or `--format gv`, which needs none
""",
    "JM802": """a file cannot be written.

What: the folder or the file is read-only, the disk is full, a folder has that name, or somebody else has changed the file just now.
Why: a file is written whole or not at all, so the old one is still as it was.
Before: `-o /map.svg`
After: `-o map.svg`
""",
    "JM803": """nothing says what events to make up.

What: `simulate` needs at least one touchpoint with `match`.
Why: made-up data has the events that real data would have.
Before: `pay: {does: Pays}`
After: `pay: {does: Pays, match: payment_started}`
""",
    "JM804": """a friction that cannot be planted.

What: `--plant` names a touchpoint or a kind that does not exist, a value that means nothing, or would change nothing: `fail` where no
event says fail, a score where no survey asks, `drop` where nothing follows,
`repeat` and `return` where the design foresees them.
Why: a plant that does nothing would be looked for in vain.
Before: `--plant pay:drop=30`
After: `--plant pay:drop=0.3`
""",
    "JM805": """no font has what stands on the map.

What: a PNG or a PDF brings its words as shapes. journeymap has a font for Latin, Greek and Cyrillic letters; for other scripts it takes those of
the machine, and none of them has some characters.
Why: a map with boxes in the place of words would look as if it were one.
Before: `journeymap map shop.yaml --lang ja -o shop.png`, on a machine without a Japanese font
After: the same with such a font installed, like Noto Sans CJK; or `-o shop.svg`, which leaves that to who looks at it
""",
    "JM806": """there is nothing to write a PDF with.

What: PDF is written with Typst, an extra of 30 MB that is not installed.
Why: SVG, PNG and all else need no more than is there.
Before: `pip install journeymap`, and `-o map.pdf`
After: `pip install 'journeymap[pdf]'`
""",
    "JM807": """a fix that cannot be understood.

What: `--fix` names a touchpoint that does not exist, or one twice, a signal whose fixing no completions are associated with, or no share of 0 to 100 %.
Why: only who leaves is lost; whoever waits, comes back or calls, and goes on, completes as others do, as far as a log can tell.
Before: `journeymap whatif shop.yaml --fix pay:slow=50%`
After: `journeymap whatif shop.yaml --fix pay:drop=50%`
""",
    "JM808": """nothing can be told of a fix.

What: `--fix` names a touchpoint that no more leave than is normal, that nobody leaves by the plan, that is an end or says no events; where nobody went on as
designed; or too few cases are finished.
Why: a gain of nothing, or of a few customers, would be read as a number.
Before: `--fix pay:drop=50%`, where 2 % leave and up to 5 % is normal
After: the same at a touchpoint that more leave, as `journeymap report` lists them
""",
    "JM809": """the CI runner would obey what is printed.

What: a CI runner reads standard output and takes lines that begin with `::`, and `##[` anywhere, for its commands; a diff, a table or a journey that is
printed to the byte has such words in it.
Why: who writes a journey could end the step's annotations, or mask words of its log. Wherever words may be changed a little, they are, and nothing is said.
Before: `journeymap export shop.yaml --format csv`, on a runner, where a title is `##[error]`
After: `journeymap export shop.yaml -o shop.csv`
""",
    "JM820": """a revision that is not there.

What: `--base` or `diff` names a commit, a branch or a tag that this repository does not have; a shallow clone has only the newest.
Why: nothing was compared, and that must not look as if nothing had changed.
Before: `journeymap check --base origin/main journeys`, after a shallow clone
After: the same, after `git fetch --unshallow`
""",
    "JM821": """git cannot be asked.

What: there is no git, the file is in no repository, or git refuses or does not answer.
Why: without it there is no other revision to compare with.
Before: `--base main` in a folder that git does not know
After: `git init` and a first commit
""",
    "JM822": """what stood in a file at a revision is no journey to compare with.

What: `map --base` names a revision at which the journey had an error, or was written for an older journeymap.
Why: touchpoints that cannot be read would all look removed.
Before: `journeymap map shop.yaml --base v0.1`, when `shop.yaml` was a draft with faults
After: `journeymap map shop.yaml --base v0.2`
""",
    "JM823": """a folder to compare is not there.

What: `diff` got one folder that is there, and one name that looks like a folder and is none.
Why: a name that is mistyped would be taken for a revision, or for a folder without journeys.
Before: `journeymap diff ./before ./aftr`
After: `journeymap diff ./before ./after`
""",
    "JM840": """there is nothing to serve the preview with.

What: the live page is served and told of saved files by three packages that are not installed.
Why: all other commands need no server.
Before: `pip install journeymap`, and `journeymap preview`
After: `pip install 'journeymap[preview]'`
""",
    "JM841": """the preview cannot be served at that port.

What: another program listens there, perhaps a preview that runs already; or the port is one for administrators.
Why: only one program can listen at a port.
Before: `journeymap preview --port 80`
After: `journeymap preview`, which takes the next free port; or `--port 0`, any that is free
""",
    "JM830": """there is a first journey already.

What: `init` finds `journeys/first.yaml` in the folder.
Why: what is there is yours; nothing is ever written over it.
Before: `journeymap init shop`, a second time
After: `journeymap init returns`, for another project
""",
    "JM831": """there is nothing to add.

What: the folder has journeys already, and every file that `init` would add.
Why: nothing was done, and that must not look as if something had been.
Before: `journeymap init`, in a project that is complete
After: `journeymap check journeys`
""",
    "JM850": """a text that cannot be a comment.

What: the file for `comment` cannot be read, does not begin with the hidden line that names its comment, or is longer than the host takes.
Why: without a name the next run would write a second comment instead of changing the first; a text that is cut is no report.
Before: `journeymap comment report.md`, and `report.md` begins with its heading
After: `journeymap comment report.md --key checkout`
""",
    "JM851": """the code host does not answer.

What: GitHub or GitLab was asked four times, or said that it wants to be left alone for longer than two minutes; or its certificate is not trusted.
Why: no comment was written, and that must not look as if one had been.
Before: `journeymap comment diff.md`, while the host is down
After: the same, later; the report is in the step summary all the same
""",
    "JM852": """the code host refuses a comment.

What: the token is not valid, there is no such repository or pull request, or the text is refused. The message has the host's own words.
Why: asking again would not help. A token that may only read is no fault: `comment` says so in a line.
Before: `journeymap comment diff.md --pull-request 5`, and there is no pull request 5
After: `journeymap comment diff.md --pull-request 4`
""",
}
"""The manual page of each code."""
