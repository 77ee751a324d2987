"""What customers write, and the category and band an agent would give it."""

from dataclasses import replace

import pytest

from social_care.models import Band, Category
from tests.triage.conftest import Assess

URGENT = {
    "a burned foot": "My son's foot is burned by your insole, we are at the hospital",
    "a heater on fire": "Your heater caught fire in my kitchen last night",
    "an allergic child": "My daughter had an allergic reaction to your foot cream",
    "an electric shock": "The boot warmer gave me an electric shock",
    "a broken ankle": "The heel snapped off and I broke my ankle",
    "glass in a shoe": "I found it the hard way: glass in my shoe, I am bleeding",
    "a near miss": "Nobody was hurt but the battery exploded while charging, call me",
    "a hacked account": "My account has been hacked and someone used my card",
    "charges never made": "There are two charges I didn't make on my account",
    "a smell of gas": "I can smell gas in my flat and nobody picks up",
    "brakes": "The brakes failed on the hire car with my kids in the back",
    "a card used": "My card was used for £400 at a shop I do not know",
    "a PIN asked for": "Got a text from you asking for my PIN, is that real?",
    "an impostor": "A fake page is pretending to be you and took my password",
}

COMPLAINTS = {
    "a third week": "Third week without my order. I want my money back NOW",
    "due Monday": "Where is my order? It was due Monday.",
    "just waiting": "still waiting",
    "on hold": "on hold for 2 hours",
    "two words": "never arrived",
    "does not work": "it doesn't work",
    "a crashing app": "app keeps crashing",
    "a promo code": "My promo code doesn't work",
    "a refund": "I want a refund",
    "charged twice": "You charged me twice",
    "mock praise": "great job losing my parcel",
    "mock thanks": "Thanks for losing my parcel",
    "nothing to thank for": "thanks for nothing",
    "mock joy": "Brilliant!!! Charged twice",
    "love that is none": "love how you never pick up the phone",
    "dirt": "The fitting room was very dirty",
    "no answer": "is anyone there? DM'd you 3 days ago",
    "nothing but problems": "nothing but problems",
    "cancelled again": "Cancelled again. Unbelievable.",
    "curly negation": "I’m not happy with this",
    "curly love": "I don’t love this",
    "never again": "never again",
    "a hashtag alone": "#NeverAgain #Fail",
    "the wrong size": "Got the wrong size",
    "two left shoes": "you sent me two left shoes lol",
    "capitals": "WHERE IS MY ORDER",
    "stretched letters": "soooo disappoooointed",
    "a long customer": "I have been a customer for 10 years and this is how you treat me",
    "the wrong house": "Delivered to the wrong house",
    "an empty box": "box arrived empty",
    "a hole": "My boots have a hole after a month",
    "over the fence": "Your courier threw my parcel over the fence",
    "a rude clerk": "The staff in Leeds were so rude to my mum",
    "nothing here": "package says delivered but nothing here",
    "a scam": "this is a scam, I want my money",
    "a lawyer": "My lawyer will be in touch about this",
    "an angry face": "really? 😡",
    "a faulty pair": "How do I return a faulty pair?",
    "escaped by the network": "I&#39;m not happy &amp; still waiting",
}

QUESTIONS = {
    "half sizes": "Do the trail runners come in half sizes?",
    "opening hours": "What time do you open on Sunday?",
    "no question mark": "how do I clean suede",
    "a gift card": "Is the gift card valid in Ireland?",
    "students": "any discount for students?",
    "shipping": "wondering if you ship to Norway",
    "an address": "Can I change my delivery address?",
    "a draw of ours": "When does your giveaway end?",
    "safe for kids": "is it safe for kids?",
    "a plain plea": "please help",
    "praise that asks": "Love the new boots! Do they come in black?",
    "only a hello": "hello?",
}

PRAISE = {
    "a made week": "Lena on your team just made my week, thank you!!",
    "new boots": "I love my new boots",
    "best ever": "Best trainers I've ever had, 5 stars",
    "a shout out": "Shout out to Tom in your Leeds shop for going above and beyond",
    "great service": "Thank you for the great service",
    "hearts": "So comfy! 😍",
    "only emoji": "😍😍😍",
    "quick delivery": "Thanks for the quick delivery",
    "rock": "You guys rock",
    "not a problem": "Three years, not a problem, highly recommended",
    "happier is impossible": "couldn't be happier",
    "solved": "Had a problem and Lena sorted it within minutes. Brilliant service!",
    "a nurse": "I work at the hospital and love your shoes, so comfy",
    "court shoes": "love these court shoes",
}

NOISE = {
    "a prize draw": "GIVEAWAY! follow and retweet to win https://shop.example/win",
    "asks to win": "Want to win a pair? RT to win",
    "follow back": "follow me back",
    "a blog": "check out my new blog",
    "a code": "Use my code ACME10 for 20% off",
    "a sale": "Flash sale 50% off sneakers click here",
    "a bare link": "@acme https://x.example/1",
}

OTHER = {
    "new boots": "just got my acme boots",
    "an outing": "wearing my acme today",
    "a shop seen": "saw an acme store in Berlin",
    "the brand alone": "acme acme acme",
    "nothing": "",
    "space": "  \n ",
    "a greeting": "Hi",
    "slang fire": "these kicks are fire 🔥",
    "a team on fire": "The team is on fire today",
}


def _cases(**tables: dict[str, str]) -> list[object]:
    return [
        pytest.param(text, name, id=f"{name}: {case}")
        for name, cases in tables.items()
        for case, text in cases.items()
    ]


BANDS = {
    "complaint": (Category.COMPLAINT, Band.HIGH),
    "question": (Category.QUESTION, Band.NORMAL),
    "praise": (Category.PRAISE, Band.LOW),
    "noise": (Category.NOISE, Band.NONE),
    "other": (Category.OTHER, Band.LOW),
}


@pytest.mark.parametrize(
    ("text", "name"),
    _cases(complaint=COMPLAINTS, question=QUESTIONS, praise=PRAISE, noise=NOISE, other=OTHER),
)
def test_everyday_mentions_get_the_category_and_band_an_agent_would_give(
    assess: Assess, text: str, name: str
) -> None:
    verdict = assess(text)
    assert (verdict.category, verdict.band) == BANDS[name], verdict


@pytest.mark.parametrize("text", URGENT.values(), ids=list(URGENT))
def test_danger_and_fraud_are_urgent(assess: Assess, text: str) -> None:
    assert assess(text).band is Band.URGENT


@pytest.mark.parametrize(
    ("text", "band"),
    [
        pytest.param("Can I get these by Friday? Wedding is on Saturday", Band.HIGH, id="deadline"),
        pytest.param(
            "I'm a journalist writing about soles, who can I talk to?", Band.HIGH, id="press"
        ),
        pytest.param("I'll see you in court", Band.HIGH, id="court"),
        pytest.param("I love them but they gave me a rash", Band.HIGH, id="a hurt fan"),
        pytest.param("Last day of our sale today", Band.LOW, id="no deadline of the customer's"),
        pytest.param("Squash court shoes look nice", Band.LOW, id="no court of law"),
        pytest.param("hacker news had a story on shoes", Band.LOW, id="no hacker"),
    ],
)
def test_cues_raise_and_their_look_alikes_do_not(assess: Assess, text: str, band: Band) -> None:
    assert assess(text).band is band


def test_danger_without_anybody_in_it_is_a_complaint_but_not_urgent(assess: Assess) -> None:
    assert assess("heater caught fire, says the paper").band is Band.HIGH
    assert assess("my heater caught fire").band is Band.URGENT


def test_a_no_before_a_cue_cancels_it(assess: Assess) -> None:
    assert assess("the parcel was delayed").category is Category.COMPLAINT
    assert assess("the parcel was not delayed").category is not Category.COMPLAINT
    assert assess("no problems at all with these").category is not Category.COMPLAINT


@pytest.mark.parametrize("text", [*URGENT.values(), *COMPLAINTS.values(), *PRAISE.values()])
@pytest.mark.parametrize(
    "rewrite",
    [
        pytest.param("@acme {}", id="a handle in front"),
        pytest.param("@acme@shoes.example {}", id="a handle with a server in front"),
        pytest.param("{} #acme", id="the brand's hashtag behind"),
        pytest.param("Acme Shoes: {}", id="the brand in front"),
        pytest.param("\u200b{}\ufe0f", id="zero width around it"),
    ],
)
def test_what_carries_no_meaning_changes_nothing(assess: Assess, text: str, rewrite: str) -> None:
    before, after = assess(text), assess(rewrite.format(text))
    assert (after.category, after.band) == (before.category, before.band)
    assert abs(after.score - before.score) <= 5


@pytest.mark.parametrize("text", [*COMPLAINTS.values(), *QUESTIONS.values(), *PRAISE.values()])
def test_curly_quotes_and_entities_read_like_plain_ones(assess: Assess, text: str) -> None:
    curly, escaped = text.replace("'", "’"), text.replace("'", "&#39;").replace("!", "&#33;")
    read = replace(assess(text), plain_sentiment=None)
    assert replace(assess(curly), plain_sentiment=None) == read
    assert replace(assess(escaped), plain_sentiment=None) == read


def test_a_brand_with_a_lovely_name_is_no_praise(assess: Assess) -> None:
    verdict = assess("Joy Delight lost my parcel", brand_words=("joy delight",))
    assert verdict.category is Category.COMPLAINT
    assert verdict.sentiment is not None
    assert verdict.sentiment < 0
