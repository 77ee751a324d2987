"""The outbox of mails: once per key and recipient, tried again, never lost, never stuck."""

from dataclasses import dataclass, field

from social_care.errors import ErrorClass, NetworkError
from social_care.mailing import GIVE_UP_MS, send_due
from social_care.models.mails import MailItem, MailState
from social_care.storage import mails
from tests.world import HOUR, MINUTE, START, Shop

DIGEST = "digest:day:2026-11-02"
LEAD, SAM = "lead@acme.example", "sam@acme.example"


@dataclass
class FakeMailer:
    """Takes mails, unless it has an error for the recipient."""

    sent: list[tuple[str, bytes]] = field(default_factory=list)
    errors: dict[str, NetworkError] = field(default_factory=dict)

    def send(self, recipient: str, content: bytes) -> None:
        if recipient in self.errors:
            raise self.errors[recipient]
        self.sent.append((recipient, content))


def down() -> NetworkError:
    return NetworkError(ErrorClass.TRANSIENT, "SMTP mail.acme.example: refused")


def queue(shop: Shop, recipient: str = LEAD, key: str = DIGEST) -> int | None:
    with shop.store.write() as tx:
        return mails.queue(
            tx, key, recipient, shop.now, subject="4 wins", content=f"To: {recipient}".encode()
        )


def send(shop: Shop, mailer: FakeMailer) -> list[str]:
    return send_due(shop.store, mailer, lambda: shop.now)


def states(shop: Shop) -> list[MailState]:
    return [item.state for item in mails.of_key(shop.store.read(), DIGEST)]


def unsent(shop: Shop) -> list[MailItem]:
    return mails.unsent(shop.store.read(), failed_since=START)


def test_each_key_goes_once_to_each_recipient(shop: Shop) -> None:
    mailer = FakeMailer()
    assert queue(shop) is not None
    assert queue(shop) is None
    assert queue(shop, SAM) is not None
    assert send(shop, mailer) == []
    assert mailer.sent == [(LEAD, b"To: " + LEAD.encode()), (SAM, b"To: " + SAM.encode())]
    assert send(shop, mailer) == []
    assert queue(shop) is None
    assert len(mailer.sent) == 2


def test_what_was_sent_is_not_kept(shop: Shop) -> None:
    queue(shop)
    send(shop, FakeMailer())
    assert shop.value("SELECT count(*) FROM mail_contents") == 0
    assert states(shop) == [MailState.SENT]
    assert unsent(shop) == []


def test_a_server_that_is_down_is_asked_again_after_ever_longer_pauses(shop: Shop) -> None:
    mailer = FakeMailer(errors={LEAD: down()})
    queue(shop)
    tried = []
    for minute in range(40):
        shop.now = START + minute * MINUTE
        if send(shop, mailer):
            tried.append(minute)
    assert tried == [0, 1, 3, 7, 15, 31]
    (item,) = unsent(shop)
    assert (item.tries, item.problem) == (6, "SMTP mail.acme.example: refused")
    mailer.errors.clear()
    shop.pass_time(hours=1)
    assert send(shop, mailer) == []
    assert states(shop) == [MailState.SENT]


def test_one_who_cannot_get_mail_does_not_keep_it_from_others(shop: Shop) -> None:
    gone = NetworkError(ErrorClass.GONE, "SMTP answered 550: no such user")
    mailer = FakeMailer(errors={LEAD: gone})
    queue(shop, LEAD)
    queue(shop, SAM)
    assert send(shop, mailer) == [f"mail to {LEAD}: {gone.message}"]
    assert [recipient for recipient, _ in mailer.sent] == [SAM]
    (item,) = unsent(shop)
    assert (item.recipient, item.state) == (LEAD, MailState.FAILED)
    assert shop.value("SELECT count(*) FROM mail_contents") == 0


def test_a_mail_is_given_up_when_it_has_nothing_new_to_say(shop: Shop) -> None:
    mailer = FakeMailer(errors={LEAD: down()})
    queue(shop)
    shop.now = START + GIVE_UP_MS
    send(shop, mailer)
    assert states(shop) == [MailState.QUEUED]
    shop.now = START + GIVE_UP_MS + 60 * MINUTE
    send(shop, mailer)
    assert states(shop) == [MailState.FAILED]


def test_a_server_that_may_have_taken_it_gets_it_again(shop: Shop) -> None:
    """The same bytes, with the same Message-ID: twice is better than never."""
    unsure = NetworkError(ErrorClass.UNKNOWN_OUTCOME, "SMTP: lost while it took the mail")
    mailer = FakeMailer(errors={LEAD: unsure})
    queue(shop)
    send(shop, mailer)
    mailer.errors.clear()
    shop.pass_time(minutes=1)
    send(shop, mailer)
    assert len(mailer.sent) == 1


def test_a_mail_in_somebodys_hands_is_nobody_elses_until_they_have_died(shop: Shop) -> None:
    queue(shop)
    with shop.store.write() as tx:
        assert mails.take(tx, shop.now) is not None
        assert mails.take(tx, shop.now) is None
    assert send(shop, FakeMailer()) == []
    shop.now += mails.LEASE_MS
    mailer = FakeMailer()
    send(shop, mailer)
    assert len(mailer.sent) == 1


def test_a_mail_waits_for_no_clock_that_was_set_back(shop: Shop) -> None:
    shop.now = START + 3 * HOUR
    mailer = FakeMailer(errors={LEAD: down()})
    queue(shop)
    send(shop, mailer)
    mailer.errors.clear()
    shop.now = START + 2 * HOUR + 31 * MINUTE
    assert send(shop, mailer) == []
    assert mailer.sent == []
    shop.now = START + 2 * HOUR + 30 * MINUTE
    send(shop, mailer)
    assert [recipient for recipient, _ in mailer.sent] == [LEAD]
