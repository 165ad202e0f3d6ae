"""Who takes part, and what they feel, say, suffer and propose."""

from typing import Annotated, Literal

from pydantic import Field

from journeymap.forms import Emotion, Text, Texts, Yes, one_or_many
from journeymap.language.observation import Where
from journeymap.language.part import Part
from journeymap.language.promise import SignalName


class Channel(Part):
    """A way in which customers and company meet."""

    title: Text | None = Field(default=None, description="The name to show.", examples=["Shop app"])
    assisted: Yes = Field(
        default=False,
        description="Whether a person of the company takes part: a hand-off to it is friction.",
        examples=[True],
    )


class Persona(Part):
    """A kind of customer: a sentence, or {is, demographic, psychographic, behaviour, segment}."""

    is_: Text = Field(
        alias="is", description="Who this is, in one sentence.", examples=["Linh, 24, office worker in Hanoi"]
    )
    demographic: Text | None = Field(
        default=None, description="Age, place, work.", examples=["Rents a room near work, owns no car"]
    )
    psychographic: Text | None = Field(
        default=None, description="Values, attitudes.", examples=["Trusts reviews more than advertising"]
    )
    behaviour: Text | None = Field(
        default=None, description="What they usually do.", examples=["Shops on her phone on the bus"]
    )
    segment: Where = Field(
        default_factory=dict,
        description="Which customers these are: columns of the log and their values, at the customer's first step.",
        examples=[{"device": "mobile"}],
    )


class Actor(Part):
    """Somebody or something on the company's side that takes part: a text, or {is, kind}."""

    is_: Text = Field(alias="is", description="Who or what this is.", examples=["Payment provider"])
    kind: Literal["staff", "system", "partner"] = Field(
        default="staff", description="A person, a system, a partner.", examples=["partner"]
    )


class Feels(Part):
    """The emotion that the designer claims, -2 (awful) to 2 (delighted): for everyone, or per persona."""

    everyone: Emotion | None = Field(default=None)
    personas: dict[str, Emotion] = Field(default_factory=dict)


class Quote(Part):
    """What a customer said."""

    quote: Text = Field(description="The words themselves.", examples=["I paid twice, and nobody could see it"])
    by: Text | None = Field(default=None, description="Which persona says it.", examples=["linh"])
    source: Text | None = Field(default=None, description="Where the quote is from.", examples=["call:2291"])


class Pain(Part):
    """Something that hurts customers at a touchpoint."""

    text: Text = Field(
        description="The pain in the customer's words.", examples=["The wallet times out and charges anyway"]
    )
    severity: Literal["low", "medium", "high"] | None = Field(
        default=None, description="How bad it is.", examples=["high"]
    )
    evidence: Texts = Field(
        default=(),
        description="Where that is known from: ticket:812, call:2291, a link.",
        examples=["ticket:977", ["ticket:977", "call:2291"]],
    )


class Idea(Part):
    """Something that could make a touchpoint better: an opportunity."""

    text: Text = Field(description="The idea in one sentence.", examples=["Show a tick at once"])
    fixes: Annotated[tuple[SignalName, ...], one_or_many] = Field(
        default=(),
        description="Which signs of friction it would mend: drop_off, slow, high_effort, ...",
        examples=["repeat", ["repeat", "high_effort"]],
    )
    owner: Text | None = Field(default=None, description="Who would do it.", examples=["team-payments"])
    evidence: Texts = Field(
        default=(), description="Why it should work: test:checkout-7, ticket:812, a link.", examples=["test:checkout-7"]
    )
