"""Texts: strangers' made safe, their length as networks count it, and words of our own."""

from social_care.text.lengths import fits, length, over_limit, units_left
from social_care.text.safe import (
    BARE_CONTROL,
    STORED_CHARACTERS,
    bare_control,
    clean,
    clean_line,
    inert,
    inert_line,
    mask_formula,
    neutralise,
    preview,
    storable,
)
from social_care.text.words import ago, came_back, promised, span, used

__all__ = [
    "BARE_CONTROL",
    "STORED_CHARACTERS",
    "ago",
    "bare_control",
    "came_back",
    "clean",
    "clean_line",
    "fits",
    "inert",
    "inert_line",
    "length",
    "mask_formula",
    "neutralise",
    "over_limit",
    "preview",
    "promised",
    "span",
    "storable",
    "units_left",
    "used",
]
