"""What networks say, made to fit: texts and numbers as SQLite and a calendar can take them."""

from dataclasses import fields, replace
from typing import Any

from social_care.models import NEVER_DUE, Author, Change, Mention, OwnPost
from social_care.text import storable


def made_storable(mention: Mention, now: int) -> Mention:
    """The mention as it can be stored, posted no later than now."""
    return replace(
        mention,
        author=replace(mention.author, **kept(mention.author)),
        thread_aliases=tuple(map(storable, mention.thread_aliases)),
        **kept(mention) | {"posted_at": _number(min(mention.posted_at, now))},
    )


def kept(item: Mention | OwnPost | Author | Change) -> dict[str, Any]:
    """Its texts and numbers as SQLite and a calendar can take them: one that they cannot take
    would break every poll anew."""
    values = {field.name: getattr(item, field.name) for field in fields(item)}
    texts = {name: storable(value) for name, value in values.items() if type(value) is str}
    numbers = {name: _number(value) for name, value in values.items() if type(value) is int}
    return texts | numbers


def _number(value: int) -> int:
    """A count, or a moment since 1970."""
    return min(max(value, 0), NEVER_DUE)
