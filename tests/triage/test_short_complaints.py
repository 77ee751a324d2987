"""Neutral words, real trouble: thirty short complaints, and twins that only look like them."""

import pytest

from social_care.models import Band, Category
from tests.triage.conftest import Assess

PLAIN = [
    "Where is my order? It was due Monday.",
    "My parcel has not arrived yet",
    "Still no sign of my delivery",
    "Ordered two weeks ago, nothing so far",
    "The left shoe was missing from the box",
    "You sent me a size 8, I ordered a 9",
    "My refund has not come through",
    "I have been charged twice for one order",
    "The zip broke on the second day",
    "Your app won't let me log in",
    "I've emailed three times and had no reply",
    "Waiting since 9 this morning for your driver",
    "My discount code does not work at the checkout",
    "The tracking page has said pending for a week",
    "Nobody answered my message from Tuesday",
    "My exchange never turned up",
    "The website logs me out when I try to pay",
    "Received someone else's order today",
    "On hold for forty minutes now",
    "The sole came off after one walk",
    "My account is locked and the reset link is dead",
    "The shop in York refused my return",
    "Delivery moved for the third time",
    "It says delivered but there is nothing here",
    "My gift card shows a zero balance",
    "The box came open and one insole is gone",
    "Supposed to be here by noon. It's four o'clock.",
    "Can someone tell me why my order was cancelled?",
    "I returned it in May, when do I get my money?",
    "The stitching is coming undone already",
]

TWINS = {
    "no wait at all": "My order arrived on Monday, a day early",
    "it came": "My parcel has arrived, thank you",
    "no trouble with the app": "Your app has never let me down",
    "nothing missing": "Nothing missing from the box, all there",
    "refund came": "My refund came through in a day, great",
    "never on hold": "Not on hold for a second, lovely",
    "no problem": "No problem with the zip after two years",
    "answered": "Somebody answered my message in five minutes, brilliant",
    "does work": "The discount code works, thanks",
    "not broken": "Two winters in and the soles are not worn at all, love them",
}

SARCASM = [
    "Thanks for losing my parcel",
    "Great job cancelling my order again",
    "Love how nobody answers the phone",
    "Oh great, another delay",
    "Thank you so much for ruining my weekend",
    "Wonderful service: three weeks and no reply",
    "Well done, you sent me two left shoes",
    "Nice, charged me twice and no refund",
    "Thanks for nothing",
    "Way to ignore your customers",
]


def test_most_short_neutral_complaints_reach_high(assess: Assess) -> None:
    below = [text for text in PLAIN if assess(text).band > Band.HIGH]
    assert len(PLAIN) == 30
    assert len(below) <= 6, below


@pytest.mark.parametrize("text", PLAIN)
def test_none_of_them_is_taken_for_praise_or_noise(assess: Assess, text: str) -> None:
    assert assess(text).category not in {Category.PRAISE, Category.NOISE, Category.CLOSING}


@pytest.mark.parametrize("text", TWINS.values(), ids=list(TWINS))
def test_the_same_words_negated_are_no_complaint(assess: Assess, text: str) -> None:
    verdict = assess(text)
    assert verdict.category is not Category.COMPLAINT, verdict
    assert verdict.band > Band.HIGH


@pytest.mark.parametrize("text", SARCASM)
def test_praise_that_is_none_is_a_complaint(assess: Assess, text: str) -> None:
    verdict = assess(text)
    assert (verdict.category, verdict.band) == (Category.COMPLAINT, Band.HIGH), verdict
