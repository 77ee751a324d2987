"""Puts a customer's words together: the right language, facts that stay the same, their style."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from social_care.connectors.demo.dice import between, pick, shuffled
from social_care.connectors.demo.people import Person, Style
from social_care.connectors.demo.words import Part, Phrasebook, Recipe
from social_care.connectors.demo.words_far import ARABIC, HOSTILE, JAPANESE
from social_care.connectors.demo.words_more import FRENCH, GERMAN, PORTUGUESE, SPANISH
from social_care.connectors.demo.words_next import ENGLISH

BOOKS: Mapping[str, Phrasebook] = {
    "en": ENGLISH | {"hostile": HOSTILE},
    "de": GERMAN,
    "es": SPANISH,
    "fr": FRENCH,
    "pt": PORTUGUESE,
    "ja": JAPANESE,
    "ar": ARABIC,
}

_PRODUCTS = (
    "Harbour boots", "Cloudstep trainers", "Pebble sandals", "Meadow sneakers", "Nightjar runners",
    "Kestrel hikers", "Juniper loafers", "Puddle boots", "Orbit slip-ons", "Fjord boots",
    "Larkspur heels", "Ember boots", "Drumlin trail shoes", "Saddler brogues",
)  # fmt: skip
_SMILES = ("\U0001f45f", "\U0001f60a", "\U0001f970", "\U0001f97e", "✨", "\U0001f648", "\U0001f340")
_ANGRY = frozenset({"angry", "furious", "still angry", "safety again"})
_CHEERFUL = frozenset({"question", "praise", "thanks", "follow-up", "promo", "dm", "edit"})
_FIRST_LETTER = re.compile(r"^[¿¡]?\w")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """The facts of one story: the same shoes and the same order number from first to last."""

    brand: str
    product: str
    model: str
    order: str
    size: str
    days: int
    agent: str
    name: str
    handle: str
    city: str


def slots(brand: str, agents: tuple[str, ...], person: Person, *story: object) -> Slots:
    """The facts of the story named by `story` (seed and number)."""
    product = pick(_PRODUCTS, *story, "product")
    size = between(36, 47, *story, "size")
    return Slots(
        brand=brand,
        product=product,
        model=product.split()[0],
        order=f"AC-{between(10_000, 99_999, *story, 'order')}",
        size=f"{size}{pick(('', '', '½'), *story, 'half')}",
        days=between(3, 12, *story, "days"),
        agent=pick(agents, *story, "agent").capitalize(),
        name=person.name,
        handle=person.handle,
        city=person.city,
    )


def say(person: Person, occasion: str, turn: int, facts: Slots, seed: int) -> str:
    """What `person` writes on an occasion that comes up for the `turn`-th time in this world.

    Every main sentence of a recipe is used once before any is used again.
    """
    recipe = BOOKS[person.lang][occasion]
    purpose = (seed, person.lang, occasion, turn)
    parts = (
        pick(recipe.lead, *purpose, "lead"),
        _unused(recipe, turn, seed, person.lang, occasion),
        pick(recipe.tail, *purpose, "tail"),
    )
    text = " ".join(filter(None, parts)).format(**_values(facts))
    return text if occasion == "hostile" else _in_style(text, person, occasion, purpose)


def _values(facts: Slots) -> dict[str, object]:
    return {field.name: getattr(facts, field.name) for field in fields(facts)}


def _unused(recipe: Recipe, turn: int, *purpose: object) -> str:
    lap, place = divmod(turn, len(recipe.main))
    return _lap(recipe.main, *purpose, lap)[place]


@lru_cache(maxsize=512)
def _lap(main: Part, *purpose: object) -> list[str]:
    """One order of all main sentences; asked for again at every poll."""
    return shuffled(main, *purpose)


def _in_style(text: str, person: Person, occasion: str, purpose: tuple[object, ...]) -> str:
    if person.style is Style.LOWER:
        return text.lower().removesuffix(".")
    if person.style is Style.LOUD and occasion in _ANGRY:
        return text.upper().rstrip(".!") + "!!"
    text = _FIRST_LETTER.sub(lambda found: found[0].upper(), text)
    if person.style is Style.EMOJI and occasion in _CHEERFUL:
        return f"{text} {pick(_SMILES, *purpose, 'smile')}"
    return text
