"""Loaded words in harmless sentences: nobody is called out of a queue for them."""

import pytest

from social_care.models import Band, Category
from tests.triage.conftest import Assess

HARMLESS = [
    "Burned 500 calories in my new trainers today",
    "These killer heels are mine",
    "Sick kicks, mate",
    "I am dying to try these",
    "These are to die for",
    "The shock absorbing sole is brilliant",
    "Explosive speed in my spikes",
    "Life hack: lace your boots twice",
    "Sue from accounts loves hers",
    "My press ups are better in these",
    "Counting the days until my pair arrives",
    "Lost in the woods with my new boots, love them",
    "Broke my record in your shoes today!",
    "Late night run in my new pair",
    "I can't stop wearing these",
    "No complaints from me, great shoes",
    "You never let me down",
    "I was wrong about these, they are brilliant",
    "Never had a problem with them",
    "Insanely comfy, my feet are obsessed",
    "Wicked fast delivery, thanks",
    "Damn I love these boots",
    "Crazy good service from your team",
    "I refuse to wear anything else",
    "Can't fault your service",
    "I was worried they would be late but they came early, thank you",
    "Bad weather, good boots",
    "Running late but my shoes look great",
    "These won't break the bank and I love them",
    "So good I ordered another pair",
    "Ten years of walking all day in these",
    "My shift at the hospital flies by in your clogs",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_loaded_words_alone_raise_nothing(assess: Assess, text: str) -> None:
    verdict = assess(text)
    assert verdict.category in {Category.PRAISE, Category.OTHER}, verdict
    assert verdict.band is Band.LOW
