"""Going off: what one holds has an heir, the next ones read of it, and nothing is lost."""

import json

import pytest

from social_care.errors import NotAllowed, NotFound
from social_care.models.handover import Held
from social_care.models.presence import PresenceState
from tests.network import Fault
from tests.world import DAY, HOUR, START, Shop


def full_hands(shop: Shop) -> dict[str, int]:
    """mary holds something in every way there is."""
    names = {
        "claimed": shop.hear("burned", "ann"),
        "assigned": shop.hear("angry", "bob"),
        "drafted": shop.hear("how?", "cat"),
        "promised": shop.hear("lovely", "dan"),
        "aside": shop.hear("lovely", "eve"),
        "held": shop.hear("angry", "fay"),
        "none of hers": shop.hear("angry", "gus"),
    }
    mary = shop.desk("mary")
    mary.claim(names["claimed"])
    mary.assign(names["assigned"], "mary")
    mary.save_draft(names["drafted"], "Dear Cat", private=False, draft=None)
    mary.snooze(names["promised"], START + 3 * HOUR, reason="I will call on Friday")
    mary.snooze(names["aside"], START + HOUR)
    shop.submit(names["held"], seen=0)
    mary.release(names["held"])
    shop.desk("sam").claim(names["none of hers"])
    return names


# What one holds ---------------------------------------------------------------------------------


def test_everything_that_is_ones_own_is_listed_once_the_most_pressing_first(shop: Shop) -> None:
    names = full_hands(shop)
    found = {item.row.id: item.held for item in shop.desk("mary").holds()}
    assert found == {
        names["claimed"]: (Held.CLAIM,),
        names["assigned"]: (Held.ASSIGNED,),
        names["held"]: (Held.REPLY,),
        names["drafted"]: (Held.DRAFT,),
        names["promised"]: (Held.SNOOZE, Held.PROMISE),
        names["aside"]: (Held.SNOOZE,),
    }
    bands = [item.row.band for item in shop.desk("mary").holds()]
    assert bands == sorted(bands)
    assert {item.heir for item in shop.desk("mary").holds()} == {None}


def test_a_claim_that_ran_out_is_held_no_more(shop: Shop) -> None:
    shop.desk("mary").claim(shop.hear("angry"))
    shop.pass_time(minutes=3)
    assert shop.desk("mary").holds() == ()


def test_what_a_colleague_has_put_aside_since_is_theirs(shop: Shop) -> None:
    conversation = shop.hear("lovely")
    shop.desk("mary").snooze(conversation, START + HOUR)
    shop.pass_time(hours=2)
    shop.watch()
    shop.desk("sam").snooze(conversation, shop.now + HOUR)
    assert shop.desk("mary").holds() == ()
    assert [item.held for item in shop.desk("sam").holds()] == [(Held.SNOOZE,)]


def test_a_refused_reply_in_a_closed_conversation_is_over(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.network.faults = [Fault.REFUSED]
    shop.reply(conversation)
    shop.desk("mary").release(conversation)
    assert [item.held for item in shop.desk("mary").holds()] == [(Held.REPLY,)]
    shop.desk("mary").dismiss(conversation)
    assert shop.desk("mary").holds() == ()


# Going off --------------------------------------------------------------------------------------


def test_unless_told_otherwise_everything_goes_to_the_queue(shop: Shop) -> None:
    names = full_hands(shop)
    said = shop.desk("mary").go_off()
    assert said == "You are off since 09:00; handed over: 6 to the queue"
    assert shop.desk("mary").here().me.state is PresenceState.OFF
    rows = shop.desk("mary").queue_rows(list(names.values()))
    assert {row.assignee for row in rows.values()} == {None}
    assert {row.claimed_by for row in rows.values()} == {None, "sam"}
    assert shop.desk("lee").next() == names["claimed"]
    assert shop.desk("lee").next() == names["assigned"]


def test_an_heir_has_it_for_good(shop: Shop) -> None:
    names = full_hands(shop)
    heirs = {names["claimed"]: "sam", names["drafted"]: "sam", names["promised"]: "lee"}
    said = shop.desk("mary").go_off(heirs)
    assert said == ("You are off since 09:00; handed over: 2 to sam, 3 to the queue, 1 to lee")
    rows = shop.desk("mary").queue_rows(list(names.values()))
    assert {name: rows[each].assignee for name, each in names.items()} == {
        "claimed": "sam",
        "assigned": None,
        "drafted": "sam",
        "promised": "lee",
        "aside": None,
        "held": None,
        "none of hers": None,
    }
    shop.desk("sam").release(names["none of hers"])
    assert shop.desk("sam").next() == names["claimed"]


def test_drafts_stay_with_their_writer_and_are_in_sight(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["drafted"]: "sam"})
    row = shop.desk("sam").queue_rows([names["drafted"]])[names["drafted"]]
    assert row.drafts == ("mary",)
    assert [item.draft.text for item in shop.desk("mary").drafts()] == ["Dear Cat"]


def test_a_promise_stands_whoever_has_it(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["promised"]: "lee"})
    row = shop.desk("lee").queue_rows([names["promised"]])[names["promised"]]
    assert row.promise is not None
    assert (row.promise.agent, row.promise.text) == ("mary", "I will call on Friday")
    shop.desk("lee").go_off()
    row = shop.desk("sam").queue_rows([names["promised"]])[names["promised"]]
    assert row.promise is not None
    assert (row.assignee, row.promise.agent) == (None, "mary")


def test_with_empty_hands_nobody_is_told(shop: Shop) -> None:
    assert shop.desk("mary").go_off() == "You are off since 09:00; you held nothing"
    assert shop.desk("sam").handovers_to_read() == ()
    assert shop.value("SELECT count(*) FROM handovers") == 0


def test_a_note_alone_is_a_handover(shop: Shop) -> None:
    shop.desk("mary").go_off(note="the printer is broken\x1b[2J")
    (one,) = shop.desk("sam").handovers_to_read()
    assert (one.agent, one.items) == ("mary", ())
    assert "\x1b" not in one.note
    assert one.note.startswith("the printer is broken")


@pytest.mark.parametrize(("heir", "why"), [("mary", "yourself"), ("zoe", "no agent 'zoe'")])
def test_an_heir_is_a_listed_colleague(shop: Shop, heir: str, why: str) -> None:
    names = full_hands(shop)
    with pytest.raises(NotAllowed, match=why):
        shop.desk("mary").go_off({names["claimed"]: heir})
    assert shop.desk("mary").queue_rows([names["claimed"]])[names["claimed"]].claimed_by == "mary"
    assert shop.desk("mary").here().me.state is not PresenceState.OFF


def test_what_came_while_the_list_was_read_goes_too_and_what_left_does_not(shop: Shop) -> None:
    names = full_hands(shop)
    listed = {item.row.id: "sam" for item in shop.desk("mary").holds()}
    late = shop.hear("angry", "hal")
    shop.desk("mary").claim(late)
    shop.desk("lee").take_over(names["claimed"], holder="mary")
    shop.desk("mary").go_off(listed)
    rows = shop.desk("mary").queue_rows([late, names["claimed"]])
    assert (rows[late].claimed_by, rows[late].assignee) == (None, None)
    claimed = rows[names["claimed"]]
    assert (claimed.claimed_by, claimed.assignee) == ("lee", None)


def test_one_u_takes_all_that_was_given_back(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["claimed"]: "sam", names["drafted"]: "lee"})
    assert shop.desk("mary").undo() == "Undone: 3 × assigned"
    rows = shop.desk("mary").queue_rows(list(names.values()))
    assert [name for name, each in names.items() if rows[each].assignee] == ["assigned"]
    assert rows[names["assigned"]].assignee == "mary"


def test_the_log_holds_no_words_of_it(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["claimed"]: "sam"}, note="Kim is furious")
    logged = "".join(row["data"] for row in shop.rows("SELECT data FROM events"))
    assert "furious" not in logged
    assert "Friday" not in logged
    (event,) = shop.rows("SELECT agent, data FROM events WHERE kind = 'handed over'")
    assert (event["agent"], json.loads(event["data"])) == ("mary", {"handover": 1, "items": 6})


# Reading ----------------------------------------------------------------------------------------


def test_who_gets_something_reads_of_it_once_and_can_again(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["claimed"]: "sam"}, note="Ann wants a call")
    sam = shop.desk("sam")
    assert sam.here().handed == 1
    (one,) = sam.handovers_to_read()
    assert (one.agent, one.at, one.note, one.is_read) == ("mary", START, "Ann wants a call", False)
    assert one.items[0].heir == "sam"
    assert one.items[0].row.customer_name == "Ann"
    assert len(one.items) == 6
    sam.have_read([one.id])
    assert sam.handovers_to_read() == ()
    assert sam.here().handed == 0
    (again,) = sam.handovers()
    assert (again.id, again.is_read) == (one.id, True)
    assert sam.handover(one.id) == again


def test_what_goes_to_the_queue_is_for_everybody_who_begins_within_three_days(shop: Shop) -> None:
    full_hands(shop)
    shop.desk("mary").go_off()
    assert len(shop.desk("lee").handovers_to_read()) == 1
    assert len(shop.desk("sam").handovers_to_read()) == 1
    assert shop.desk("mary").handovers_to_read() == (), "one's own is no news"
    assert shop.desk("lee").here().handed == 0
    shop.pass_time(days=3, seconds=1)
    assert shop.desk("lee").handovers_to_read() == ()


def test_what_is_for_one_waits_for_them(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["claimed"]: "sam"})
    shop.now += 14 * DAY
    assert len(shop.desk("sam").handovers_to_read()) == 1
    assert shop.desk("lee").handovers_to_read() == ()


def test_what_is_all_for_others_is_no_news_for_the_rest(shop: Shop) -> None:
    conversation = shop.hear("angry")
    shop.desk("mary").claim(conversation)
    shop.desk("mary").go_off({conversation: "sam"})
    assert shop.desk("lee").handovers_to_read() == ()
    assert len(shop.desk("sam").handovers_to_read()) == 1


def test_it_survives_a_restart_and_shows_how_things_stand_now(shop: Shop) -> None:
    names = full_hands(shop)
    shop.desk("mary").go_off({names["claimed"]: "sam"})
    shop.desk("lee").dismiss(names["assigned"])
    again = Shop(shop.path)
    (one,) = again.desk("sam").handovers_to_read()
    states = {item.row.id: item.row.state for item in one.items}
    assert states[names["assigned"]] == "dismissed"
    again.close()


def test_the_newest_is_on_top(shop: Shop) -> None:
    for agent in ("mary", "lee"):
        shop.desk(agent).claim(shop.hear("angry", f"of {agent}"))
        shop.pass_time(minutes=1)
        shop.desk(agent).go_off()
    assert [one.agent for one in shop.desk("sam").handovers_to_read()] == ["lee", "mary"]


def test_a_handover_that_is_not_there_is_said(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no handover 404"):
        shop.desk("sam").handover(404)


def test_erased_words_leave_the_fact(shop: Shop) -> None:
    full_hands(shop)
    shop.desk("mary").go_off(note="Kim is furious")
    with shop.store.write() as tx:
        tx.run("DELETE FROM handover_notes")
        tx.run("DELETE FROM promise_texts")
    (one,) = shop.desk("sam").handovers_to_read()
    assert one.note == ""
    assert {item.row.promise.text for item in one.items if item.row.promise} == {""}
