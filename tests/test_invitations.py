"""Whether a reply asks for a direct message: by its words, and by no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.invitations import PHRASES, invites

ASKS = [
    "Please send us a direct message with your order number.",
    "Sorry, Kim! Could you DM us?",
    "Send us a DM, we'll sort it out",
    "please drop us a quick DM ^MC",
    "Would you mind messaging? Message us privately, please",
    "PM us your details",
    "Our DMs are open!",
    "Can you slide into our DMs",
    "Send  us\na\tprivate message",
    "Envíanos un mensaje directo, por favor",
    "Envi\u0301anos un mensaje directo, por favor",
    "Envoyez-nous un message privé",
    "Schreib uns eine Direktnachricht",
]

DOES_NOT = [
    "",
    "Sorry to hear that!",
    "We sent you a direct message.",
    "I have answered your DM",
    "Please don't DM us your card number",
    "There is no need to send us a direct message",
    "Please do not send us a private message",
    "Contact us at support@acme.example",
    "Message us any time",
    "admit us",
    "DMs are not for everyone",
]


@pytest.mark.parametrize("text", ASKS)
def test_a_reply_that_asks_is_an_invitation(text: str) -> None:
    assert invites(text)


@pytest.mark.parametrize("text", DOES_NOT)
def test_a_reply_that_does_not_is_none(text: str) -> None:
    assert not invites(text)


@pytest.mark.parametrize("more", ["Come into our parlour", "come  into our PARLOUR!"])
def test_the_brand_can_have_words_of_its_own(more: str) -> None:
    assert not invites("Come into our parlour")
    assert invites("Do come into our parlour, Kim", [more])
    assert not invites("sorry", ["", "…", more])


def test_every_phrase_is_found_in_a_sentence() -> None:
    assert all(invites(f"Hi Kim, {phrase.title()}. Thanks") for phrase in PHRASES)


@given(st.text())
def test_any_text_can_be_asked_about(text: str) -> None:
    assert invites(text) in {True, False}
