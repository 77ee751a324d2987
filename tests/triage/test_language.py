"""Which texts are scored, and what is said of those that are not."""

import pytest

from social_care.models import Band, Category
from social_care.triage.language import read_language
from tests.triage.conftest import Assess


@pytest.mark.parametrize(
    ("lang", "code"),
    [
        ("en", "en"),
        ("EN", "en"),
        ("en-GB", "en"),
        ("en_US", "en"),
        (None, "und"),
        ("", "und"),
        ("und", "und"),
        ("zxx", "und"),
        ("qme", "und"),
        ("klingon", "und"),
        ("1", "und"),
    ],
)
def test_english_and_unknown_are_scored(lang: str | None, code: str) -> None:
    language = read_language(lang, "Where is my order")
    assert (language.code, language.not_scored) == (code, "")


@pytest.mark.parametrize(
    ("lang", "code", "name"),
    [
        ("de", "de", "German"),
        ("pt-BR", "pt", "Portuguese"),
        ("zh_Hant", "zh", "Chinese"),
        ("fil", "fil", "Filipino"),
        ("tlh", "tlh", 'a language other than English ("tlh")'),
    ],
)
def test_the_platforms_word_is_taken(lang: str, code: str, name: str) -> None:
    language = read_language(lang, "Wo ist meine Bestellung")
    assert language.code == code
    assert language.not_scored == f"not scored: written in {name}"


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("注文が届きません", "ja", "Japanese"),
        ("我的订单在哪里", "und", "Chinese characters"),
        ("주문이 안 왔어요", "ko", "Korean"),
        ("Где мой заказ", "und", "Cyrillic letters"),
        ("أين طلبي", "und", "Arabic letters"),
        ("πού είναι", "el", "Greek"),
        ("איפה ההזמנה", "he", "Hebrew"),
        ("मेरा ऑर्डर कहाँ है", "und", "Devanagari letters"),
    ],
)
def test_a_foreign_script_is_not_scored_whatever_the_platform_says(
    assess: Assess, text: str, code: str, name: str
) -> None:
    for lang in ("en", None):
        verdict = assess(f"@acme https://x.example/abc {text}", lang=lang)
        assert verdict.language == code
        assert verdict.reasons == (f"not scored: written in {name}",)


@pytest.mark.parametrize(
    "text",
    [
        "I ordered 注文 last week",
        "ﾊwhere is my order",
        "𝗪𝗵𝗲𝗿𝗲 𝗶𝘀 𝗺𝘆 𝗼𝗿𝗱𝗲𝗿",
        "Ｗｈｅｒｅ ｉｓ ｉｔ",
        "café à la crème",
        "12345",
        "😡",
    ],
)
def test_a_few_foreign_letters_or_fancy_latin_ones_are_scored(assess: Assess, text: str) -> None:
    assert assess(text).sentiment is not None


def test_fancy_letters_say_what_they_say(assess: Assess) -> None:
    assert assess("𝗪𝗵𝗲𝗿𝗲 𝗶𝘀 𝗺𝘆 𝗼𝗿𝗱𝗲𝗿").category is Category.COMPLAINT


def test_not_scored_has_the_contracts_values(assess: Assess) -> None:
    verdict = assess("Ihr habt meine Bestellung verloren!", lang="de", unanswered=2, followers=5)
    assert (verdict.language, verdict.sentiment, verdict.complaint) == ("de", None, None)
    assert (verdict.category, verdict.band) == (Category.OTHER, Band.NORMAL)
    assert verdict.reasons == (
        "not scored: written in German",
        "wrote again without an answer (2 earlier messages)",
    )
