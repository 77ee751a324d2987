"""The team's rules: what they match, in which order, and what they leave behind."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from social_care.models import Assessment, Band, Category, PrivateDetail, Visibility
from social_care.query import parse
from social_care.triage import Subject
from social_care.triage.judge import Judgement, judge
from social_care.triage.rules import Match, Rule, Rules, When
from social_care.triage.rules_match import BUDGET_S, PATIENCE, Pattern, Post

VERDICT = Assessment(
    language="en",
    sentiment=-0.5,
    category=Category.COMPLAINT,
    complaint=0.8,
    score=72,
    band=Band.HIGH,
    reasons=("says so",),
)


class Scorer:
    """The same verdict on everything; counts how often it is asked."""

    def __init__(self, **about: Any) -> None:
        self.verdict = replace(VERDICT, **about)
        self.asked = 0

    def assess(self, subject: Subject) -> Assessment:
        """The verdict."""
        self.asked += 1
        return self.verdict


POST: dict[str, Any] = {
    "text": "Where is my order?",
    "author": "Kim@social.example",
    "author_id": "77",
    "account": "acme-fedi",
    "channel": "mastodon",
    "lang": "en-GB",
    "followers": 300,
}


def post(**about: Any) -> Post:
    """A post of Kim's."""
    return Post(**(POST | about))


def fits(verdict: Assessment | None = None, /, about: Post | None = None, **asks: Any) -> bool:
    """Whether a rule that asks for this fits the post."""
    return Match(**asks).fits(about or post(), verdict)


def rule(name: str, text: str = "order", **about: Any) -> Rule:
    """A rule on the words of a post."""
    return Rule(name=name, match=about.pop("match", Match(text=parse(text))), **about)


def judged(*rules: Rule, scorer: Scorer | None = None, **about: Any) -> Judgement:
    """What comes of a post under these rules."""
    said = post(**about)
    subject = Subject(text=said.text, visibility=Visibility.PUBLIC)
    return judge(scorer or Scorer(), subject, said, Rules(rules))


# What they match ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asks", "there"),
    [
        ({"text": parse('"my order"')}, True),
        ({"text": parse("order -where")}, False),
        ({"regex": Pattern(r"where\s+is")}, True),
        ({"regex": Pattern(r"^is")}, False),
        ({"authors": frozenset({"kim"})}, True),
        ({"authors": frozenset({"kim@social.example"})}, True),
        ({"authors": frozenset({"77"})}, True),
        ({"authors": frozenset({"kim@elsewhere.example", "sam"})}, False),
        ({"channels": frozenset({"mastodon", "x"})}, True),
        ({"channels": frozenset({"x"})}, False),
        ({"accounts": frozenset({"acme-fedi"})}, True),
        ({"accounts": frozenset({"acme-x"})}, False),
        ({"languages": frozenset({"en"})}, True),
        ({"languages": frozenset({"de", "fr"})}, False),
        ({"followers_from": 300}, True),
        ({"followers_from": 301}, False),
        ({"followers_to": 300}, True),
        ({"followers_to": 299}, False),
        ({"followers_from": 100, "followers_to": 1000}, True),
        ({"link_only": False}, True),
        ({"link_only": True}, False),
        ({"repost": False}, True),
        ({"repost": True}, False),
    ],
)
def test_a_rule_fits_when_what_it_asks_for_is_so(asks: dict[str, Any], there: bool) -> None:
    assert fits(**asks) is there


def test_everything_asked_for_must_be_so() -> None:
    assert fits(text=parse("order"), followers_to=1000)
    assert not fits(text=parse("order"), followers_to=10)
    assert not fits(text=parse("refund"), followers_to=1000)


def test_a_reach_that_nobody_knows_is_neither_small_nor_large() -> None:
    unknown = post(followers=None)
    assert not fits(None, unknown, followers_from=0)
    assert not fits(None, unknown, followers_to=10**9)
    assert fits(None, unknown, channels=frozenset({"mastodon"}))


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("https://a.example/x", True),
        ("@acme #shoes https://a.example/x www.b.example !!", True),
        ("look https://a.example/x", False),
        ("@acme #shoes", False),
        ("", False),
    ],
)
def test_a_post_that_is_only_a_link(text: str, there: bool) -> None:
    assert post(text=text).is_link_only is there


@pytest.mark.parametrize(
    ("text", "there"),
    [("RT @kim: hello", True), ("RT: @kim hello", True), ("START @kim", False), ("RT kim", False)],
)
def test_a_repost_by_hand(text: str, there: bool) -> None:
    assert post(text=text).is_repost is there


def test_before_scoring_the_language_is_the_networks_and_after_it_triages() -> None:
    german = replace(VERDICT, language="de")
    assert fits(None, languages=frozenset({"en"}))
    assert fits(german, languages=frozenset({"de"}))
    assert not fits(german, languages=frozenset({"en"}))
    assert fits(None, post(lang=None), languages=frozenset({"und"}))


def test_category_and_band_are_known_after_scoring_only() -> None:
    complaints, high = frozenset({Category.COMPLAINT}), frozenset({Band.HIGH})
    assert fits(VERDICT, categories=complaints, bands=high)
    assert not fits(VERDICT, categories=frozenset({Category.PRAISE}))
    assert not fits(VERDICT, bands=frozenset({Band.LOW}))
    assert not fits(None, categories=complaints)
    assert not fits(None, bands=high)


def test_what_nobody_sees_hides_no_word_and_a_card_number_can_be_looked_for() -> None:
    assert fits(None, post(text="where is my or\u200bder"), text=parse("order"))
    assert fits(None, post(text="4111111111111111"), regex=Pattern(r"\b4\d{15}\b"))


# What they do -------------------------------------------------------------------------------------


def test_a_rule_sets_the_band_and_says_so_by_its_name() -> None:
    found = judged(rule("wholesale", band=Band.LOW, tags=("b2b",), assign="joe"))
    assert (found.verdict.band, found.ruling.tags, found.ruling.assign) == (
        Band.LOW,
        ("b2b",),
        "joe",
    )
    assert found.verdict.reasons == (
        'rule "wholesale": set to low, tagged b2b, given to joe',
        "says so",
    )
    assert found.ruling.fired == ("wholesale",)


def test_score_and_complaint_stay_triages_own() -> None:
    verdict = judged(rule("wholesale", band=Band.LOW)).verdict
    assert (verdict.score, verdict.complaint, verdict.category) == (72, 0.8, Category.COMPLAINT)


def test_a_raise_never_lowers() -> None:
    raises = rule("vip", raise_to=Band.NORMAL)
    assert judged(raises).verdict.band is Band.HIGH
    assert judged(raises, scorer=Scorer(band=Band.LOW)).verdict.band is Band.NORMAL


def test_the_last_rule_has_the_last_word() -> None:
    low, urgent = rule("first", band=Band.LOW), rule("second", band=Band.URGENT)
    raises = rule("third", raise_to=Band.NORMAL)
    assert judged(low, urgent).verdict.band is Band.URGENT
    assert judged(urgent, low).verdict.band is Band.LOW
    assert judged(low, raises).verdict.band is Band.NORMAL
    assert judged(raises, low).verdict.band is Band.LOW


def test_tags_add_up_and_the_last_assignee_stays() -> None:
    found = judged(
        rule("a", tags=("one", "two"), assign="joe"),
        rule("b", tags=("two", "three"), assign="mary"),
    ).ruling
    assert (found.tags, found.assign, found.assigned_by) == (("one", "two", "three"), "mary", "b")


def test_what_does_not_fit_leaves_nothing() -> None:
    found = judged(rule("refunds", "refund", band=Band.LOW, dismiss=True))
    assert found.verdict == VERDICT
    assert (found.ruling.fired, found.ruling.dismissed_by) == ((), "")


def test_a_rule_that_stops_is_the_last_one() -> None:
    found = judged(rule("a", stop=True), rule("b", dismiss=True))
    assert found.ruling.fired == ("a",)
    assert found.ruling.dismissed_by == ""
    assert found.verdict.reasons[0] == 'rule "a": no further rules'


def test_only_a_rule_dismisses_and_the_first_that_does_is_named() -> None:
    found = judged(rule("a", dismiss=True), rule("b", dismiss=True))
    assert found.ruling.dismissed_by == "a"
    assert found.verdict.band is Band.HIGH
    assert found.verdict.reasons[:2] == ('rule "a": dismissed', 'rule "b": dismissed')


def test_rules_before_scoring_come_first_wherever_they_stand() -> None:
    found = judged(rule("late", band=Band.LOW), rule("early", band=Band.URGENT, when=When.BEFORE))
    assert found.ruling.fired == ("early", "late")
    assert found.verdict.band is Band.LOW


def test_a_rule_after_scoring_sees_what_the_rules_before_it_made_of_the_band() -> None:
    low = frozenset({Band.LOW})
    second = rule("second", match=Match(bands=low), tags=("low",))
    assert judged(rule("first", band=Band.LOW), second).ruling.tags == ("low",)
    assert judged(second).ruling.tags == ()
    early = rule("first", band=Band.LOW, when=When.BEFORE)
    assert judged(early, second).ruling.tags == ("low",)


@pytest.mark.parametrize("does", [{"dismiss": True}, {"band": Band.LOW}])
def test_what_a_rule_has_decided_for_good_is_not_scored(does: dict[str, Any]) -> None:
    scorer = Scorer()
    found = judged(rule("spam", when=When.BEFORE, stop=True, **does), scorer=scorer)
    assert scorer.asked == 0
    assert (found.verdict.sentiment, found.verdict.complaint) == (None, None)
    assert (found.verdict.category, found.verdict.language) == (Category.OTHER, "en")
    assert found.verdict.band is does.get("band", Band.NORMAL)


@pytest.mark.parametrize(
    "does", [{"stop": True}, {"dismiss": True}, {"stop": True, "tags": ("a",)}]
)
def test_what_is_not_decided_is_scored(does: dict[str, Any]) -> None:
    scorer = Scorer()
    judged(rule("early", when=When.BEFORE, **does), scorer=scorer)
    assert scorer.asked == 1


def test_a_private_detail_is_told_when_strangers_can_read_it() -> None:
    said = post(text="order #12345678")
    for visibility in Visibility:
        subject = Subject(text=said.text, visibility=visibility)
        verdict = judge(Scorer(), subject, said).verdict
        if visibility.is_private:
            assert (verdict.private, verdict.reasons) == ((), VERDICT.reasons)
        else:
            assert verdict.private == (PrivateDetail.ORDER_NUMBER,)
            assert verdict.reasons[-1] == "a private detail in public: order number"


def test_the_brands_own_address_is_no_private_detail() -> None:
    said = post(text="I wrote to kim@acme.example")
    subject = Subject(text=said.text)
    assert judge(Scorer(), subject, said, Rules(brand_words=("acme",))).verdict.private == ()
    assert judge(Scorer(), subject, said).verdict.private == (PrivateDetail.EMAIL,)


# Patterns -----------------------------------------------------------------------------------------


def test_a_pattern_that_runs_away_gives_up_is_counted_and_logged_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    runs_away = rule("evil", match=Match(regex=Pattern(r"(a|aa)+$")), dismiss=True)
    rules = Rules([runs_away, rule("other", "aaah", tags=("kept",))])
    flood = post(text="a" * 5_000 + "! aaah")
    with caplog.at_level(logging.WARNING, "social_care.rules"):
        for _ in range(3):
            found = judge(Scorer(), Subject(text=flood.text), flood, rules)
            assert (found.ruling.fired, found.ruling.dismissed_by) == (("other",), "")
    assert rules.timeouts == {"evil": 3}
    assert [record.message for record in caplog.records] == [
        "the pattern '(a|aa)+$' took too long on a text: no match"
    ]
    assert "aaah" not in caplog.text


def test_a_pattern_that_runs_away_often_is_not_tried_again_and_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    pattern = Pattern(r"(a|aa)+$")
    assert pattern.is_in("aaa")
    with caplog.at_level(logging.WARNING, "social_care.rules"):
        for _ in range(PATIENCE + 2):
            assert not pattern.is_in("a" * 5_000 + "!")
    assert pattern.timeouts == PATIENCE
    assert not pattern.is_in("aaa")
    assert [record.message for record in caplog.records][1:] == [
        f"the pattern '(a|aa)+$' took too long on {PATIENCE} texts: not tried again until restarted"
    ]


def test_the_budget_is_small() -> None:
    assert BUDGET_S * PATIENCE <= 0.5


def test_a_pattern_that_cannot_be_used_says_where() -> None:
    with pytest.raises(ValueError, match=r"missing .* at position 2"):
        Pattern("(a")


@settings(deadline=None)
@given(st.text(), st.text(max_size=8), st.none() | st.text(max_size=5))
def test_any_post_can_be_judged(text: str, author: str, lang: str | None) -> None:
    rules = [rule("a", band=Band.LOW), rule("b", match=Match(regex=Pattern("a.c")), dismiss=True)]
    first = judged(*rules, text=text, author=author, lang=lang)
    assert first == judged(*rules, text=text, author=author, lang=lang)
    assert len(first.ruling.reasons) == len(first.ruling.fired)
