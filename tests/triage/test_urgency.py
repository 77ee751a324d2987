"""Who is called out of the queue: danger, fraud, law, press, a deadline; and who is not."""

import pytest

from social_care.models import Band, Category
from tests.triage.conftest import Assess

CALLED = {
    "danger to me": ("I got an electric shock from your lamp", Band.URGENT, "safety or health"),
    "danger to a child": ("My kid is bleeding, your lid is sharp", Band.URGENT, "safety or health"),
    "a hacked account": ("My account got hacked last night", Band.URGENT, "fraud"),
    "someone with my card": ("Someone used my card in your shop", Band.URGENT, "fraud"),
    "a hacker inside": ("A hacker is in my account", Band.URGENT, "fraud"),
    "a changed password": ("Somebody else changed my password", Band.URGENT, "fraud"),
    "too hot to hold": ("The lamp gets so hot I can't hold it", Band.URGENT, "safety or health"),
    "sparks": ("My lamp shot sparks across the desk", Band.URGENT, "safety or health"),
    "a plug that melts": ("The plug melted in my wall", Band.URGENT, "safety or health"),
    "a smell of burning": ("I can smell burning from your iron", Band.URGENT, "safety or health"),
    "a swollen battery": ("My power bank has swollen up", Band.URGENT, "safety or health"),
    "a cut": ("Your tin sliced my finger open", Band.URGENT, "safety or health"),
    "glass in food": ("I found glass in my soup", Band.URGENT, "safety or health"),
    "sick after eating": ("We were sick after eating your pie", Band.URGENT, "safety or health"),
    "swollen lips": ("My lips swelled up from your balm", Band.URGENT, "safety or health"),
    "brakes": ("The brakes on my bike gave out", Band.URGENT, "safety or health"),
    "a faint": ("My mum fainted on your ferry", Band.URGENT, "safety or health"),
    "a chair that breaks": ("The chair collapsed under me", Band.URGENT, "safety or health"),
    "nearly run over": ("Your van nearly ran over my dog", Band.URGENT, "safety or health"),
    "hot water": ("Boiling water went over my legs", Band.URGENT, "safety or health"),
    "an ignored allergy": ("I told you about my allergy", Band.HIGH, "may be dangerous"),
    "an asleep driver": ("Your driver was asleep", Band.HIGH, "may be dangerous"),
    "an emptied account": ("Somebody spent all my points", Band.URGENT, "fraud"),
    "not my orders": ("Orders that aren't mine are in my list", Band.URGENT, "fraud"),
    "codes": ("I get codes I didn't request", Band.URGENT, "fraud"),
    "a false clerk": ("A man claims he works for you", Band.URGENT, "fraud"),
    "bank details": ("He took my bank details at your till", Band.URGENT, "fraud"),
    "without my consent": ("Money taken without my consent", Band.URGENT, "fraud"),
    "mould": ("There is mould in my shoe", Band.HIGH, "may be dangerous"),
    "said to be dangerous": ("Your stair climber is dangerous", Band.HIGH, "may be dangerous"),
    "small claims": ("I will take this to small claims", Band.HIGH, "legal"),
    "the ombudsman": ("You will hear from the ombudsman, I promise", Band.HIGH, "legal"),
    "the papers": ("I am going to call the papers", Band.HIGH, "the press"),
    "the local news": ("The local news will love my story", Band.HIGH, "the press"),
    "a deadline": ("Can you deliver before Friday? I need them by Friday", Band.HIGH, "a deadline"),
}

PRESSING = tuple(reason for _, _, reason in CALLED.values())
LEFT_ALONE = [
    "Fake reviews everywhere these days",
    "Hacker News had a thread on soles",
    "A talk for hackers and painters tonight",
    "Stop the press, new colours are out",
    "Which button do I have to press?",
    "The media player in the shop plays jazz",
    "Rats, I missed the sale",
    "Dangerous levels of cuteness",
    "The whole team is on fire this season",
    "Back from the hospital shift, feet still fine in these",
    "Party tonight in my new boots",
    "In 20 minutes I was home, good walk",
    "Loving my pair right now",
    "Emergency services run past our shop",
    "No time for heels, I wear flats",
    "I nearly died laughing at your advert",
    "Sparks flew on my date in your bar",
    "I collapsed on my new sofa, so comfy",
    "Your wings are so hot, I love them",
    "My mum passed out laughing at your sketch",
    "How do I reset my password?",
    "I changed my password, must I log in again?",
    "Someone changed my mind about your brand",
    "Someone took my breath away in your dress",
    "My wife used my card in your shop, lovely boots",
    "You guys are killing it",
]


@pytest.mark.parametrize(("text", "band", "reason"), CALLED.values(), ids=list(CALLED))
def test_people_in_need_are_called_and_told_why(
    assess: Assess, text: str, band: Band, reason: str
) -> None:
    verdict = assess(text)
    assert verdict.band <= band, verdict
    assert any(why.startswith(reason) for why in verdict.reasons), verdict


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_loose_words_call_nobody(assess: Assess, text: str) -> None:
    verdict = assess(text)
    assert verdict.band > Band.URGENT
    assert not any(why.startswith(PRESSING) for why in verdict.reasons), verdict


@pytest.mark.parametrize(
    "text", ["My battery caught fire", "Your battery caught fire", "Our battery caught fire"]
)
def test_danger_in_the_first_or_second_person_sets_a_floor(assess: Assess, text: str) -> None:
    assert assess(f"{text}, but I still love the lamp, great service!").band <= Band.HIGH
    assert assess(text.replace("My", "A").replace("Your", "A").replace("Our", "A")).band > (
        Band.URGENT
    )


@pytest.mark.parametrize("text", ["I was not hacked", "Nobody here was injured, I am fine"])
def test_danger_that_was_none_is_not_urgent(assess: Assess, text: str) -> None:
    assert assess(text).band > Band.URGENT


def test_leaving_counts_for_more_than_the_same_complaint_without_it(assess: Assess) -> None:
    stays = assess("My order is late again and nobody answers")
    leaves = assess("My order is late again and nobody answers. Never again")
    assert leaves.score > stays.score
    assert (leaves.category, leaves.band) == (Category.COMPLAINT, Band.HIGH)


def test_severity_rises_with_what_happened(assess: Assess) -> None:
    mild, bad, worst = (
        assess(text).severity or 0
        for text in (
            "one lace is missing",
            "one lace is missing and nobody answers me",
            "Disgusting!! Three weeks, nobody answers me, you lost my order, never again",
        )
    )
    assert mild < bad < worst
    assert assess("I love my boots, the best ever!!").severity == 1
