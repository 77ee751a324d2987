"""First names: who can be greeted by one, and who is better not. Every name here is invented."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.writing.first_name import LONGEST, first_name

PEOPLE = {
    "Kim": "Kim",
    "kim": "Kim",
    "KIM": "Kim",
    "Kim Osei": "Kim",
    "kim osei": "Kim",
    "BO JACKSON": "Bo",
    "Dana R.": "Dana",
    "Zoë K": "Zoë",
    "Dr. Kim Osei": "Kim",
    "dr kim osei": "Kim",
    "Prof Dr Kim Osei": "Kim",
    "Mrs. Priya N.": "Priya",
    "Herr Jonas Weber": "Jonas",
    "Sister Mary Clare": "Mary",
    "Kim Osei, PhD": "Kim",
    "Kim, PhD": "Kim",
    "mary-jane": "Mary-Jane",
    "MARY-JANE WATSON": "Mary-Jane",
    "Jean-Luc Picard": "Jean-Luc",
    "Anne Marie Smith": "Anne",
    "O'Neil": "O'Neil",
    "d'angelo russell": "D'Angelo",
    "D’Angelo": "D'Angelo",
    "McKenzie Smith": "McKenzie",
    "JoAnn": "JoAnn",
    "DeShawn": "DeShawn",
    "José": "José",
    "ÉLODIE": "Élodie",
    "Bjørn Larsen": "Bjørn",
    "İREM": "İrem",
    "Ben Carter": "Ben",
    "Betty White": "Betty",
    "Ludwig van Beethoven": "Ludwig",
    "Al Green": "Al",
    '"Kim" Osei': "Kim",
    "Kim (she/her)": "Kim",
    "Kim [on holiday]": "Kim",
    "Kim | London": "Kim",
    "Kim - the shoe blog": "Kim",
    "Kim • runner": "Kim",
    "🌸LUNA🌸xx": "Luna",
    "✨ kim ✨": "Kim",
    "kim xoxo": "Kim",
    "Kim 🇬🇧": "Kim",
    "Kim!!!": "Kim",
    "*Kim*": "Kim",
    "𝓛𝓾𝓷𝓪": "Luna",
    "Ｌｕｎａ": "Luna",
    "ⓚⓘⓜ": "Kim",
    "\u202eKim\u202c": "Kim",
    "Ki\u200bm": "Kim",
    "Анна Каренина": "Анна",
    "МАРИЯ": "Мария",
    "Ян": "Ян",
    "Αλέξης": "Αλέξης",
    "محمد علي": "محمد",
    "عبد الرحمن": "عبد الرحمن",
    "דנה כהן": "דנה",
    "अनिल कुमार": "अनिल",
    "อรุณ": "อรุณ",
    "王小明": "王小明",
    "山田 太郎": "山田太郎",
    "김민수": "김민수",
}

NOBODY = [
    "",
    "   ",
    "🌸🌸🌸",
    "kim_1992",
    "Kim1992",
    "K1m",
    "Kim 83",
    "kim.osei",
    "@kim",
    "kim@mail.example",
    "https://kim.example",
    "SneakerHead",
    "xXKimXx",
    "Kiiiim",
    "JD",
    "AJ Smith",
    "K. Osei",
    "J.R. Smith",
    "Xzk",
    "ʟᴜɴᴀ",
    "Kіm",  # its second letter is Cyrillic
    "Mr Osei",
    "Sir Alex",
    "Dr.",
    "Osei, Kim",
    "Kim, London",
    "Kim & Sam",
    "Kim and Sam",
    "van Dyke",
    "El Chapo",
    "al-Rashid",
    "Acme Shoes Ltd",
    "Lena fan club",
    "Deals Daily",
    "The Corner Bakery",
    "Müller GmbH",
    "Team Kim",
    "Kim's Shop",
    "Weather Bot",
    "Deleted User",
    "anonymous",
    "no-reply",
    "Mum of two",
    "Proud dad",
    "Queen B",
    "Black Star",
    "Just Kim",
    "the real kim",
    "I just want my money back",
    "Boycott Them",
    "{first_name}",
    "[/]",
    "Dontaskmetotellyouwhatmynameis",
    "-kim",
    "Kim-",
    "Kim--Sam",
]


@pytest.mark.parametrize(("shown", "called"), PEOPLE.items())
def test_people_are_called_by_their_first_name(shown: str, called: str) -> None:
    assert first_name(shown) == called


@pytest.mark.parametrize("shown", NOBODY)
def test_nobody_is_called_by_what_is_no_plain_first_name(shown: str) -> None:
    assert first_name(shown) is None


@pytest.mark.parametrize(
    ("shown", "handle", "called"),
    [
        ("kim", "kim", None),
        ("kim", "kim@social.example", None),
        ("@kim", "@kim", None),
        ("Kim", "kim", "Kim"),
        ("kim", "kim_1992", "Kim"),
    ],
)
def test_a_handle_repeated_is_not_a_name(shown: str, handle: str, called: str | None) -> None:
    assert first_name(shown, handle) == called


def test_the_brand_is_nobody() -> None:
    brand = frozenset({"acme"})
    assert first_name("Acme", not_names=brand) is None
    assert first_name("Kim Acme", not_names=brand) is None
    assert first_name("Kim", not_names=brand) == "Kim"


MIXED = st.text(
    st.sampled_from("kimKIMlunaé -'._@0🌸💅🏽\u200d\u202e\x1b[()|,&{}王김анξ\u0301\n")
    | st.characters(),
    max_size=40,
)


@given(MIXED, MIXED)
def test_whatever_stands_there_a_first_name_is_a_word_of_letters(shown: str, handle: str) -> None:
    called = first_name(shown, handle)
    if called is None:
        return
    assert 1 <= len(called) <= LONGEST
    for letter in called:
        assert unicodedata.category(letter)[0] in "LM" or letter in "-' "
    assert called[0].isalpha()
    assert called[-1] not in "-' "
    assert not (called.isupper() and called.upper() != called.lower() and len(called) > 1)


@given(MIXED)
def test_a_first_name_is_its_own_first_name(shown: str) -> None:
    called = first_name(shown)
    if called is not None:
        assert first_name(called) == called
