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


PLAIN_QUESTIONS = [
    "Hello, where can I find your shop in Leeds?",
    "Do the trail runners come in half sizes?",
    "Can I pay with PayPal?",
    "Hi, when do you open on Sunday?",
    "What is your return policy?",
    "Is the red one back in stock?",
    "How do I change my address?",
    "Do you ship to Norway?",
    "Which size should I order if I'm between 8 and 9?",
    "Are these vegan?",
    "What time does the Leeds store close today?",
    "Can you tell me how long delivery takes to Spain?",
    "Is there a student discount?",
    "Where can I buy gift cards?",
    "Do you have these in wide fit?",
    "Hi! Any chance you'll restock the Kestrel hikers?",
    "Are the boots waterproof?",
    "How do I clean suede?",
    "Will there be a Black Friday sale?",
    "Could you let me know if you do repairs?",
    "Do you price match?",
    "Can I collect in store?",
    "What's the difference between the Kestrel and the Larkspur?",
    "Is it possible to exchange in store without a receipt?",
    "When does the sale start?",
    "hello there. is an exchange free of charge? i'm going walking with my dad",
]


@pytest.mark.parametrize("text", PLAIN_QUESTIONS)
def test_a_plain_question_is_no_complaint(assess: Assess, text: str) -> None:
    """Words that lean towards complaints are not enough without a sign of trouble."""
    verdict = assess(text)
    assert (verdict.category, verdict.band) == (Category.QUESTION, Band.NORMAL), verdict


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Dropped my phone in the lake, your shop mended it within an hour", "for a long time"),
        ("That tune of yours is stuck in my head", "waiting"),
        ("I am taking this to the ombudsman", "waiting"),
        ("I'll take this one please", "waiting"),
        ("How long does delivery to Spain take?", "waiting"),
    ],
)
def test_a_harmless_turn_of_phrase_is_no_reason(assess: Assess, text: str, reason: str) -> None:
    assert not any(why.startswith(reason) for why in assess(text).reasons)


NO_ADVERTISERS = [
    "Your advert made me cry, in a good way",
    "Saw your ad, ordered, nothing came",
    "ad blocker is needed to use your website",
    "your betting app took my bet twice",
    "My ticket for the casino show went to an old address of mine",
    "Want to win back my trust? call me",
    "Is the flash sale still on?",
    "black friday sale order still in the warehouse",
    "I shop here every week with my gran",
    "We always book here for our anniversary",
    "Apply now button does nothing",
    "The webinar started without me",
    "Great prices and friendly people",
    "Best price they said, next day it was half",
    "You said 20% off at the till and took nothing off",
    "Had to enter the building through the back",
    "Your guards follow me through the shop",
    "Use this code they told me and now my basket is empty",
    "DM me for details of what your driver did to my gate",
    "You are selling milk that is a day from going off",
    "I loved your free trial",
]


@pytest.mark.parametrize("text", NO_ADVERTISERS)
def test_a_customer_who_talks_of_sales_is_no_advertiser(assess: Assess, text: str) -> None:
    verdict = assess(text)
    assert verdict.category is not Category.NOISE, verdict
    assert verdict.band is not Band.NONE
