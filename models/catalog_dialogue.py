"""The shape of what a catalogue lets the shop say: answers to questions of its customers, and what it may suggest.

Imports nothing of ours but the fields' kinds. Rules between fields are in `dialogue_checks`.
"""

from typing import Annotated, Literal

from pydantic import Field

from models.catalog_fields import Entry, Id, Name, Text

Audience = Literal["all", "known", "returning"]
"""Everybody, accounts, or accounts that ordered before"""


class AnswerEntry(Entry):
    """What the shop answers to a question of its customers."""

    id: Id
    text: Annotated[Text, Field(min_length=1)]
    phrasings: Annotated[list[Name], Field(min_length=1, max_length=20)]
    """Ways to ask, each a whole sentence without marks"""


class GoodsEntry(Entry):
    """A product, or all of a category and those below it; one of both."""

    product: Id | None = None
    category: Id | None = None


class SuggestionEntry(Entry):
    """What the shop may offer unasked to whoever has something in the cart."""

    id: Id
    when: GoodsEntry
    """What must be in the cart"""
    offer: GoodsEntry
    audience: Audience = "all"
    question: Annotated[Text, Field(min_length=1)]
    """Asks whether it interests, and names no price"""
