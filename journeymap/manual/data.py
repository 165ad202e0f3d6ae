"""Faults of the event log and the answers that stop a run: numbers made from such data would be wrong."""

from journeymap.finding import Level

LEVEL = Level.ERROR
PAGES = {
    "JM501": """a data file that is not there.

What: no file has the name, or the pattern matches none; or it is a folder. Names in the journey are looked up from the journey's folder, names
on the command line from where you are.
Why: a report on half of the log would look like one on all of it.
Before: `events: {from: log}`
After: `events: {from: log/*.parquet}`
""",
    "JM502": """a data file that cannot be read to its end.

What: it is damaged, cut off, not UTF-8, or a line of it is not JSON; or there was no memory left for it.
Why: what stands behind the damage would be missing from every number.
Before: a copy of the log that broke off
After: the file, copied again; a spreadsheet's file saved as 'CSV UTF-8'
""",
    "JM503": """a data file with nothing in it.

What: the file is empty, or has a header and no rows.
Why: an export that failed looks like a quiet day.
Before: `customer,time,event` and nothing below it
After: the export runs, and a row follows
""",
    "JM504": """a row that does not fit the header.

What: a row of a CSV file has more or fewer fields than the header, or a quote in it is never closed.
Why: one comma too many moves every later field into the wrong column.
Before: `c1,2026-07-01,paid, by wallet`
After: `c1,2026-07-01,"paid, by wallet"`
""",
    "JM505": """a column that the data does not have.

What: the journey names a column, under `events`, `surveys`, `where` or `segment`, that is not in the file; or says nothing, and the usual name is
not there.
Why: the column is the link between the map and what happened.
Before: `events: {customer: user}`
After: `events: {customer: user_id}`
""",
    "JM506": """a time that cannot be placed.

What: times have no offset and no zone is declared, or a time, or `as_of`, is no time, or before the year 1 or after 9999.
Why: 09:00 in Hanoi is not 09:00 in Berlin; waits and days would be wrong by hours, and nothing is guessed.
Before: `events: {time: timestamp}`, with times like `2026-07-01 09:00`
After: `events: {time: timestamp, timezone: Asia/Ho_Chi_Minh}`
""",
    "JM507": """too many rows cannot be used.

What: rows without a customer, a name or a time, or with an unreadable time, are more than `max_bad_rows` (0.1 %) of all.
Why: rows seldom get lost by chance; whoever is missing may be the very customers that struggle.
Before: 3 % of the rows have no customer
After: the export is mended; or `events: {max_bad_rows: 5%}`, and the report counts them
""",
    "JM508": """no event of the log matches any touchpoint.

What: not one row is a visit of a touchpoint with `match`.
Why: a report without a visit says nothing; mostly a column or the names are others. The help lists the names of the log.
Before: `match: Pay`, and the log says `payment_started`
After: `match: payment_started`
""",
    "JM509": """a time zone that does not exist.

What: `events: {timezone: ...}` is no name of the time zone database.
Why: short names like CST mean three zones, and an offset forgets summer time.
Before: `timezone: Hanoi`
After: `timezone: Asia/Ho_Chi_Minh`
""",
    "JM510": """a header that does not name every column once.

What: the first line of a CSV file cannot be read, has an empty name, the same name twice, or two that differ in capital letters only.
Why: which of the two columns is meant would be a guess.
Before: `customer,time,event,Time`
After: `customer,time,event,sent_at`
""",
    "JM511": """a kind of data file that is not known.

What: the name ends in none of the endings that say how to read a file.
Why: a guess at the format is a guess at the numbers.
Before: `--events log.dat`
After: `--events log.csv`
""",
    "JM512": """no event log is named.

What: a journey is to be measured, and neither `--events` nor `events: {from: ...}` says where the log is.
Why: there is nothing to measure.
Before: `journeymap report shop.yaml`
After: `journeymap report shop.yaml --events log.csv`
""",
    "JM513": """answers that no survey reads.

What: `--answers` names a file that has the answer column of no survey of the journey.
Why: the report would have no scores, and nobody would see why.
Before: `csat: {answer: satisfied, ...}`, and the file calls it `score`
After: `csat: {answer: score, ...}`
""",
    "JM514": """a file that is not what its checksum says.

What: beside the file stands another one, of the same name and `.sha256`, and it says otherwise, or nothing of this file.
Why: of a file in which one byte has changed on its way, the numbers can be wrong, and nothing else can tell.
Before: `log.parquet`, exported again, beside the `log.parquet.sha256` of last month
After: `sha256sum log.parquet > log.parquet.sha256`, by who exports the log
""",
    "JM515": """a file that changed while it was read.

What: a file has another size, or was written to, after the run has read it, than before.
Why: a log is read two or three times; rows of two states of it make numbers of neither.
Before: `journeymap report shop.yaml --events today.parquet`, and something still writes to `today.parquet`
After: `cp today.parquet copy.parquet`, and `--events copy.parquet`
""",
    "JM517": """a persona that the log cannot tell apart.

What: `--persona` names one without `segment`: nothing says which customers of the log they are.
Why: a report of Minh that is one of everybody would be believed.
Before: `minh: {is: "Minh, 58, runs a repair shop"}`
After: `minh: {is: "Minh, 58, runs a repair shop", segment: {device: computer}}`
""",
    "JM519": """a window in which no case can begin.

What: `--since` is not earlier than `--until`; or no case of the log begins at the one time or later, and before the other.
Why: an empty report would look like a quiet month.
Before: `--since 2026-06-01 --until 2026-05-01`
After: `--since 2026-05-01 --until 2026-06-01`, which are the cases that begin in May
""",
    "JM518": """a segment of nobody, or of too few.

What: no customer's first step meets the conditions of the persona or of `--segment`, or fewer customers do than `--min-group` shows.
Why: numbers of three people are those three people.
Before: `--segment device=Mobile`, and the log says `mobile`
After: `--segment device=mobile`
""",
    "JM520": """two periods that overlap, or the wrong way round.

What: `compare --before` ends after `--after` begins. Periods begin at their first time and end before their second.
Why: cases in both periods would be held against themselves.
Before: `--before 2026-06-01..2026-07-15 --after 2026-07-01..2026-08-01`
After: `--before 2026-06-01..2026-07-01 --after 2026-07-01..2026-08-01`
""",
    "JM521": """a period that is not over when the data closes.

What: `compare --after` ends later than the data, or no row has a time.
Why: cases that had less time to get to an end look as if they did worse.
Before: `--after 2026-07-01..2026-08-01`, and the last row is of 26 July
After: `--after 2026-07-01..2026-07-20`; or `--as-of 2026-08-01`, where the log is complete until then and nobody came
""",
    "JM522": """a column that does not tell two sides apart.

What: `compare --by` names a column that has one value, or more than two, at the first steps of customers.
Why: a comparison has two sides; which two of five are meant would be a guess.
Before: `--by device`, and the log says `mobile`, `desktop` and `tablet`
After: `--segment device=mobile --against device=desktop`
""",
    "JM523": """a side of nobody, or of too few.

What: no case of a customer is on one side of a comparison, or fewer customers are than `--min-group` shows.
Why: numbers of three people are those three people, and of nobody there are none.
Before: `--segment device=Mobile --against device=desktop`, and the log says `mobile`
After: `--segment device=mobile --against device=desktop`
""",
    "JM530": """a customer who is not in the log.

What: `report --trace` names a customer, and no visit of a touchpoint in the log is theirs. Ids are text: `7` is not `007`, and capital letters matter.
Why: no steps of somebody is another answer than no such customer.
Before: `journeymap report shop.yaml --trace 7`
After: `journeymap report shop.yaml --trace 007`
""",
    "JM540": """a report before that cannot be used.

What: `report --previous` names a file that is not there, is no report as `report --format json` writes it, or was made with `--no-privacy`.
Why: only what a report told is known to whoever has it; nothing can be kept from who knows everything.
Before: `journeymap report shop.yaml --previous may.md`
After: `journeymap report shop.yaml --previous may.json`
""",
    "JM541": """too few customers since the report before.

What: with `report --previous`, there are fewer customers more (or less) than `--min-group` since that report; or more, and still the two reports together
would tell of a group of fewer, whatever of the second one is told as a range.
Why: the difference of two reports is a report on those who are in one of them only.
Before: a report on each day, and 4 customers more since yesterday
After: a report on each week; the report before stands until then
""",
    "JM542": """a report before that counted by other rules.

What: since the report that `report --previous` names, something has changed by which ways are counted: touchpoints and what they match, their stages, channels
and designed ways, what a case is and where it ends, or `--min-group`. Reports of earlier versions do not say by which rules they counted.
Why: what two reports tell together can be known only where they count the same.
Before: a touchpoint put in between two others, and `journeymap report shop.yaml --previous may.json`
After: the report of June made with the journey of May, `--previous may.json`; then one with the journey of today, handed on alone
""",
    "JM550": """a snapshot that cannot be used.

What: the file was edited, merged line by line, cut off, or is of a format that this version does not read: its numbers do not fit its checksum.
Why: a number that somebody wrote by hand would look like one that was measured.
Before: a merge conflict in `shop.snapshot.json`, solved by hand
After: the snapshot made again: `journeymap snapshot shop.yaml --events log.csv -o shop.snapshot.json`
""",
    "JM551": """something that a snapshot cannot answer.

What: a segment, a persona, a window of time, one customer or a breakdown is asked of a snapshot, or a log is asked for and a snapshot is named.
Why: a snapshot has sums of all customers; who they were is not in it.
Before: `journeymap report shop.yaml --events shop.snapshot.json --segment device=mobile`
After: `journeymap report shop.yaml --events log.csv --segment device=mobile`
""",
    "JM552": """a snapshot that was counted by other rules.

What: what a case is, or where it is over, has changed since the snapshot was made: `ends_at`, `leaves_after`, `new_case_after`, or columns under `events`.
Why: every number of it would be one of another journey.
Before: `ends_at: collect`, and the snapshot was made with `ends_at: pay`
After: the snapshot made again
""",
    "JM553": """a log of too few customers for a snapshot.

What: fewer customers are in the log than `--min-group` shows.
Why: what is committed stays in the history for good.
Before: a snapshot on the first day, of 4 customers
After: a snapshot a week later
""",
}
"""The manual page of each code."""
