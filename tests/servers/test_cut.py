"""A reply is on its way to a real server when the line is cut: it is there once in the end.

`social-care worker --once` in processes of their own, a proxy between them and the server, and the
stranger who counts the answers.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from social_care import wiring
from social_care.vault import FileVault
from tests.crash_worker import Orders, ended, started
from tests.servers.launch import BlueskyNetwork, MastodonServer, launched
from tests.servers.proxy import LOOPBACK, Cut, Proxy
from tests.servers.strangers import BlueskyAccount, MastodonAccount, eventually, unique
from tests.servers.test_first_light import WORDS, Desk
from tests.servers.test_mail import ALICE, BRAND, MailServers, Person

ANSWER = "I am so sorry. Your money goes back to you today, and I will call you myself."
LONG = ANSWER + "\n\n" + "And this is what we do so that it never happens again. " * 60
LOGGED = ["mary", "console", "answered"]
LEAST_MAIL = 2500
"""Bytes in one go: encrypted, a mail is known by its size."""
SHIFT_MS = 61_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A brand whose worker reaches its network through a proxy, and a stranger who waits."""

    network: str
    desk: Desk
    secret: str
    proxy: Proxy
    conversation: int
    there: Callable[[], int]
    """How many answers the stranger got."""
    answer: str = ANSWER
    files_after: bool = False
    """What was sent is found by looking only when we have filed it after the call."""
    resends: bool = False
    """Sending again cannot make a second post, or is believed not to: nobody is asked."""

    def run(self, *words: str) -> str:
        """A command of the agent's that must succeed."""
        done = self.desk.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def work(self, ahead_ms: int = 0) -> None:
        """A round of a worker that is so far ahead of the time."""
        log = self.desk.folder / "worker.log"
        orders = Orders(
            config=self.desk.folder / "social-care.toml",
            now=wiring.now_ms() + ahead_ms,
            log=log,
            secrets={"ACME_SECRET": self.secret},
        )
        assert ended(started(orders)) == 0, log.read_text()

    def states(self) -> list[str]:
        """Of what is not sent."""
        listed = self.run("outbox", "list", "--json").splitlines()
        return [json.loads(line)["state"] for line in listed]


@contextmanager
def on_mastodon(server: MastodonServer, folder: Path, *, trusted: bool) -> Iterator[Line]:
    """snac2, which takes no notice of Idempotency-Key whatever its account says."""
    brand, alice = (
        MastodonAccount.log_in(server.base_url, user, server.users[user])
        for user in ("brand", "alice")
    )
    address = urlsplit(server.base_url)
    proxy = Proxy(
        server=(LOOPBACK, address.port or 80),
        is_post=lambda said: said.startswith(b"POST /api/v1/statuses "),
    )
    with proxy.opened():
        desk = Desk.set_up(
            folder,
            f"""connector = "mastodon"
                base_url = "http://localhost:{proxy.port}"
                token = "env:ACME_SECRET"
                idempotency = {str(trusted).lower()}
            """,
        )
        word = unique("parcel")
        asked = alice.post(f"@brand {word}: {WORDS}")
        (row,) = eventually(desk.waits_for(word, brand.token), 90)
        yield Line(
            network=f"snac2, {'believed' if trusted else 'not known'} to honour keys",
            desk=desk,
            secret=brand.token,
            proxy=proxy,
            conversation=row["id"],
            there=lambda: sum(ANSWER in reply.content for reply in alice.replies(asked.id)),
            resends=trusted,
        )


@contextmanager
def on_bluesky(network: BlueskyNetwork, folder: Path) -> Iterator[Line]:
    """The account's own server, whose address a log-in would tell: somebody has logged in."""
    brand, kim = (BlueskyAccount.join(network.pds, name) for name in ("brand", "kim"))
    address = urlsplit(network.pds)
    proxy = Proxy(
        server=(LOOPBACK, address.port or 80),
        is_post=lambda said: said.startswith(b"POST /xrpc/com.atproto.repo.putRecord "),
    )
    with proxy.opened():
        place = f"http://localhost:{proxy.port}"
        desk = Desk.set_up(
            folder,
            f"""connector = "bluesky"
                base_url = "{place}"
                handle = "{brand.handle}"
                password = "env:ACME_SECRET"
            """,
        )
        session = {"service": place, "identifier": brand.handle, "pds": place, "refresh": "none"}
        session |= {"did": brand.did, "handle": brand.handle, "access": brand.token}
        FileVault(folder / "vault" / "acme").save(json.dumps(session))
        word = unique("parcel")
        asked = kim.post(f"@{brand.handle} {word}: {WORDS}", mention=brand)
        (row,) = eventually(desk.waits_for(word, brand.password), 60)
        yield Line(
            network="Bluesky",
            desk=desk,
            secret=brand.password,
            proxy=proxy,
            conversation=row["id"],
            there=lambda: sum(reply.text == ANSWER for reply in kim.replies(asked.uri)),
            resends=True,
        )


@contextmanager
def on_mail(folder: Path) -> Iterator[Line]:
    """Postfix takes it, Dovecot keeps it; the line to Postfix is encrypted."""
    with launched("mailserver") as place:
        names = ("smtp", "imap", "imaps", "ca_file", "users")
        servers = MailServers(**{name: place[name] for name in names})
        trust = ssl.create_default_context(cafile=servers.ca_file)
        alice = Person(servers=servers, address=ALICE, trust=trust)
        proxy = Proxy(server=(LOOPBACK, servers.smtp), is_post=lambda said: len(said) >= LEAST_MAIL)
        with proxy.opened():
            desk = Desk.set_up(
                folder,
                f"""connector = "email"
                    address = "{BRAND}"
                    imap_host = "localhost"
                    imap_port = {servers.imaps}
                    smtp_host = "localhost"
                    smtp_port = {proxy.port}
                    smtp_security = "starttls"
                    ca_file = "{servers.ca_file}"
                    password = "env:ACME_SECRET"
                """,
            )
            secret, word = servers.users[BRAND], unique("refund")
            alice.send(alice.write(f"{word}: {WORDS}", "I have waited long enough."))
            (row,) = eventually(desk.waits_for(word, secret), 60)
            yield Line(
                network="Postfix and Dovecot",
                desk=desk,
                secret=secret,
                proxy=proxy,
                conversation=row["id"],
                there=lambda: sum(ANSWER in mail.get_content() for mail, _ in alice.read(word)),
                answer=LONG,
                files_after=True,
            )


@pytest.mark.parametrize("cut", list(Cut))
@pytest.mark.parametrize("trusted", [False, True], ids=["unknown", "believed"])
def test_on_snac2(mastodon_server: MastodonServer, tmp_path: Path, cut: Cut, trusted: bool) -> None:
    """A server that would post it twice."""
    with on_mastodon(mastodon_server, tmp_path, trusted=trusted) as line:
        is_there_once(line, cut)


@pytest.mark.parametrize("cut", list(Cut))
def test_on_bluesky(bluesky_network: BlueskyNetwork, tmp_path: Path, cut: Cut) -> None:
    with on_bluesky(bluesky_network, tmp_path) as line:
        is_there_once(line, cut)


@pytest.mark.parametrize("cut", list(Cut))
def test_on_mail_servers(tmp_path: Path, cut: Cut) -> None:
    """A mail is neither seen by us, nor would Postfix know it again."""
    with on_mail(tmp_path) as line:
        is_there_once(line, cut)


def is_there_once(line: Line, cut: Cut) -> None:
    """Answer, be cut off, look, look again, and let a person decide where nobody else can."""
    line.run("reply", str(line.conversation), "--text", line.answer)
    line.proxy.armed = cut
    line.work()
    assert (line.proxy.cuts, line.proxy.passed) == (1, int(cut is Cut.AFTER))
    assert line.states() == ["uncertain"]
    asked = False
    for round_number in range(3):
        line.work(round_number * SHIFT_MS)
    if line.states():
        assert line.states() == ["uncertain"]
        assert line.files_after or (cut is Cut.BEFORE and not line.resends)
        asked = True
        decision = "there" if cut is Cut.AFTER else "again"
        line.run("outbox", "settle", "1", decision)
        line.work(4 * SHIFT_MS)
    assert line.states() == []
    assert eventually(line.there, 60) == 1
    line.work(5 * SHIFT_MS)
    assert line.there() == 1
    assert line.proxy.passed == 1, "the server was given it twice"
    rows = map(json.loads, line.run("export", "responses", "--format", "jsonl").splitlines())
    (logged,) = [row for row in rows if row["conversation_id"] == line.conversation]
    assert [logged[name] for name in ("agent", "source", "outcome")] == LOGGED
    print(
        f"{line.network}: cut {cut}; then {line.there()} there, given to the server"
        f" {line.proxy.passed} time(s), {'decided by a person' if asked else 'nobody was asked'}"
    )
