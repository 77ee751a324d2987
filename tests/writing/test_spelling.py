"""Spelling: what is underlined, and what never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.writing.spelling import LANGUAGES, dictionary, mistakes

RIGHT = [
    "Hi Kim, I am so sorry that your insoles overheated.",
    "I don't, we'll, they're, it's, who's, isn’t",
    "The colour of your favourite pyjamas, the grey tyre in the centre",
    "The color of your favorite pajamas, the gray tire in the center",
    "We apologise. We apologize. It was cancelled, canceled, travelling, traveling",
    "half-size, eco-friendly, wi-fi, e.g. café, naïve",
    "barcode app selfie emoji hashtag postcode courier refund",
    "https://acme.example/retrun?qwzx=1 www.acme.example/xzqv",
    "write to krae@acme.example or @kim_oseii about #sorrrry",
    "order AB-1234x, 20mm, SW1A 1AA, A4, 3rd, £12.50p, x86_64",
    "iPhone, McQuorp, HTML, UKCA, FAQs",
    "eQuorp works. QZXV and XqZ do",
    "ask Priya Nandakumar in Llanelli",
    "{frist_name}, {phone} ^MCX",
    "src/foo_bar.py ~/xzqv",
    "a b c x",
    "Это хорошо 好的 شكرا",
]

WRONG = [
    ("I recieved your mesage", ["recieved", "mesage"]),
    ("Recieved. Wierd!", ["Recieved", "Wierd"]),
    ("definately", ["definately"]),
    ("the half-sizze, a recieved-parcel", ["half-sizze", "recieved-parcel"]),
    ("your freind's parcel", ["freind's"]),
    ("isnt it", ["isnt"]),
    ("teh, teh teh", ["teh", "teh", "teh"]),
    ("“Teh parcel”", ["Teh"]),
    ("dont…\nWich one", ["dont", "Wich"]),
    ("suprise occurence independance seperate untill", ["suprise", "occurence", "independance",
                                                          "seperate", "untill"]),
]  # fmt: skip


@pytest.mark.parametrize("text", RIGHT)
def test_nothing_to_underline(text: str) -> None:
    assert [span.said for span in mistakes(text)] == []


@pytest.mark.parametrize(("text", "wrong"), WRONG)
def test_underlined(text: str, wrong: list[str]) -> None:
    spans = mistakes(text)
    assert [span.said for span in spans] == wrong
    assert [text[span.start : span.end] for span in spans] == wrong


def test_known_words_are_right_in_any_case_and_with_an_s() -> None:
    text = "zentoo, a zentoo's zentoos’ zentoo-parcel. Trail-blazr"
    assert len(mistakes(text)) == 5
    assert mistakes(text, ["Zentoo", "ZENTOOS", "trail-blazr"]) == ()


@pytest.mark.parametrize(
    ("language", "text", "wrong"),
    [
        ("de", "Ich habe Ihre Nachrict erhalten, vielen Dank!", ["Nachrict"]),
        ("fr", "Bonjour, votre colis est arivé, merci", ["arivé"]),
        ("ru", "Спасибо за ваш зказ, Kim", ["зказ"]),
        ("es", "gracias", []),
        ("ja", "recieve", []),
        ("und", "recieve", []),
        ("", "recieve", []),
    ],
)
def test_every_language_has_its_dictionary_or_none(
    language: str, text: str, wrong: list[str]
) -> None:
    assert [span.said for span in mistakes(text, (), language)] == wrong


def test_the_languages_are_those_of_the_library() -> None:
    from spellchecker import SpellChecker

    assert set(SpellChecker.languages()) >= LANGUAGES


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("de", "danke hallo ihre bestellung paket schuhe laden leider größe rechnung woche gerne"),
        (
            "fr",
            "merci bonjour votre commande colis retour chaussures désolé taille couleur semaine",
        ),
        ("it", "grazie ciao ordine pacco reso scarpe negozio dispiace taglia colore settimana"),
        ("nl", "bedankt hallo uw bestelling pakket schoenen winkel helaas maat kleur week graag"),
        ("pt", "obrigado olá pedido pacote sapatos loja desculpe tamanho cor semana mensagem"),
        ("ru", "спасибо здравствуйте ваш заказ посылка магазин извините размер цвет неделя"),
    ],
)
def test_a_dictionary_knows_what_is_said_every_day(language: str, words: str) -> None:
    assert [word for word in words.split() if not dictionary(language)(word)] == []


@given(st.text(st.sampled_from("abzé'’-.@#/:{}^ \nKÜ19王\u0301") | st.characters(), max_size=60))
def test_any_text_is_harmless_and_spans_lie_where_they_say(text: str) -> None:
    for span in mistakes(text, ["kim"]):
        assert text[span.start : span.end] == span.said


def test_a_hostile_text_takes_no_longer_than_its_length() -> None:
    for piece in ("a", "a-", "a'", "{", "{a", "@", "a.b@", "a-" * 20 + "!", "-", " a", "’", ".a+"):
        mistakes(piece * (50_000 // len(piece)) + "!")


def test_no_word_is_lost_by_reading_a_dictionary_line_by_line() -> None:
    from spellchecker import SpellChecker

    words = list(SpellChecker(language="ru", distance=1).word_frequency)
    assert len(words) > 10_000
    assert all(map(dictionary("ru"), words))
