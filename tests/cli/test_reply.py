"""reply: from words on stdin to a post on the network, or a clear no."""

import pytest

from social_care.connectors.demo import DemoWorld
from social_care.desk import Desk
from social_care.desk.reading import Reading
from social_care.models.views import ConversationView
from tests.cli.kit import CONFIG, Brand

ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def posts(brand: Brand) -> list[str]:
    """What we have really posted, in order."""
    return [post.text for post in DemoWorld(brand.folder / "network").posts()]


def outbox(brand: Brand) -> str:
    """The state of the only reply."""
    (row,) = brand.rows("SELECT state FROM outbox")
    return str(row["state"])


def test_a_reply_is_queued_and_the_worker_sends_it(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    done = brand.does("reply", wanted, "--text", "So sorry!", agent="mary")
    assert (done.stdout, outbox(brand)) == ("", "queued")
    assert "queued" in done.stderr
    brand.does("worker", "--once")
    assert (posts(brand), outbox(brand)) == (["So sorry!"], "sent")
    assert [row["customer"] for row in brand.queue("answered")] == ["kim"]


def test_a_reply_is_read_from_stdin_with_every_line_of_it(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("reply", wanted, agent="mary", stdin="Sorry, Kim – ☂\n\nYours, Mary\n")
    brand.does("worker", "--once")
    assert posts(brand) == ["Sorry, Kim – ☂\n\nYours, Mary"]


def test_stdin_that_is_not_utf8_is_refused_and_nothing_is_queued(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    done = brand.run("reply", wanted, agent="mary", stdin=b"caf\xe9")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "UTF-8" in done.stderr
    assert brand.rows("SELECT 1 FROM outbox") == []


def test_the_undo_window_is_the_configured_one(brand: Brand) -> None:
    brand.configure(CONFIG.replace("undo_seconds = 0", "undo_seconds = 10"))
    wanted = brand.hear(ANGRY)
    said = brand.does("reply", wanted, "--text", "Sorry", agent="mary").stderr
    assert "leaves in 10 s" in said
    brand.pass_time(seconds=9)
    brand.does("worker", "--once")
    assert posts(brand) == []
    brand.pass_time(seconds=1)
    brand.does("worker", "--once")
    assert posts(brand) == ["Sorry"]


def test_a_private_reply_is_private(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("reply", wanted, "--text", "Your order number?", "--private", agent="mary")
    brand.does("worker", "--once")
    (post,) = DemoWorld(brand.folder / "network").posts()
    assert post.visibility == "direct"


def test_a_reply_without_private_is_as_wide_as_what_it_answers(brand: Brand) -> None:
    wanted = brand.hear(ANGRY, visibility="direct")
    brand.does("reply", wanted, "--text", "Sorry", agent="mary")
    brand.does("worker", "--once")
    (post,) = DemoWorld(brand.folder / "network").posts()
    assert post.visibility == "direct"


def test_a_holding_reply_goes_out_and_the_customer_goes_on_waiting(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    done = brand.does("reply", wanted, "--text", "Still with you", "--holding", agent="mary")
    assert done.stderr.endswith(", and the clock goes on\n")
    brand.does("worker", "--once")
    assert posts(brand) == ["Still with you"]
    assert [row["id"] for row in brand.queue()] == [wanted]


def test_a_holding_reply_that_is_to_resolve_is_refused(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    words = ("reply", wanted, "--text", "Still with you", "--holding", "--resolve")
    assert "answers nobody" in brand.fails(*words, agent="mary", code=2)
    assert brand.rows("SELECT * FROM outbox") == []


def test_a_reply_can_resolve_the_conversation_once_it_is_sent(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("reply", wanted, "--text", "Sorry", "--resolve", agent="mary")
    assert brand.queue("all")[0]["state"] == "open"
    brand.does("worker", "--once")
    assert brand.queue("all")[0]["state"] == "resolved"


def test_a_reply_is_held_when_the_customer_wrote_while_it_was_written(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = brand.hear(ANGRY, external_id="m1", thread_key="t")
    read = Reading.conversation

    def read_then_the_customer_writes(desk: Desk, conversation_id: int) -> ConversationView:
        view = read(desk, conversation_id)
        monkeypatch.setattr(Reading, "conversation", read)
        brand.say("And another thing!", external_id="m2", thread_key="t", in_reply_to="m1")
        brand.does("worker", "--once")
        return view

    monkeypatch.setattr(Reading, "conversation", read_then_the_customer_writes)
    said = brand.fails("reply", wanted, "--text", "Sorry", agent="mary")
    assert said.startswith("held: the customer wrote again")
    brand.does("worker", "--once")
    assert (posts(brand), outbox(brand)) == ([], "held")


def test_what_the_customer_writes_while_stdin_is_typed_holds_the_reply(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = brand.hear(ANGRY, external_id="m1", thread_key="t")

    def type_slowly(text: str | None) -> str:
        brand.say("Never mind, it works!", external_id="m2", thread_key="t", in_reply_to="m1")
        brand.does("worker", "--once")
        return "Sorry"

    monkeypatch.setattr("social_care.cli.acts.words", type_slowly)
    assert "held" in brand.fails("reply", wanted, agent="mary")


def test_an_empty_reply_is_refused(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    assert "nothing to send" in brand.fails("reply", wanted, agent="mary", stdin=" \n ")
    assert brand.rows("SELECT 1 FROM outbox") == []


def test_a_reply_that_is_too_long_says_by_how_much(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    assert "too long by 7" in brand.fails("reply", wanted, "--text", "x" * 507, agent="mary")


def test_a_reply_to_somebody_elses_customer_says_whose_and_is_not_queued(brand: Brand) -> None:
    wanted = brand.hear(ANGRY)
    brand.does("claim", wanted, agent="joe")
    assert "joe is with" in brand.fails("reply", wanted, "--text", "Sorry", agent="mary")
    assert brand.rows("SELECT 1 FROM outbox") == []


def test_a_reply_to_nobody_names_the_way_to_find_somebody(brand: Brand) -> None:
    said = brand.fails("reply", 77, "--text", "Sorry", agent="mary")
    assert "no conversation 77" in said
    assert "queue --view all" in said


def test_an_imported_customer_cannot_be_answered_here_and_the_reason_is_told(brand: Brand) -> None:
    record = {"external_id": "x", "text": ANGRY, "created_at": "2026-11-02T09:00:00Z"}
    assert brand.imported(record).exit_code == 0
    wanted = brand.queue()[0]["id"]
    said = brand.fails("reply", wanted, "--text", "Sorry", agent="mary")
    assert "cannot be answered here" in said
    brand.does("answered", wanted, agent="mary")


@pytest.mark.parametrize("wrong", ["0", "-1", "abc", "1.5", str(2**63), "9" * 30])
def test_a_conversation_that_is_no_number_of_ours_is_a_usage_error(
    brand: Brand, wrong: str
) -> None:
    for name in ("claim", "reply", "note", "resolve", "snooze", "dismiss", "answered"):
        assert "CONVERSATION" in brand.fails(name, "--", wrong, agent="mary", code=2)
