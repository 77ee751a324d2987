"""outbox: what is on its way, stopping everything, deciding, and taking back what is out."""

from contextlib import closing

import pytest

from social_care.connectors.demo import DemoWorld
from social_care.storage import Store
from tests.cli.kit import CONFIG, Brand

ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def posts(brand: Brand) -> list[str]:
    """What we have really posted, in order."""
    return [post.text for post in DemoWorld(brand.folder / "network").posts()]


@pytest.fixture
def written(brand: Brand) -> Brand:
    """A reply in the outbox."""
    brand.does("reply", brand.hear(ANGRY), "--text", "So sorry!", agent="mary")
    return brand


def test_the_outbox_lists_what_is_not_sent_yet(written: Brand) -> None:
    for words in (["outbox"], ["outbox", "list"], ["outbox", "list", "--account", "acme"]):
        (line,) = written.does(*words).stdout.splitlines()
        assert line.split() == ["1", "queued", "0s", "now", "acme", "mary", "So", "sorry!"]
    assert written.does("outbox", "list", "--account", "other").stdout == ""
    written.does("worker", "--once")
    assert written.does("outbox").stdout == ""


def test_an_empty_outbox_says_so_to_people_alone(brand: Brand) -> None:
    assert brand.does("outbox").stderr == "nothing is on its way.\n"
    assert brand.does("outbox", "list", "--json").stderr == ""


def test_a_queued_reply_is_taken_back_by_its_writer_and_becomes_a_draft(brand: Brand) -> None:
    brand.configure(CONFIG.replace("undo_seconds = 0", "undo_seconds = 10"))
    conversation = brand.hear(ANGRY)
    queued = brand.does("reply", conversation, "--text", "So sorry!", agent="mary").stderr
    assert queued == "queued as 1: leaves in 10 s (social-care outbox back 1 takes it back)\n"
    assert "mary wrote this reply" in brand.fails("outbox", "back", 1, agent="joe")
    assert brand.fails("outbox", "back", agent="joe") == "nothing of yours is on its way\n"
    refused = brand.fails("outbox", "settle", 1, "discard", agent="mary")
    assert "its writer can take it back (social-care outbox back)" in refused
    taken = brand.does("outbox", "back", agent="mary").stderr
    assert taken == "1: taken back; its text is kept as a draft\n"
    brand.pass_time(minutes=1)
    brand.does("worker", "--once")
    assert posts(brand) == []
    assert "So sorry!" in brand.does("show", conversation, agent="mary").stdout


def test_an_act_is_taken_back_too_and_leaves_no_draft(brand: Brand) -> None:
    brand.configure(CONFIG.replace("undo_seconds = 0", "undo_seconds = 10"))
    conversation = brand.hear(ANGRY)
    said = brand.does("like", conversation, agent="mary").stderr
    assert said.endswith("in 10 s (social-care outbox back takes it back)\n")
    assert brand.does("outbox", "back", 1, agent="mary").stderr == "1: taken back\n"
    assert brand.does("outbox").stdout == ""


def test_scripts_get_everything_about_an_item(written: Brand) -> None:
    written.pass_time(minutes=5)
    written.does("outbox", "hold", agent="joe")
    (item,) = written.json("outbox", "list", "--json")
    assert item == {
        "id": 1,
        "conversation_id": 1,
        "kind": "reply",
        "account": "acme",
        "agent": "mary",
        "state": "queued",
        "stopped": True,
        "text": "So sorry!",
        "private": False,
        "submitted_at": "2026-11-02T09:00:00.000+00:00",
        "next_try_at": "2026-11-02T09:00:00.000+00:00",
        "problem": "",
    }
    assert written.does("outbox").stdout.split()[2:4] == ["5m", "stopped"]


def test_a_delayed_item_tells_when_it_is_tried_again(written: Brand) -> None:
    written.network.fault("send", "down")
    written.does("worker", "--once")
    (line,) = written.does("outbox").stdout.splitlines()
    assert "delayed" in line
    assert " in " in line


def test_the_account_stands_behind_the_command(written: Brand) -> None:
    assert written.does("outbox", "--account", "other").stdout == ""
    said = written.fails("outbox", "--account", "acme", "hold", agent="joe", code=2)
    assert "put it behind the command" in said
    assert written.rows("SELECT 1 FROM accounts WHERE outbox_stopped") == []


def test_an_item_tells_its_trouble_on_its_own_line(written: Brand) -> None:
    written.network.fault("send", "refuse", words="no \x1b[31mlinks\nplease")
    written.does("worker", "--once")
    (line,) = written.does("outbox").stdout.splitlines()
    assert "refused" in line
    assert line.endswith("(no links please — edit the reply and send it again)")


def test_hold_stops_everything_and_release_lets_it_go_on(written: Brand) -> None:
    assert "nothing is sent" in written.does("outbox", "hold", agent="joe").stderr
    written.does("worker", "--once")
    assert posts(written) == []
    assert "sending again" in written.does("outbox", "release", agent="joe").stderr
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]


def test_who_stopped_it_is_logged(written: Brand) -> None:
    written.does("outbox", "hold", agent="joe")
    written.does("outbox", "release", agent="mary")
    events = written.rows("SELECT kind, agent FROM events WHERE kind LIKE 'outbox_%' ORDER BY id")
    assert [tuple(row) for row in events] == [
        ("outbox_stopped", "joe"),
        ("outbox_released", "mary"),
    ]


def test_one_account_can_be_stopped_alone(written: Brand) -> None:
    written.imported({"external_id": "1", "text": "hi", "created_at": "2026-11-02T08:00:00Z"})
    written.does("outbox", "hold", "--account", "import", agent="joe")
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]
    stopped = written.rows("SELECT name FROM accounts WHERE outbox_stopped = 1")
    assert [row["name"] for row in stopped] == ["import"]


@pytest.mark.parametrize("action", ["hold", "release"])
def test_an_account_that_is_not_there_is_never_reported_as_stopped(
    written: Brand, action: str
) -> None:
    said = written.fails("outbox", action, "--account", "acmee", agent="joe")
    assert "no account 'acmee'" in said
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]
    assert written.rows("SELECT 1 FROM events WHERE kind LIKE 'outbox_%'") == []


def test_before_any_account_is_known_there_is_nothing_to_stop(brand: Brand) -> None:
    assert "no account yet" in brand.fails("outbox", "hold", agent="joe")


def test_an_unknown_action_is_a_usage_error(brand: Brand) -> None:
    brand.fails("outbox", "burn", code=2)


def test_everything_stopped_shows_in_doctor(written: Brand) -> None:
    written.does("outbox", "hold", agent="joe")
    shown = written.does("doctor").stdout
    assert "outbox is stopped by joe" in shown
    assert "outbox release" in shown


def allow(brand: Brand) -> None:
    """The network can do everything, as far as the console knows."""
    powers = "json_set(limits, '$.can_delete', json('true'), '$.can_like', json('true'))"
    store = Store(brand.db)
    try:
        with store.write() as tx:
            tx.run(f"UPDATE accounts SET limits = {powers}")
    finally:
        store.close()


def test_a_refused_reply_is_settled(written: Brand) -> None:
    written.network.fault("send", "refuse", words="no")
    written.does("worker", "--once")
    assert "needs you" in written.does("outbox").stdout
    assert "never sent" in written.fails("outbox", "settle", 1, "there", agent="mary")
    assert "goes again" in written.does("outbox", "settle", 1, "again", agent="mary").stderr
    written.network.fault("send", "refuse", words="no")
    written.does("worker", "--once")
    said = written.does("outbox", "settle", 1, "discard", agent="mary").stderr
    assert said == "1: given up; its text is kept as a draft\n"
    (row,) = written.json("queue", "--view", "drafts", "--json", agent="mary")
    assert row["id"] == 1
    written.fails("outbox", "settle", 1, "burn", agent="mary", code=2)
    assert "no reply 7" in written.fails("outbox", "settle", 7, "again", agent="mary")


def test_what_is_out_is_listed_with_the_ids_that_delete_takes(written: Brand) -> None:
    written.does("worker", "--once")
    (line,) = written.does("outbox", "list", "--sent").stdout.splitlines()
    assert line.split()[:2] == ["1", "sent"]
    assert line.endswith("acme  mary  So sorry!")
    (reply,) = written.json("outbox", "list", "--sent", "--json")
    assert (reply["reply_id"], reply["deleted_at"]) == (1, None)
    assert written.json("outbox", "list", "--sent", "--json", "--account", "other") == []


def test_a_reply_that_is_out_is_taken_back_with_a_draft_of_a_better_one(written: Brand) -> None:
    written.does("worker", "--once")
    allow(written)
    said = written.does("outbox", "delete", 1, "--corrected", agent="joe").stderr
    assert "Deletes the reply to Kim" in said
    assert "in your draft" in said
    (item,) = written.json("outbox", "list", "--json")
    assert (item["kind"], item["text"]) == ("delete", "delete our reply from the network")
    draft = written.rows("SELECT agent, text FROM drafts")
    assert [tuple(row) for row in draft] == [("joe", "So sorry!")]
    assert "no reply 9" in written.fails("outbox", "delete", 9, agent="joe")


def test_what_the_network_cannot_do_is_said_at_once(written: Brand) -> None:
    written.does("worker", "--once")
    store = Store(written.db)
    with store.write() as tx:
        tx.run("UPDATE accounts SET limits = '{}'")  # before its worker has told
    store.close()
    commands: list[list[str | int]] = [["outbox", "delete", 1], ["like", 1], ["hide", 1]]
    for words in commands:
        said = written.fails(*words, agent="mary")
        assert "from here on mastodon" in said
        assert "open it in the browser (its link: social-care show)" in said
    assert written.does("outbox").stdout == ""


def test_a_like_is_queued_like_a_reply(written: Brand) -> None:
    allow(written)
    assert "Likes Kim's message" in written.does("like", 1, agent="joe").stderr
    assert [item["kind"] for item in written.json("outbox", "list", "--json")] == ["like", "reply"]
    assert "already" in written.fails("like", 1, agent="mary")


# Who is not listed any more -----------------------------------------------------------------------


@pytest.fixture
def left(brand: Brand) -> Brand:
    """mary has a held reply and is then listed by another name."""
    conversation = brand.hear(ANGRY)
    brand.fails("reply", conversation, "--text", "call 0170 1234567", agent="mary")
    brand.does("reply", brand.hear("Do you have half sizes?"), "--text", "Yes.", agent="mary")
    with closing(Store(brand.db)) as store, store.write() as tx:
        tx.run("UPDATE outbox SET state = 'discarded' WHERE state = 'queued'")
        tx.run(
            "INSERT INTO drafts (conversation_id, agent, branch, text, private, revision,"
            " updated_at) VALUES (:id, 'mary', 0, 'half a draft', 0, 1, :now)",
            id=conversation,
            now=brand.now,
        )
    text = brand.config.read_text(encoding="utf-8")
    brand.config.write_text(text.replace('name = "mary"', 'name = "maria"'), encoding="utf-8")
    return brand


def test_what_they_left_is_listed_with_its_drafts(left: Brand) -> None:
    (line,) = left.does("outbox", "list").stdout.splitlines()
    assert "mary (no longer listed)" in line
    _, draft = left.does("outbox", "list", "--all").stdout.splitlines()
    assert draft.split()[:5] == ["-", "draft", "0s", "conversation", "1"]
    assert draft.endswith("mary (no longer listed)  half a draft")
    assert left.json("outbox", "list", "--all", "--json")[1]["agent"] == "mary"


def test_what_they_left_can_be_moved(left: Brand) -> None:
    left.pass_time(minutes=20)  # the claim from the command line has run out
    said = left.does("outbox", "settle", "1", "discard", agent="maria").stderr
    assert said == "1: given up; its text is kept as a draft\n"
    said = left.does("outbox", "take", "1", agent="joe").stderr
    assert said == "1: the draft of mary is yours now\n"
    assert "nobody who left has a draft there" in left.fails("outbox", "take", "1", agent="joe")


def test_a_lead_who_discards_says_whose_draft_it_is(brand: Brand) -> None:
    brand.fails("reply", brand.hear(ANGRY), "--text", "call 0170 1234567", agent="mary")
    said = brand.does("outbox", "settle", "1", "discard", agent="joe").stderr
    assert said == "1: given up; its text is kept as a draft of mary's\n"


def test_doctor_names_who_left_something(left: Brand) -> None:
    done = left.run("doctor")
    assert "mary: not listed under [[agents]] any more; of theirs: 1 need a person" in done.stdout


def test_nothing_is_queued_for_an_account_that_was_taken_out(brand: Brand) -> None:
    conversation = brand.hear(ANGRY)
    text = brand.config.read_text(encoding="utf-8")
    brand.config.write_text(text.replace('name = "acme"\nconn', 'name = "fedi"\nconn'), "utf-8")
    said = brand.fails("reply", conversation, "--text", "So sorry!", agent="mary")
    assert "account acme is no longer in the configuration: nothing will be sent there" in said
    assert brand.does("outbox").stdout == ""
