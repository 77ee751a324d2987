"""Asks for feeds, as seldom and as lightly as their servers like it, and judges the answers."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime

import httpx

from social_care.answer import LONGEST_PAUSE_MS, retry_at
from social_care.connectors.context import Ledger
from social_care.connectors.credential import Credential
from social_care.connectors.feed.document import Document, NoFeed, read
from social_care.connectors.feed.guard import Guard, Resolve, direct, is_proxied, resolve
from social_care.connectors.feed.settings import FeedSettings, Source
from social_care.connectors.feed.state import Whereabouts
from social_care.connectors.pace import Pace
from social_care.errors import ErrorClass, NetworkError
from social_care.net import Answer, Door, NetSettings

MAX_BYTES = 5 * 1024 * 1024
MOVES_BELIEVED = 2
"""A permanent redirect is followed for good when it was seen this often in a row."""
PATIENT_FAILURES = 2
"""So often in a row a feed may fail before it is asked more seldom."""

FRESH_S = 60
"""What changed so lately may change again unnoticed: its validators are not trusted yet."""

_NEW, _UNCHANGED, _REFUSED, _GONE, _TOO_MANY = 200, 304, {401, 403}, 410, 429
_LONGEST_VALIDATOR = 1000


class Reader:
    """One account's feeds over HTTP; may be used by several threads, one for each feed."""

    def __init__(
        self,
        settings: FeedSettings,
        clock: Callable[[], int],
        ledger: Ledger,
        transport: httpx.BaseTransport | None = None,
        net: NetSettings | None = None,
        wait: Callable[[float], object] | None = None,
        resolve: Resolve = resolve,
    ) -> None:
        net = replace(net or NetSettings(), max_bytes=MAX_BYTES)
        free = settings.allow_private
        guard = Guard(allow_private=free, resolves=not is_proxied(net), resolve=resolve)
        if transport is None and not free and not is_proxied(net):
            transport = direct(net, guard)
        self._door = Door(
            "",
            net,
            headers={"Accept": "application/atom+xml, application/rss+xml, */*;q=0.5"},
            transport=transport,
            wait=wait,
            pace=Pace(ledger, clock),
            vet=guard.vet,
            roams=True,
        )
        self._clock = clock
        self._passwords = {
            source.stream: Credential(source.password, clock, "the password")
            for source in settings.sources
            if source.password is not None
        }
        self._failures: dict[str, int] = {}

    def read(self, source: Source, where: Whereabouts) -> tuple[Document | None, Whereabouts]:
        """The feed, or None when it has not changed; and where to ask next. Raises NetworkError."""
        if where.moves >= MOVES_BELIEVED:
            try:
                return self._from(source, where.moved_to, where)
            except NetworkError as error:
                if error.error_class is ErrorClass.RATE:
                    raise
                where = Whereabouts()  # it may have moved back
        return self._from(source, source.url, where)

    def close(self) -> None:
        """Give back connections."""
        self._door.close()

    def _from(
        self, source: Source, url: str, where: Whereabouts
    ) -> tuple[Document | None, Whereabouts]:
        answer = self._answer(source, url, where if where.asked == url else Whereabouts())
        moved = _moved(where, answer) if url == source.url else where
        error = self._judge(source, answer)
        if error is not None:
            raise self._more_patient(source, error)
        if answer.status == _UNCHANGED:
            document, kept = None, where
        else:
            document = self._document(source, answer)
            # What broke off is asked for again: its validators would call the rest known.
            kept = _validators(answer, url) if document.is_whole else Whereabouts()
        self._failures.pop(source.stream, None)
        return document, replace(kept, moved_to=moved.moved_to, moves=moved.moves)

    def _document(self, source: Source, answer: Answer) -> Document:
        try:
            return read(answer.content, answer.headers, answer.url)
        except NoFeed as nothing:
            error = NetworkError(
                ErrorClass.TRANSIENT,
                f"{answer.asked} is no feed: {nothing}",
                remedy="if it stays like that, correct the feed's address",
            )
            raise self._more_patient(source, error) from nothing

    def _answer(self, source: Source, url: str, where: Whereabouts) -> Answer:
        headers = {}
        if where.etag:
            headers["If-None-Match"] = where.etag
        if where.modified:
            headers["If-Modified-Since"] = where.modified
        bucket = f"feeds of {httpx.URL(url).host}"
        password = self._passwords.get(source.stream)
        if password is None or not _same_server(source.url, url):
            return self._door.get(url, None, headers, bucket=bucket)
        return password.use(
            lambda secret: self._door.get(
                url, None, headers | _basic(source.user, secret), bucket=bucket
            ),
            lambda answer: answer.status in _REFUSED,
        )

    def _judge(self, source: Source, answer: Answer) -> NetworkError | None:
        now = self._clock()
        if answer.status in {_NEW, _UNCHANGED}:
            return None
        if answer.status in _REFUSED:
            return _with_remedy(answer.failure(ErrorClass.AUTH, now=now), _login_remedy(source))
        if answer.status == _GONE:
            gone = "the site has taken this feed away: take it out of the account's `feeds`"
            error = _with_remedy(answer.failure(ErrorClass.PERMISSION, now=now), gone)
            error.retry_at = now + LONGEST_PAUSE_MS
            return error
        if answer.status == _TOO_MANY:
            return answer.failure(ErrorClass.RATE, now=now)
        error = answer.failure(ErrorClass.TRANSIENT, now=now)
        if "retry-after" in answer.headers:
            error.retry_at = retry_at(answer.headers, now)
        return error

    def _more_patient(self, source: Source, error: NetworkError) -> NetworkError:
        """Ask ever more seldom, down to once a day, a server that answers and has nothing."""
        times = self._failures[source.stream] = self._failures.get(source.stream, 0) + 1
        beyond = times - PATIENT_FAILURES
        if error.error_class is ErrorClass.TRANSIENT and beyond > 0:
            pause = min(source.every_s * 1000 * 2 ** min(beyond, 10), LONGEST_PAUSE_MS)
            error.retry_at = max(error.retry_at or 0, self._clock() + pause)
        return error


def _moved(where: Whereabouts, answer: Answer) -> Whereabouts:
    if not answer.moved:
        return Whereabouts()
    again = where.moved_to == answer.url
    return Whereabouts(moved_to=answer.url, moves=where.moves + 1 if again else 1)


def _validators(answer: Answer, url: str) -> Whereabouts:
    """As the server wrote them, if they can be sent back at all and will tell of every change."""
    etag, modified = (
        value if value.isascii() and value.isprintable() and len(value) < _LONGEST_VALIDATOR else ""
        for value in (answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
    )
    if _is_fresh(answer.headers):
        return Whereabouts()
    return Whereabouts(etag=etag, modified=modified, asked=url)


def _is_fresh(headers: Mapping[str, str]) -> bool:
    """Whether it changed less than a minute ago, by the server's own clock.

    Times have whole seconds, and WordPress makes even its ETag of one: what is said twice in a
    second is one version to it, and the second comment would stay unread until the next one.
    """
    try:
        said, changed = (
            parsedate_to_datetime(headers.get(name, "")) for name in ("date", "last-modified")
        )
        return (said - changed).total_seconds() < FRESH_S
    except (ValueError, TypeError):
        return False


def _same_server(one: str, other: str) -> bool:
    here, there = httpx.URL(one), httpx.URL(other)
    return (here.host, here.port) == (there.host, there.port) and there.scheme in {
        here.scheme,
        "https",
    }


def _basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + b64encode(f"{user}:{password}".encode()).decode()}


def _login_remedy(source: Source) -> str:
    if source.user:
        return "put the right password where the account's `password` points to"
    return "if it needs a log-in, give the feed `user` and `password` in the account's table"


def _with_remedy(error: NetworkError, remedy: str) -> NetworkError:
    error.remedy = remedy
    return error
