"""In which order `docs/journey-file.md` tells of the keys, and what it says about each group of them."""

from dataclasses import dataclass

from journeymap.finding import Ref
from journeymap.language.observation import Condition, Events, Funnel, Survey
from journeymap.language.part import Part
from journeymap.language.people import Persona
from journeymap.language.promise import Budget, Targets, Weights
from journeymap.language.touchpoint import Touchpoint
from journeymap.model import Journey, Shared, Stage

STAGE: Ref = ("stages", "buy")
TOUCHPOINT: Ref = (*STAGE, "touchpoints", "pay")


@dataclass(frozen=True)
class Section:
    """Some keys of a mapping, told together.

    `home` is where in a journey its example stands, `under` the keys that are shown around it. `first` are lines of the example that are no
    keys of this section, but without which it would not load; `whole` is an example instead of a line for each key.
    """

    title: str
    intro: str
    model: type[Part] | None = None
    keys: tuple[str, ...] | None = None
    """Which of the model's keys; all of them if it is not said."""
    home: Ref = ()
    under: tuple[str, ...] = ()
    first: str = ""
    whole: str = ""
    chapter: bool = False


_BEGIN = (
    Section(
        "The journey",
        "What stands at the top of the file.",
        Journey,
        (
            *(
                "title",
                "stages",
                "goal",
                "scenario",
                "expects",
                "owner",
                "state",
                "based_on",
                "reviewed",
                "review_every",
            ),
            *("lang", "include", "journeymap"),
        ),
        chapter=True,
    ),
    Section(
        "A stage",
        "A part of the journey with a goal of its own: a column of the map. Stages stand under `stages`, by id, in the order of the map.",
        Stage,
        home=STAGE,
        chapter=True,
    ),
    Section(
        "A touchpoint",
        "One contact between a customer and the company. Touchpoints stand under `touchpoints` of their stage, by id, in the order of the map.\n"
        "Take what you know; a touchpoint that only says what the customer `does` is a good one.",
        Touchpoint,
        (),
        chapter=True,
    ),
)
_LIVED = (
    Section(
        "What the customer goes through",
        "The customer's voice, as verbs. On the map `sees` is the lane of physical evidence.",
        Touchpoint,
        ("title", "does", "thinks", "feels", "says", "sees", "expects", "pains", "ideas", "evidence"),
        TOUCHPOINT,
    ),
    Section(
        "Where it happens, and who takes part",
        "`frontstage`, `backstage` and `support` are the lanes of a service blueprint: in the customer's sight, out of it, and behind both.",
        Touchpoint,
        ("channel", "by", "with", "owner", "frontstage", "backstage", "support"),
        TOUCHPOINT,
    ),
    Section(
        "The way on",
        "Without `next` the path goes to the touchpoint below. What is missing to 100 % of the shares leaves. A touchpoint that names itself is a\n"
        "planned retry.",
        Touchpoint,
        ("next", "optional", "repeatable", "only_for"),
        TOUCHPOINT,
    ),
)
_PROMISED = (
    Section(
        "What is promised",
        "Promises are held against the data, with its uncertainty; they are never taken from it. `accept` takes codes: they are in\n"
        "[rules.md](rules.md).",
        Touchpoint,
        ("moment_of_truth", "takes", "sla", "targets", "accept"),
        TOUCHPOINT,
    ),
    Section(
        "Targets",
        "Of a touchpoint, or of a stage for all of its touchpoints together. Each measure knows which way is good.",
        Targets,
        home=TOUCHPOINT,
        under=("targets",),
    ),
    Section(
        "Shared, nested, renamed",
        "`use` takes over what is declared elsewhere; a whole journey that is used becomes the inside of this touchpoint. What is inside has ids with\n"
        "a dot, `pay.card`. The map folds it, and measures it either way.",
        Touchpoint,
        ("use", "touchpoints", "renamed_from", "tags", "links"),
        TOUCHPOINT,
    ),
)
_PEOPLE = (
    Section(
        "Personas, channels, actors",
        "Who is on the map, and where. They stand at the top of the file, or in a shared file. Once channels are declared, a touchpoint can name no other.",
        Journey,
        ("personas", "channels", "actors"),
        chapter=True,
    ),
    Section(
        "A persona",
        "With a `segment`, the map and the report can be of this persona alone.",
        Persona,
        under=("personas", "linh"),
    ),
    Section(
        "Where it begins and ends",
        "What makes a case, and how it is over. Cases that end nowhere are open for as long as `leaves_after`, then left.",
        Journey,
        ("starts_at", "ends_at", "leaves_after", "new_case_after"),
        chapter=True,
    ),
    Section("Promises for the whole journey", "", Journey, ("budget", "weights"), chapter=True),
    Section(
        "The budget",
        "All keys of [targets](#targets), for the journey as a whole, and these:",
        Budget,
        ("completion", "channel_switches", "contacts"),
        under=("budget",),
    ),
    Section(
        "Weights",
        "Where customers struggle is a sum of signs, each beyond what is normal, weighed by how bad it is. Here you say what is normal, and how bad.",
        Weights,
        under=("weights",),
    ),
)
_DATA = (
    Section(
        "The data",
        "Which events and answers belong where. How every number is made stands in [measures.md](measures.md).",
        chapter=True,
    ),
    Section(
        "What is measured at a touchpoint",
        "Without `match` a touchpoint has no numbers; it is on the map all the same. A `match` with a beginning and an end tells how long a contact\n"
        "takes, and how often it fails.",
        Touchpoint,
        ("match", "signals", "ask"),
        TOUCHPOINT,
    ),
    Section(
        "A condition",
        "What stands under `where` and `segment` for a column. All of its keys must hold.",
        Condition,
        home=TOUCHPOINT,
        whole="""match:
  event: order_placed
  where:
    method: wallet
    result: {one_of: [in_stock, low]} # or: [in_stock, low]
    amount: {min: 100, max: 500}
    template: {starts_with: pickup_, contains: phone}
""",
    ),
    Section(
        "At the top of the file",
        "Where the log and the answers are, and what is asked of them.",
        Journey,
        ("events", "surveys", "ignore", "funnels"),
    ),
    Section(
        "The log",
        "A row an event: CSV, Parquet, JSON Lines or XES ([reading.md](reading.md)). Say what its columns are called.",
        Events,
        under=("events",),
    ),
    Section(
        "A survey",
        "CSAT, CES or NPS. A CES survey must say which end of its scale is easy.",
        Survey,
        ("metric", "answer", "scale", "easy", "where"),
        under=("surveys", "effort"),
    ),
    Section(
        "A survey with a file of its own",
        "Where answers do not stand in the log, a survey says where they are and what their columns are called.",
        Survey,
        ("good", "from", "customer", "time", "case", "weight", "at", "comment"),
        under=("surveys", "csat"),
        first="answer: score\nscale: 1..5\n",
    ),
    Section(
        "A funnel",
        "A question about conversion that is not the journey itself: of those who come here, how many get there?",
        Funnel,
        under=("funnels", "bought"),
    ),
    Section(
        "A shared file",
        "What several journeys have in common: `include`, `personas`, `channels`, `actors`, `surveys` as in a journey, and touchpoints. It has no title\n"
        "and no stages. `include` takes the whole file, `use` one touchpoint of it.",
        Shared,
        ("touchpoints",),
        chapter=True,
    ),
)
SECTIONS = (*_BEGIN, *_LIVED, *_PROMISED, *_PEOPLE, *_DATA)
"""All sections, in the order of the page."""
