"""Faults of a file that is to be imported."""

from journeymap.finding import Level

LEVEL = Level.ERROR
PAGES = {
    "JM810": """the file is not in the format that it should be in.

What: it is no Mermaid journey or no table of text, a line of it is none of the format, or a row has more cells than the header.
Why: half an import would be a plan that nobody made.
Before: a workbook, saved as .xlsx
After: the sheet, saved as 'CSV UTF-8'
""",
    "JM811": """a name or a score is missing.

What: a Mermaid task has no name or no score, a section or a title has no words, or no column or cell says what a touchpoint is.
Why: a card without words cannot be drawn.
Before: `Pay:`
After: `Pay: 3: Linh`
""",
    "JM812": """a score or a cell that cannot be read.

What: a Mermaid score is no whole number from 1 to 5, or a cell holds what its column cannot: a feeling beyond -2 to 2, a duration without
a unit.
Why: a rounded or dropped value would be on the map as if somebody had said it.
Before: `Pay: 3.5: Linh`
After: `Pay: 4: Linh`
""",
    "JM813": """a column that was probably misspelt.

What: a column is not known, and nearly has the name of one that is. Columns that are like none are left out, and that is said.
Why: a whole column would be lost for one letter.
Before: `id,tilte,does`
After: `id,title,does`
""",
    "JM814": """a column or an id stands in the table twice.

What: two columns have the same meaning, or two rows the same id.
Why: one of the two would be lost.
Before: two rows with the id `pay`
After: `pay` and `pay-rest`
""",
    "JM815": """nothing to import.

What: the file is empty, or has a header and no row, or a diagram without a task.
Why: a journey has at least one touchpoint.
Before: `journey` and nothing below it
After: `journey`, then `Pay: 3: Linh`
""",
    "JM816": """too much for one journey.

What: the file is larger than a journey file may be, or has more than 100 faults; then only the first 100 are told.
Why: a map of that size is read by nobody.
Before: every process of the company in one table
After: one table a journey
""",
    "JM817": """the file to write is there already.

What: `import` would write over another file.
Why: it may be a journey on which somebody has worked.
Before: `journeymap import plan.csv -o shop.yaml`, a second time
After: `-o shop-2.yaml`; or `--force`, to lose the first
""",
}
"""The manual page of each code."""
