"""Only thanks and goodbyes after our answer close a conversation."""

import pytest

from social_care.models import Band, Category, Visibility
from tests.triage.conftest import Assess

CLOSINGS = [
    "thanks!",
    "ok",
    "Great, will do",
    "❤️",
    "👍🏽",
    "Thank you so much Lena!",
    "Perfect, thanks for the quick reply 🙏",
    "ok thanks, have a lovely day",
    "That worked, cheers",
    "Sorted now, thank you",
    "Thx",
    "brilliant, got it",
    "No worries, thank you for your help!",
    "Thanks @acme_help",
    "Thanks, Acme!",
    "Amazing service, thank you!",
    "Thanks for getting back to me so quickly",
    "You're the best! 😊",
    "okay i'll try that, thanks",
    "THANK YOU!!!",
    "thaaaanks",
    "Thanks :D",
    "Alrighty, thanks <3",
    "Received, cheers ;)",
    "Cheers!",
    "ta",
    "👍",
    "no worries, thanks",
    "Thank you very much, have a good weekend",
    "Ok, thanks for letting me know",
    "Problem solved, thank you",
    "It arrived today, thank you!",
    "Lovely, thank you both",
    "🙏",
    "Oh thank you so much!",
]

TRAPS = {
    "mock thanks": "thanks for nothing",
    "a name that is a blow": "Thanks Nothing",
    "an open question": "ok but where is it",
    "a question mark": "thanks?",
    "ok, when": "ok so when will it arrive",
    "still broken": "Great, still broken",
    "but": "Thanks, but it still doesn't work",
    "rolled eyes": "ok 🙄",
    "an angry face": "Thanks 😡",
    "a sad face": "oh ok. Thanks :(",
    "a turd": "wow thanks 💩",
    "oh great": "Oh great",
    "wow": "wow thanks",
    "well": "Well, brilliant.",
    "great job": "great job losing it",
    "an order number": "ok, my order number is 12345",
    "a wish": "yes please",
    "no thanks": "no thanks, I want my money back",
    "thanks but no thanks": "Thanks but no thanks",
    "doubt": "Thanks, I guess",
    "whatever": "ok whatever",
    "fine with a full stop": "Fine.",
    "wasted time": "thank you for wasting my time",
    "done but not here": "ok done, it's still not here",
    "lost again": "Perfect, now it's lost again",
    "an ignored question": "Sure, thanks for ignoring my question",
    "once more": "Awesome. Again.",
    "down": "thanks for letting me down",
    "a picture": "ok https://x.example/pic",
    "another week": "Great. Another week of waiting",
    "charged twice": "Brilliant!!! Charged twice",
    "an order to answer": "thanks, now answer the question",
    "no refund then": "lovely, so no refund then",
    "a new wish": "Thanks Lena, please cancel it",
    "two names": "Thanks Lena Tom",
    "still waiting": "thanks, still waiting though",
    "the wait": "cheers for the wait",
    "an excuse": "thank you for another excuse",
    "a refund left open": "ok thanks, and my refund?",
    "a threat": "Ok then I'll cancel",
    "giving up": "ok fine, forget it",
    "a heart and a face": "❤️ 😡",
    "broke again": "perfect timing, it broke again",
    "not sorted": "Sorted? No.",
    "no thank you": "no thank you",
    "nothing at all": "",
    "only an exclamation": "!",
    "goodbye without thanks": "goodbye",
}


@pytest.mark.parametrize("text", CLOSINGS)
def test_thanks_after_our_answer_close(assess: Assess, text: str) -> None:
    verdict = assess(text, after_answer=True)
    assert (verdict.category, verdict.band) == (Category.CLOSING, Band.NONE)
    assert verdict.reasons == ("closes the conversation after our answer",)


@pytest.mark.parametrize("text", CLOSINGS)
def test_the_same_words_out_of_the_blue_close_nothing(assess: Assess, text: str) -> None:
    assert assess(text, after_answer=False).category is not Category.CLOSING


@pytest.mark.parametrize("text", TRAPS.values(), ids=list(TRAPS))
def test_what_only_looks_like_thanks_keeps_the_customer_waiting(assess: Assess, text: str) -> None:
    verdict = assess(text, after_answer=True)
    assert verdict.category is not Category.CLOSING
    assert verdict.band is not Band.NONE


def test_thanks_in_another_language_are_left_to_people(assess: Assess) -> None:
    verdict = assess("ok", lang="de", after_answer=True)
    assert (verdict.category, verdict.band) == (Category.OTHER, Band.NORMAL)


def test_a_direct_message_closes_without_leaving_the_queue(assess: Assess) -> None:
    verdict = assess("thanks!", after_answer=True, visibility=Visibility.DIRECT)
    assert (verdict.category, verdict.band) == (Category.CLOSING, Band.LOW)


def test_polite_information_is_an_answer_and_no_praise(assess: Assess) -> None:
    text = "Size 9, ordered on the blue page, thanks"
    assert assess(text, after_answer=True).category is Category.OTHER
    assert assess("Thanks, the new soles are great").category is Category.PRAISE


def test_a_long_row_of_thanks_is_read_by_a_person(assess: Assess) -> None:
    assert assess("thanks " * 30, after_answer=True).category is not Category.CLOSING
