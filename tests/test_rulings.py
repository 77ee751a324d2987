"""The team's rules at work: what comes in is set, tagged, given to somebody, or dismissed."""

import json
from dataclasses import replace
from typing import Any

import pytest

from social_care.connectors.base import Page
from social_care.ingest import take_in
from social_care.models import Assessment, Author, Band, Category, Visibility
from social_care.models.views import View
from social_care.query import parse
from social_care.triage import Subject
from social_care.triage.rules import Match, Rule, Rules
from social_care.triage.rules_match import Pattern
from tests.world import MINUTE, START, Shop


def lay_down(shop: Shop, *rules: Rule) -> None:
    """From now on these are the team's rules."""
    shop.rules = Rules(rules)


def on(text: str, name: str = "", **about: Any) -> Rule:
    """A rule on the words of a post, called after them unless it has a name."""
    return Rule(name=name or text, match=Match(text=parse(text)), **about)


def events(shop: Shop, kind: str) -> list[tuple[str, dict[str, Any]]]:
    """(agent, data) of the events of a kind."""
    rows = shop.rows("SELECT agent, data FROM events WHERE kind = :kind ORDER BY id", kind=kind)
    return [(row["agent"], json.loads(row["data"])) for row in rows]


def test_a_band_that_a_rule_sets_decides_the_target_and_is_told(shop: Shop) -> None:
    lay_down(shop, on("wholesale", band=Band.LOW))
    conversation = shop.hear("angry about wholesale")
    wait = shop.wait(conversation)
    assert (wait["band_rank"], wait["due_at"]) == (Band.LOW, START + 480 * MINUTE)
    assert (wait["category"], wait["score"]) == ("complaint", 70)
    row = shop.desk().conversation(conversation).row
    assert row.reasons == ('rule "wholesale": set to low', "says 'angry'")
    assert 'because: rule "wholesale": set to low' in shop.desk().why(conversation)


def test_rules_know_account_channel_author_and_reach(shop: Shop) -> None:
    lay_down(
        shop,
        Rule(name="account", match=Match(accounts=frozenset({"acme"})), tags=("account",)),
        Rule(name="channel", match=Match(channels=frozenset({"fake"})), tags=("channel",)),
        Rule(name="author", match=Match(authors=frozenset({"kim"})), tags=("author",)),
        Rule(name="reach", match=Match(followers_from=1000), tags=("reach",)),
        Rule(name="language", match=Match(languages=frozenset({"es"})), tags=("language",)),
    )
    kim = Author(id="1", handle="Kim@fake.example", followers=5000)
    conversation = shop.hear("hola", author=kim)
    tags = ("account", "author", "channel", "language", "reach")
    assert shop.desk().conversation(conversation).row.tags == tags
    assert shop.desk().conversation(shop.hear("hello", "sam")).row.tags == ("account", "channel")


# Dismissing ---------------------------------------------------------------------------------------


def test_what_a_rule_dismisses_starts_no_wait_and_stays_in_the_view_of_all(shop: Shop) -> None:
    lay_down(shop, on("giveaway", dismiss=True))
    conversation = shop.hear("angry about the giveaway")
    assert shop.state(conversation) == "dismissed"
    assert not shop.is_waiting(conversation)
    assert shop.queue() == []
    assert shop.queue(View.ALL) == [conversation]
    assert shop.rows("SELECT * FROM waits") == []
    assert shop.desk().conversation(conversation).row.reasons[0] == 'rule "giveaway": dismissed'


def test_the_log_tells_which_rule_dismissed_it_and_holds_no_words(shop: Shop) -> None:
    lay_down(shop, on("spam", "first", tags=("seen",)), on("giveaway", "Kim's own", dismiss=True))
    shop.hear("giveaway")
    ((agent, data),) = events(shop, "dismissed")
    assert agent == ""
    name = shop.value("SELECT name FROM rule_names WHERE id = :id", id=data["rule"])
    assert name == "Kim's own"
    assert "Kim" not in json.dumps(data)
    assert json.loads(shop.value("SELECT rules FROM assessments")) == [data["rule"]]


def test_a_rule_keeps_its_number_when_rules_come_and_go(shop: Shop) -> None:
    lay_down(shop, on("giveaway", dismiss=True))
    shop.hear("giveaway", "kim")
    lay_down(shop, on("hello", tags=("hello",)), on("giveaway", dismiss=True))
    shop.hear("hello giveaway", "sam")
    first, second = (data["rule"] for _, data in events(shop, "dismissed"))
    assert first == second
    assert shop.value("SELECT count(*) FROM rule_names") == 2


def test_in_a_conversation_that_waits_a_dismissed_mention_changes_nothing(shop: Shop) -> None:
    conversation = shop.hear("angry")
    lay_down(shop, on("giveaway", dismiss=True))
    shop.pass_time(minutes=1)
    assert shop.hear("burned at the giveaway") == conversation
    assert shop.state(conversation) == "open"
    wait = shop.wait(conversation)
    assert (wait["waiting_since"], wait["band_rank"]) == (START, Band.HIGH)
    assert events(shop, "dismissed") == []


def test_what_a_customer_says_besides_is_heard_where_only_a_rule_dismissed(shop: Shop) -> None:
    lay_down(shop, on("giveaway", dismiss=True))
    conversation = shop.hear("giveaway")
    assert shop.hear("half sizes?") == conversation
    assert shop.is_waiting(conversation)
    assert shop.state(conversation) == "open"


def test_where_a_person_dismissed_only_what_presses_is_heard(shop: Shop) -> None:
    lay_down(shop, on("giveaway", dismiss=True))
    conversation = shop.hear("giveaway")
    shop.hear("half sizes?")
    shop.desk().dismiss(conversation)
    shop.hear("half sizes??")
    assert not shop.is_waiting(conversation)
    shop.hear("angry")
    assert shop.is_waiting(conversation)


def test_an_edit_into_something_else_is_heard_and_one_into_a_giveaway_ends_no_wait(
    shop: Shop,
) -> None:
    lay_down(shop, on("giveaway", dismiss=True))
    first, second = shop.mention("giveaway", "kim"), shop.mention("angry", "sam")
    shop.receive(first, second)
    shop.edit(first, "angry now")
    assert shop.is_waiting(shop.conversation_of(first))
    shop.edit(second, "giveaway, angry")
    assert shop.is_waiting(shop.conversation_of(second))
    assert shop.wait(shop.conversation_of(second))["due_at"] == START + 30 * MINUTE


def test_history_and_copies_are_resolved_not_dismissed(shop: Shop) -> None:
    lay_down(shop, on("giveaway", dismiss=True, assign="sam"))
    old = shop.mention("giveaway", posted_at=START - MINUTE)
    shop.receive(old, history_before=START)
    assert shop.state(shop.conversation_of(old)) == "resolved"
    assert events(shop, "dismissed") == events(shop, "assigned") == []


def test_nothing_but_a_rule_dismisses(shop: Shop) -> None:
    conversation = shop.hear("spam")
    assert shop.state(conversation) == "open"


# Tags and assignees -------------------------------------------------------------------------------


def test_tags_add_up_over_a_conversation_and_its_edits(shop: Shop) -> None:
    lay_down(shop, on("shoes", tags=("shoes",)), on("boots", tags=("boots", "winter")))
    mention = shop.mention("shoes?")
    shop.receive(mention)
    shop.edit(mention, "shoes and boots?")
    conversation = shop.hear("boots again")
    assert shop.desk().conversation(conversation).row.tags == ("boots", "shoes", "winter")
    rows = shop.rows("SELECT tag, agent FROM conversation_tags")
    assert {row["agent"] for row in rows} == {""}
    assert shop.value("SELECT tags FROM v_conversations") == "boots, shoes, winter"
    assert "tags: boots, shoes, winter" in shop.desk().why(conversation)


def test_a_rule_gives_who_waits_to_an_agent_and_the_log_tells(shop: Shop) -> None:
    lay_down(shop, on("press", assign="sam"))
    conversation = shop.hear("press enquiry?")
    assert shop.desk().conversation(conversation).row.assignee == "sam"
    ((agent, data),) = events(shop, "assigned")
    assert (agent, data["assignee"]) == ("", "sam")
    assert shop.value("SELECT name FROM rule_names WHERE id = :id", id=data["rule"]) == "press"
    assert shop.desk("mary").next() is None
    assert shop.desk("sam").next() == conversation


def test_what_a_person_assigned_stays_theirs(shop: Shop) -> None:
    lay_down(shop, on("press", assign="sam"))
    conversation = shop.hear("hello")
    shop.desk().assign(conversation, "lee")
    shop.hear("press?")
    assert shop.desk().conversation(conversation).row.assignee == "lee"


def test_nobody_is_given_what_waits_for_nobody(shop: Shop) -> None:
    lay_down(shop, on("press", assign="sam"))
    assert shop.desk().conversation(shop.hear("press spam")).row.assignee is None


# What triage finds besides ------------------------------------------------------------------------


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_private_detail_in_public_is_marked_and_its_words_stay(
    shop: Shop, visibility: Visibility
) -> None:
    conversation = shop.hear("angry: 4111 1111 1111 1111", visibility=visibility)
    view = shop.desk().conversation(conversation)
    marked = [] if visibility.is_private else ["card_number"]
    assert list(view.row.private) == list(view.messages[0].private) == marked
    told = "a private detail in public: card number" in view.row.reasons
    assert told is not visibility.is_private
    assert shop.value("SELECT text FROM mention_texts") == "angry: 4111 1111 1111 1111"


def test_the_brands_own_address_is_no_private_detail(shop: Shop) -> None:
    shop.rules = Rules(brand_words=("acme",))
    row = shop.desk().conversation(shop.hear("angry: nobody at kim@acme.example reads")).row
    assert row.private == ()


def test_a_thread_that_complained_is_known_to_triage(shop: Shop) -> None:
    shop.hear("how?")
    shop.pass_time(minutes=1)
    shop.hear("angry")
    shop.pass_time(minutes=1)
    shop.hear("since Monday")
    told = [subject.thread_complaint for subject in shop.assessor.subjects]
    assert told == [None, 0.1, 0.9]


def test_on_an_edit_a_mention_does_not_inherit_from_itself(shop: Shop) -> None:
    first = shop.mention("angry")
    shop.receive(first)
    shop.edit(first, "angry still")
    assert shop.assessor.subjects[-1].thread_complaint is None


def test_a_pattern_that_takes_too_long_delays_nobody_for_long(shop: Shop) -> None:
    evil = Rule(name="evil", match=Match(regex=Pattern(r"(a|aa)+$")), dismiss=True)
    lay_down(shop, evil)
    conversation = shop.hear("angry " + "a" * 9_000 + "!")
    assert shop.is_waiting(conversation)
    assert shop.rules.timeouts == {"evil": 1}


class Doubtful:
    """An assessor that says all there is to say."""

    def assess(self, subject: Subject) -> Assessment:
        """The same of everything."""
        return Assessment(
            language="en",
            sentiment=-0.5,
            plain_sentiment=0.25,
            category=Category.COMPLAINT,
            complaint=0.7,
            severity=2.5,
            uncertain=True,
            score=66,
            band=Band.HIGH,
            reasons=(),
        )


def test_all_that_triage_says_is_stored_and_shown(shop: Shop) -> None:
    mention = shop.mention("hello")
    with shop.store.write() as tx:
        intake = replace(shop.intake(), triage=Doubtful())
        take_in(tx, intake, Page(cursor="", mentions=(mention,)), shop.now)
    row = shop.desk().conversation(shop.conversation_of(mention)).row
    assert (row.sentiment, row.plain_sentiment, row.severity) == (-0.5, 0.25, 2.5)
    assert row.uncertain
    stored = shop.row("SELECT * FROM v_mentions")
    assert (stored["plain_sentiment"], stored["severity"]) == (0.25, 2.5)
    assert stored["uncertain"] == "true"
