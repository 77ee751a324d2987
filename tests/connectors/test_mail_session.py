"""Mail: connections that break, secrets that change, and mails that stay as they were."""

import pytest

from social_care.connectors.mail.keys import Key, Keys, password_keys
from social_care.connectors.mail.reader import PATIENCE_MS
from social_care.connectors.mail.settings import read
from social_care.errors import ErrorClass, NetworkError
from tests.connectors.fake_mail import FakeMail
from tests.connectors.world import DAY, MINUTE, Fault, budget, poll, reply_to

INBOX = "mail: INBOX"


def test_a_poll_leaves_no_trace() -> None:
    """Read or unread is for those who read mail in their own program."""
    world = FakeMail()
    world.post("Hello")
    poll(world.connect(), world.now)
    assert not any(mail.flags for mail in world.imap.folders["INBOX"].mails)
    assert not world.imap.asked("SELECT")
    assert not world.imap.asked("STORE")


def test_one_connection_serves_many_polls_and_nothing_is_fetched_twice() -> None:
    """What overlaps is remembered: large mails would be fetched every minute."""
    world = FakeMail()
    mention = world.post("Hello")
    connector = world.connect()
    first = poll(connector, world.now)
    fetched = len(world.imap.asked("BODY.PEEK[]"))
    world.now += MINUTE
    second = poll(connector, world.now, first.cursors)
    assert second.mention(mention) == first.mention(mention)
    assert len(world.imap.asked("BODY.PEEK[]")) == fetched == 1
    assert world.dials == 1


def test_a_connection_that_died_in_silence_is_made_anew_within_the_poll() -> None:
    """Servers drop the idle ones; the customer's mail must not wait for that."""
    world = FakeMail()
    connector = world.connect()
    first = poll(connector, world.now)
    mention = world.post("Hello")
    dropped = world.dials

    def once(command: str) -> bytes | str | None:
        return None if world.dials == dropped else "as usual"

    world.imap.react = once
    assert poll(connector, world.now, first.cursors).mention(mention)
    assert world.dials == dropped + 1


@pytest.mark.parametrize("said", [b"* BYE shutting down\r\n", b"TAG NO [UNAVAILABLE] later\r\n"])
def test_a_server_that_goes_away_is_a_passing_trouble(said: bytes) -> None:
    world = FakeMail()
    world.imap.react = lambda command: said if "SEARCH" in command else "as usual"
    with pytest.raises(NetworkError) as caught:
        poll(world.connect(), world.now)
    assert caught.value.error_class is ErrorClass.TRANSIENT


@pytest.mark.parametrize("command", ["EXAMINE", "SEARCH", "INTERNALDATE", "BODY.PEEK"])
def test_half_an_answer_is_a_passing_trouble_and_nothing_is_skipped(command: str) -> None:
    """The cursor moves with its page only."""
    world = FakeMail()
    mention = world.post("Hello")
    connector = world.connect()
    world.imap.react = lambda said: b"* 1 FETCH (UID" if command in said else "as usual"
    with pytest.raises(NetworkError) as caught:
        connector.fetch(INBOX, None, budget(world.now))
    assert caught.value.error_class is ErrorClass.TRANSIENT
    world.imap.react = lambda _: "as usual"
    page = connector.fetch(INBOX, None, budget(world.now))
    assert [item.external_id for item in page.mentions] == [mention]


def test_a_folder_that_does_not_exist_stops_only_its_stream() -> None:
    world = FakeMail(folders=["INBOX", "Nowhere"])
    mention = world.post("Hello")
    connector = world.connect()
    assert [stream.name for stream in connector.streams()] == [
        "own posts",
        INBOX,
        "mail: Nowhere",
    ]
    with pytest.raises(NetworkError) as caught:
        connector.fetch("mail: Nowhere", None, budget(world.now))
    assert caught.value.error_class is ErrorClass.PERMISSION
    page = connector.fetch(INBOX, None, budget(world.now))
    assert page.mentions[0].external_id == mention
    assert world.dials == 1
    assert "Nowhere" in connector.check().warnings[0]


def test_a_folder_for_sent_mail_that_was_renamed_is_found_again() -> None:
    """Without a restart; one that the account names is not replaced by a guess."""
    world = FakeMail()
    own = world.post_as_us("Hello")
    connector = world.connect()
    assert connector.fetch("own posts", None, budget(world.now)).own_posts
    world.imap.folders["Gesendet"] = world.imap.folders.pop("Sent")
    with pytest.raises(NetworkError):
        connector.fetch("own posts", None, budget(world.now))
    (post,) = connector.fetch("own posts", None, budget(world.now)).own_posts
    assert post.external_id == own
    named = FakeMail(sent_folder="Outbox")
    connector = named.connect()
    assert "'Outbox' cannot be read" in connector.check().warnings[0]
    for _ in range(2):
        with pytest.raises(NetworkError):
            connector.fetch("own posts", None, budget(world.now))
    assert not named.imap.asked("LIST")


def test_an_unknown_stream_is_refused() -> None:
    with pytest.raises(NetworkError) as caught:
        FakeMail().connect().fetch("likes", None, budget(0))
    assert caught.value.error_class is ErrorClass.PERMISSION


def test_one_mail_in_two_folders_is_one_mention_to_the_store() -> None:
    """Both copies bear the same ids."""
    world = FakeMail(folders=["INBOX", "VIP"])
    world.imap.folders["VIP"] = type(world.imap.folders["INBOX"])()
    content = world.mail("Hello").as_bytes()
    world.deliver(content)
    world.deliver(content, "VIP")
    first, second = poll(world.connect(), world.now).mentions
    assert first.external_id == second.external_id
    assert first.canonical_id == second.canonical_id


def test_a_mail_that_nobody_wrote_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    world = FakeMail()
    world.deliver(b"Subject: from nobody\r\n\r\nHi")
    mention = world.post("Hello")
    assert [item.external_id for item in poll(world.connect(), world.now).mentions] == [mention]
    assert "left out" in caplog.text


def test_a_bomb_of_nested_parts_is_read_by_its_head() -> None:
    world = FakeMail()
    lines = ["From: kim@social.example", "Subject: Hi", "Message-ID: <bomb@social.example>"]
    for number in range(3000):
        lines += [f'Content-Type: multipart/mixed; boundary="b{number}"', "", f"--b{number}"]
    world.imap.folders["INBOX"].add("\r\n".join(lines).encode(), world.now)
    (mention,) = poll(world.connect(), world.now).mentions
    assert mention.external_id == "bomb@social.example"
    assert mention.text.startswith("Hi")


def refusing(world: FakeMail, uid: int, parts: str = "BODY") -> None:
    """The server's store has lost one mail, or one that it holds cannot be read."""

    def react(command: str) -> bytes | str:
        asked = command.startswith(f"UID FETCH {uid} (") and parts in command
        return b"TAG NO [SERVERBUG] Internal error occurred\r\n" if asked else "as usual"

    world.imap.react = react


def test_a_mail_that_the_server_cannot_read_blinds_nobody_for_good(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It may be the whole store, for a while: only after some polls the others go on without it."""
    world = FakeMail()
    broken, good = world.post("My boots leak", "lou"), world.post("Hello")
    refusing(world, 1, "[]")
    connector = world.connect()
    for _ in range(PATIENCE_MS // MINUTE):
        with pytest.raises(NetworkError) as caught:
            poll(connector, world.now)
        assert caught.value.error_class is ErrorClass.TRANSIENT
        world.now += MINUTE
    found = poll(connector, world.now)
    assert found.mention(good).text
    assert "was not fetched" in found.mention(broken).text
    assert found.mention(broken).author.id == "lou@social.example"
    assert "mail 1 is read by its head only" in caplog.text


def test_one_of_which_not_even_the_head_can_be_had_is_left_out_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Two of them cost no more patience than one."""
    world = FakeMail()
    world.post("My boots leak")
    good = world.post("Hello")
    world.post("Mine too")
    world.imap.react = lambda said: (
        b"TAG NO cannot be read\r\n"
        if said.startswith(("UID FETCH 1 (B", "UID FETCH 3 (B"))
        else "as usual"
    )
    connector = world.connect()
    for _ in range(2):
        with pytest.raises(NetworkError):
            poll(connector, world.now)
        world.now += PATIENCE_MS // 2
    assert [item.external_id for item in poll(connector, world.now).mentions] == [good]
    assert "mail 1 is left out" in caplog.text
    assert "mail 3 is left out" in caplog.text


def test_a_server_that_is_asked_too_often_loses_no_mail() -> None:
    world = FakeMail()
    world.post("Hello")
    world.imap.react = lambda said: (
        b"TAG NO Request is throttled\r\n" if "BODY" in said else "as usual"
    )
    connector = world.connect()
    for _ in range(3):
        world.now += PATIENCE_MS
        with pytest.raises(NetworkError) as caught:
            poll(connector, world.now)
        assert caught.value.error_class is ErrorClass.RATE


@pytest.mark.parametrize("tells_next", [True, False])
def test_old_mails_that_were_brought_over_are_no_news(*, tells_next: bool) -> None:
    """Their numbers are higher than that of the newest mail; what comes then is news."""
    world = FakeMail()
    world.imap.tells_next = tells_next
    recent = world.post("Hello")
    for number in range(30):
        old = world.mail(f"Old {number}").as_bytes()
        world.deliver(old, at=world.now - 400 * DAY)
    connector = world.connect()
    first = poll(connector, world.now)
    assert [item.external_id for item in first.mentions] == [recent]
    fresh = world.post("New")
    second = poll(connector, world.now, first.cursors)
    assert [item.external_id for item in second.mentions] == [fresh]


def test_what_a_program_sends_in_our_name_answers_nobody() -> None:
    """An acknowledgement in the Sent folder must not end the customer's wait."""
    world = FakeMail()
    mention = world.post("Hello")
    thanks = world.mail("We got your mail", "care", reply_to=mention)
    thanks.replace_header("From", "care@acme.example")
    thanks["Auto-Submitted"] = "auto-replied"
    world.deliver(thanks.as_bytes(), "Sent")
    human = world.post_as_us("Sorry", reply_to=mention)
    found = poll(world.connect(), world.now)
    assert [post.external_id for post in found.own_posts] == [human]


# Secrets


def test_a_new_password_needs_no_restart() -> None:
    """The reference is resolved again when the old one is refused, on both servers."""
    world = FakeMail()
    word = "hunter2"
    keys = password_keys(read(world.account), lambda: word, world.context())
    connector = world.connect_with(read(world.account), keys)
    asked = world.post("Hello")
    mention = poll(connector, world.now).mention(asked)
    world.imap.passwords = {"hunter3"}
    word = "hunter3"
    connector.close()
    assert poll(connector, world.now).mention(mention.external_id)
    world.imap.passwords = {"hunter4"}
    word = "hunter4"
    connector.send(connector.prepare(reply_to(mention, "Hello"), world.now))
    assert len(world.sent) == 1


def test_refusals_with_a_success_between_them_are_no_row() -> None:
    """Mail servers have bad minutes; three in a year are no reason to stop."""
    world = FakeMail()
    connector = world.connect()
    for _ in range(5):
        world.imap.passwords = set()
        with pytest.raises(NetworkError) as caught:
            connector.check()
        assert "refused 3 times" not in caught.value.message
        world.imap.passwords = {"hunter2"}
        connector.check()
        connector.close()


def test_what_one_server_refuses_blinds_no_other() -> None:
    """Microsoft switches off sending with a password, and reading goes on."""
    world = FakeMail()
    mention = world.post("Hello")
    world.answers = {"AUTH": b"535 5.7.139 SmtpClientAuthentication is disabled\r\n"}
    connector = world.connect()
    for _ in range(4):
        (fault,) = connector.check().faults
    assert "refused 3 times" in fault.message
    connector.close()
    assert poll(connector, world.now).mention(mention)


def test_a_wrong_password_is_told_with_what_helps() -> None:
    world = FakeMail()
    world.imap.passwords = {"another"}
    with pytest.raises(NetworkError) as caught:
        world.connect().check()
    assert caught.value.error_class is ErrorClass.AUTH
    assert "app password" in caught.value.remedy


def test_a_login_that_fails_for_now_needs_no_person() -> None:
    world = FakeMail()
    world.imap.react = lambda command: (
        b"TAG NO [UNAVAILABLE] Temporary authentication failure\r\n"
        if command.startswith("LOGIN")
        else "as usual"
    )
    with pytest.raises(NetworkError) as caught:
        world.connect().check()
    assert caught.value.error_class is ErrorClass.TRANSIENT
    world.imap.react = lambda command: (
        b"TAG NO [LIMIT] Too many simultaneous connections\r\n"
        if command.startswith("LOGIN")
        else "as usual"
    )
    with pytest.raises(NetworkError) as caught:
        world.connect().check()
    assert caught.value.error_class is ErrorClass.RATE


def test_check_finds_trouble_on_either_side() -> None:
    """Mail that cannot be sent can still be read: that is a fault, not the end."""
    world = FakeMail()
    world.answers = {"AUTH": b"535 5.7.139 SmtpClientAuthentication is disabled\r\n"}
    health = world.connect().check()
    (fault,) = health.faults
    assert fault.error_class is ErrorClass.AUTH
    assert fault.message.startswith("mail cannot be sent: SMTP smtp.acme.example answered 535")
    assert fault.remedy_for("acme-mail") in health.troubles("acme-mail")[0]
    world.fail(Fault.UNREACHABLE)
    with pytest.raises(NetworkError) as caught:
        world.connect().check()
    assert caught.value.error_class is ErrorClass.TRANSIENT


def test_a_token_is_shown_as_xoauth2_and_replaced_when_refused() -> None:
    """On both servers, though the refusal comes as a challenge first."""
    world = FakeMail()
    world.imap.tokens = {"fresh"}
    tokens = ["stale"]

    def instead(refused: str) -> str | None:
        assert refused == "stale"
        tokens[0] = "fresh"
        return "fresh"

    key = Key(user="care@acme.example", current=lambda: tokens[0], instead=instead, is_token=True)
    connector = world.connect_with(read(world.account), Keys(imap=key, smtp=key))
    assert connector.check().warnings == ()
    tokens[0] = "stale"
    connector._postbox.check()
    tokens[0] = "stale"
    world.imap.tokens = set()
    with pytest.raises(NetworkError) as caught:
        connector._postbox.check()
    assert caught.value.error_class is ErrorClass.AUTH


def test_the_folder_marked_as_sent_is_asked_for_once() -> None:
    world = FakeMail()
    connector = world.connect()
    for _ in range(3):
        poll(connector, world.now)
    assert len(world.imap.asked("LIST")) == 1
