"""What simulated customers say: in every language, with every fact in its place."""

import string
from dataclasses import fields

import pytest

from social_care.connectors.demo.dice import between, pick, roll, shuffled, weighted
from social_care.connectors.demo.people import PEOPLE, Person, Style
from social_care.connectors.demo.reactions import Reaction
from social_care.connectors.demo.story import COMPLAINTS
from social_care.connectors.demo.text import BOOKS, Slots, say, slots
from social_care.text import clean

BRAND = "Acme Shoes"
EVERYWHERE = {*COMPLAINTS, "question", "praise", "nudge", "angry", "furious", "dm"}
AFTER_AN_ANSWER = {Reaction.THANKS, Reaction.FOLLOW_UP, Reaction.STILL_ANGRY}
RECIPES = [
    pytest.param(lang, occasion, id=f"{lang} {occasion}")
    for lang, book in BOOKS.items()
    for occasion in book
]


def person(style: Style = Style.PLAIN, lang: str = "en") -> Person:
    """Somebody."""
    return Person(id="p0", name="Kim", handle="kim", lang=lang, style=style)


def facts(who: Person) -> Slots:
    """A story's facts."""
    return slots(BRAND, ("Lena",), who, 1, 0)


class TestWords:
    """Every recipe can be said."""

    @pytest.mark.parametrize(("lang", "occasion"), RECIPES)
    def test_every_slot_is_filled(self, lang: str, occasion: str) -> None:
        recipe = BOOKS[lang][occasion]
        names = {field.name for field in fields(Slots)}
        for part in (*recipe.lead, *recipe.main, *recipe.tail):
            used = {name for _, name, _, _ in string.Formatter().parse(part) if name}
            assert used <= names
        who = person(lang=lang)
        for turn in range(len(recipe.main)):
            assert say(who, occasion, turn, facts(who), 1).strip()

    @pytest.mark.parametrize(("lang", "occasion"), RECIPES)
    def test_no_sentence_is_said_again_before_all_were_said(self, lang: str, occasion: str) -> None:
        recipe = BOOKS[lang][occasion]
        who = person(lang=lang)
        texts = {say(who, occasion, turn, facts(who), 1) for turn in range(len(recipe.main))}
        assert len(texts) == len(recipe.main) == len(set(recipe.main))

    @pytest.mark.parametrize("lang", sorted({each.lang for each in PEOPLE}))
    def test_everybody_knows_what_to_say(self, lang: str) -> None:
        assert set(BOOKS[lang]) >= EVERYWHERE | AFTER_AN_ANSWER

    def test_other_scripts_are_there(self) -> None:
        assert "ありがとう" in BOOKS["ja"]["thanks"].main[0]
        assert "شكر" in BOOKS["ar"]["thanks"].main[0]

    def test_hostile_texts_hold_what_they_are_for(self) -> None:
        texts = [say(person(), "hostile", turn, facts(person()), 1) for turn in range(12)]
        for trick in (
            "[@click=app.quit]",
            "\x1b[2J",
            "\x1b]52;",
            "\u202e",
            "=HYPERLINK",
            "<script>",
            "\x00",
        ):
            assert any(trick in text for text in texts), trick
        assert max(map(len, texts)) > 4000
        assert all(clean(text) for text in texts)

    def test_ordinary_texts_are_harmless(self) -> None:
        for lang, book in BOOKS.items():
            who = person(lang=lang)
            for occasion in set(book) - {"hostile"}:
                text = say(who, occasion, 0, facts(who), 1)
                assert clean(text) == text


class TestFacts:
    """The same shoes and the same order from first to last."""

    def test_a_storys_facts_stay_and_differ_from_anothers(self) -> None:
        one, same, other = (slots(BRAND, ("Lena",), person(), 1, n) for n in (0, 0, 1))
        assert one == same
        assert one.order != other.order

    def test_the_brand_and_the_agents_are_ours(self) -> None:
        """Agents may be given by their lower-case user names."""
        found = slots("Nord & Sons", ("ada", "Bo"), person(), 1, 0)
        assert found.brand == "Nord & Sons"
        assert found.agent in {"Ada", "Bo"}


class TestStyle:
    """How somebody types."""

    def test_somebody_never_uses_capitals(self) -> None:
        text = say(person(Style.LOWER), "late", 0, facts(person()), 1)
        assert text == text.lower()
        assert not text.endswith(".")

    def test_somebody_shouts_when_angry_only(self) -> None:
        who = person(Style.LOUD)
        angry = say(who, "angry", 0, facts(who), 1)
        assert angry == angry.upper()
        assert angry.endswith("!!")
        assert not angry.endswith("!!!")
        assert say(who, "question", 0, facts(who), 1) == say(person(), "question", 0, facts(who), 1)

    def test_somebody_adds_a_picture_when_not_angry(self) -> None:
        who = person(Style.EMOJI)
        plain = say(person(), "question", 0, facts(who), 1)
        assert say(who, "question", 0, facts(who), 1).startswith(plain + " ")
        assert say(who, "angry", 0, facts(who), 1) == say(person(), "angry", 0, facts(who), 1)

    @pytest.mark.parametrize("lang", ["de", "es", "fr", "pt"])
    def test_sentences_begin_with_a_capital(self, lang: str) -> None:
        who = person(lang=lang)
        for turn in range(12):
            text = say(who, "question", turn, facts(who), 1).lstrip("¿")
            assert text[0].isupper()


class TestDice:
    """Chance that can be repeated."""

    def test_a_roll_is_for_ever(self) -> None:
        """A changed number would change every world that somebody has begun."""
        assert roll(1, "late", 0) == 18101720790921309772

    def test_purposes_are_kept_apart(self) -> None:
        assert roll("a", "bc") != roll("ab", "c")

    def test_between_reaches_both_ends(self) -> None:
        assert {between(1, 3, number) for number in range(99)} == {1, 2, 3}

    def test_pick_is_fair(self) -> None:
        found = [pick("ab", number) for number in range(1000)]
        assert 400 < found.count("a") < 600

    def test_shuffling_keeps_everything(self) -> None:
        assert sorted(shuffled(range(20), "x")) == list(range(20))
        assert shuffled(range(20), "x") != shuffled(range(20), "y")

    def test_weights_are_kept_and_nothing_weighs_nothing(self) -> None:
        found = [weighted({"a": 9, "b": 1, "c": 0}, number) for number in range(1000)]
        assert 60 < found.count("b") < 150
        assert "c" not in found
