"""Which texts are scored, and what is said of those that are not."""

import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.models import Band, Category
from social_care.triage import Subject, Triage, TriageTable
from social_care.triage.detectors import CldAndEld
from social_care.triage.language import Language, LanguageGate
from social_care.triage.plug import Scored
from tests.triage.conftest import SHIPPED, Assess

ORDER = "Where is my order"
BESTELLUNG = "Wo ist meine Bestellung"
VOCABULARY = frozenset({"kicks", "mate"})
MANY = "parcel parcel parcel parcel parcel parcel parcel"


@dataclass
class Told:
    """Detectors that answer what they are told, and count how often they are asked."""

    quick: str = "en"
    careful: str = "en"
    asked: int = 0

    def first(self, text: str) -> str:
        self.asked += 1
        return self.quick

    def second(self, text: str) -> str:
        self.asked += 1
        return self.careful


def read(table: TriageTable, lang: str | None, text: str, told: Told | None = None) -> Language:
    gate = LanguageGate(table.gate, table.everyday, told or CldAndEld(), lambda: VOCABULARY)
    return gate.read(lang, text)


@pytest.mark.parametrize(
    "lang", ["en", "EN", "en-GB", "en_US", None, "", "und", "zxx", "qme", "klingon", "1"]
)
def test_english_is_scored_whatever_the_network_leaves_open(
    table: TriageTable, lang: str | None
) -> None:
    assert read(table, lang, ORDER) == Language(code="en")


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
def test_the_networks_word_is_taken_where_nothing_speaks_for_english(
    table: TriageTable, lang: str, code: str, name: str
) -> None:
    assert read(table, lang, BESTELLUNG) == Language(code=code, scored=False, looks=name)


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [
        ("注文が届きません", "ja", "not scored: looks Japanese"),
        ("我的订单在哪里", "und", "not scored: written in Chinese characters"),
        ("주문이 안 왔어요", "ko", "not scored: looks Korean"),
        ("Где мой заказ", "und", "not scored: written in Cyrillic letters"),
        ("أين طلبي", "und", "not scored: written in Arabic letters"),
        ("πού είναι", "el", "not scored: looks Greek"),
        ("איפה ההזמנה", "he", "not scored: looks Hebrew"),
        ("मेरा ऑर्डर कहाँ है", "und", "not scored: written in Devanagari letters"),
    ],
)
def test_a_foreign_script_is_not_scored_whatever_the_platform_says(
    assess: Assess, text: str, code: str, reason: str
) -> None:
    for lang in ("en", None):
        verdict = assess(f"@acme https://x.example/abc {text}", lang=lang)
        assert verdict.language == code
        assert verdict.reasons == (reason,)


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


@pytest.mark.parametrize(
    ("text", "code", "name"),
    [
        ("Ihr habt meine Bestellung verloren, ich warte seit drei Wochen", "de", "German"),
        ("¿Dónde está mi pedido? Llevo tres semanas esperando", "es", "Spanish"),
        ("Ma commande n'est toujours pas arrivée, c'est une honte", "fr", "French"),
        ("Il mio pacco non è mai arrivato e nessuno risponde", "it", "Italian"),
        ("Onde está a minha encomenda? Ninguém responde", "pt", "Portuguese"),
        ("Mijn bestelling is nog steeds niet aangekomen, waar blijft het", "nl", "Dutch"),
    ],
)
@pytest.mark.parametrize("lang", [None, "en"])
def test_what_both_detectors_call_foreign_is_not_scored(
    assess: Assess, text: str, code: str, name: str, lang: str | None
) -> None:
    verdict = assess(text, lang=lang)
    assert (verdict.language, verdict.sentiment) == (code, None)
    assert verdict.reasons == (f"not scored: looks {name}",)


@pytest.mark.parametrize("told", [Told("de", "en"), Told("en", "de"), Told("de", "und")])
def test_one_detector_alone_only_makes_a_doubt(table: TriageTable, told: Told) -> None:
    language = read(table, None, "parcel parcel parcel", told)
    assert language == Language(code="und", looks="German")
    assert language.uncertain


def test_one_detector_is_not_believed_against_words_we_know(table: TriageTable) -> None:
    assert read(table, None, "sick kicks, mate", Told("de", "en")) == Language(code="en")
    assert read(table, None, "sick kicks danke sehr", Told("de", "en")).uncertain


@pytest.mark.parametrize(
    ("told", "text", "scored"),
    [
        (Told("da", "nl"), "parcel parcel parcel", True),
        (Told("nl", "nl"), "parcel parcel parcel", False),
        (Told("da", "nl"), MANY, False),
    ],
)
def test_in_a_short_text_the_detectors_must_name_the_same_language(
    table: TriageTable, told: Told, text: str, scored: bool
) -> None:
    assert read(table, None, text, told).scored is scored


@pytest.mark.parametrize(
    ("told", "scored", "uncertain"),
    [
        (Told("en", "en"), True, True),
        (Told("en", "de"), False, False),
        (Told("und", "en"), False, False),
    ],
)
def test_english_in_a_foreign_account_is_scored_only_if_both_detectors_see_it(
    table: TriageTable, told: Told, scored: bool, uncertain: bool
) -> None:
    language = read(table, "de", "parcel parcel parcel", told)
    assert (language.scored, language.uncertain) == (scored, uncertain)


@pytest.mark.parametrize(("lang", "code"), [("de", "de"), ("en", "en"), (None, "und")])
def test_two_words_are_too_few_for_any_detector(
    table: TriageTable, lang: str | None, code: str
) -> None:
    told = Told("fr", "fr")
    language = read(table, lang, "hallo zusammen", told)
    assert (language.code, language.scored) == (code, code != "de")
    assert told.asked == 0


@pytest.mark.parametrize(
    ("text", "lang", "uncertain"),
    [
        ("Wo Paket", None, True),
        ("Hallo zusammen", "und", True),
        ("Danke", None, True),
        ("Hallo zusammen", "en", False),
        ("new Paket", None, False),
        ("12345", None, False),
        ("😡", None, False),
    ],
)
def test_one_or_two_words_that_nobody_knows_are_in_doubt_and_in_no_low_band(
    table: TriageTable, text: str, lang: str | None, uncertain: bool
) -> None:
    verdict = Triage(table).assess(Subject(text=text, lang=lang))
    assert verdict.uncertain is uncertain
    said = "language uncertain: may be another language"
    assert (said in verdict.reasons) is uncertain
    assert not uncertain or verdict.band <= Band.NORMAL


def test_three_everyday_words_spare_the_second_detector(table: TriageTable) -> None:
    told = Told("en", "de")
    assert read(table, None, "where is my parcel", told) == Language(code="en")
    assert told.asked == 1


def test_many_everyday_words_spare_both_detectors(table: TriageTable) -> None:
    told = Told("de", "de")
    text = "where is the parcel that I ordered from you, it was due"
    assert read(table, None, text, told) == Language(code="en")
    assert read(table, "de", text, told) == Language(code="en", looks="German")
    assert told.asked == 0


def test_a_doubt_is_named_and_keeps_a_mention_out_of_the_low_bands(table: TriageTable) -> None:
    doubtful = Triage(table, detectors=Told("en", "nl"))
    verdict = doubtful.assess(Subject(text="nieuwe schoenen voor"))
    assert verdict.uncertain
    assert (verdict.category, verdict.band) == (Category.OTHER, Band.NORMAL)
    assert verdict.reasons == ("language uncertain: may be Dutch",)
    assert verdict.sentiment is not None


def test_not_scored_has_the_contracts_values(assess: Assess) -> None:
    verdict = assess("Ihr habt meine Bestellung verloren!", lang="de", unanswered=2, followers=5)
    assert (verdict.language, verdict.sentiment, verdict.complaint) == ("de", None, None)
    assert (verdict.plain_sentiment, verdict.severity, verdict.uncertain) == (None, None, False)
    assert (verdict.category, verdict.band) == (Category.OTHER, Band.NORMAL)
    assert verdict.reasons == (
        "not scored: looks German",
        "wrote again without an answer (2 earlier messages)",
    )


class German:
    """A scorer as a later plug may be."""

    def score(self, text: str) -> Scored | None:
        if "warte" not in text:
            return None
        return Scored(sentiment=-0.5, complaint=0.9, reasons=('waiting ("warte")',))


@pytest.mark.parametrize(
    ("text", "category", "band", "reasons"),
    [
        ("Ich warte schon lange", Category.COMPLAINT, Band.HIGH, ('waiting ("warte")',)),
        ("Ich mag die Schuhe", Category.OTHER, Band.NORMAL, ("not scored: looks German",)),
    ],
)
def test_a_scorer_plugged_in_for_a_language_reads_it(
    table: TriageTable, text: str, category: Category, band: Band, reasons: tuple[str, ...]
) -> None:
    verdict = Triage(table, scorers={"de": German()}).assess(Subject(text=text, lang="de"))
    assert (verdict.language, verdict.category, verdict.band) == ("de", category, band)
    assert verdict.reasons == reasons
    assert verdict.complaint == (0.9 if category is Category.COMPLAINT else None)


@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_no_character_upsets_a_detector(text: str) -> None:
    detectors = CldAndEld()
    for answer in (detectors.first(text), detectors.second(text)):
        assert answer.isalpha()


def test_every_control_and_broken_character_alike() -> None:
    signs = [*map(chr, range(0xA0)), *map(chr, range(0xFDD0, 0xFDF0)), "\ufffe", "\uffff", "\ud83d"]
    for sign in [*signs, "\U0001ffff", "\U0010ffff", "\ufffd"]:
        assert CldAndEld().first(f"where is {sign} my order") in {"en", "und"}


def test_no_detector_is_loaded_before_a_text_needs_it() -> None:
    code = (
        "import sys, tomllib, pathlib; from social_care.triage import *;"
        f"t = TriageTable.from_toml(tomllib.loads(pathlib.Path({str(SHIPPED)!r}).read_text()));"
        "Triage(t); print({'pycld2', 'eld', 'vaderSentiment'} & set(sys.modules));"
        "Triage(t).assess(Subject(text='Where is my order'));"
        "print('pycld2' in sys.modules, 'eld' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split("\n")[:2] == ["set()", "True False"]
