"""What a Facebook Page and an Instagram account share as connectors."""

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from social_care.connectors.base import Budget, Health, Looked, Page, Talk
from social_care.connectors.context import ConnectorContext, plain_http_warning
from social_care.connectors.fields import Json, Malformed, obj, text
from social_care.connectors.meta import login, messages
from social_care.connectors.meta.api import Api, node
from social_care.connectors.meta.finder import Finder
from social_care.connectors.meta.nested import Nested
from social_care.connectors.meta.nested_state import Known
from social_care.connectors.meta.parse import Brand, time_of
from social_care.connectors.meta.reply import (
    EARLY_MS,
    build_private,
    is_it,
    is_private,
    refused,
)
from social_care.connectors.meta.settings import MetaSettings
from social_care.connectors.meta.sweep import AT_ONCE, Sweep
from social_care.connectors.meta.token import TokenFacts, missing, read_facts
from social_care.connectors.walk import Listing, StaleToken, step
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Prepared, Reply, Sent, Stream, Visibility

COMMENTS = "comments"
MESSAGES = "messages"
TAGGED = "tagged"

THREAD_LIMIT = 200
TAGGED_PAGES, MOST_TAGGED = 10, 100
"""So far back a post that tags us is looked for before it is called gone."""
_POST_OR_COMMENT = re.compile(r"[0-9_]+")
"""Messages have ids with letters in them, on both networks."""
_LOG = logging.getLogger(__name__)

Message = Mention | OwnPost


class GraphConnector(ABC):
    """See `connectors.base.Connector`; a network adds what differs."""

    channel: str
    network: str
    brand_name: ClassVar[str]
    scopes: ClassVar[Mapping[str, str]]
    """What the token must be allowed, and what does not work without."""
    limits: Limits
    look_up_at_once = AT_ONCE

    def __init__(self, settings: MetaSettings, context: ConnectorContext, platform: str) -> None:
        self._settings = settings
        self._api = Api(settings, context)
        lists = messages.MessageLists(self._api, settings, platform)
        self._conversations = Nested(lists, settings.overlap)
        self._finder = Finder(self._api, settings.page_id, platform)

    # Who we are

    @abstractmethod
    def _me(self) -> tuple[str, str]:
        """Our id and handle, asked anew. Raises NetworkError."""

    @abstractmethod
    def _brand(self) -> Brand:
        """Who we are, asked once."""

    @classmethod
    def log_in(
        cls, account: Mapping[str, Any], context: ConnectorContext, talk: Talk
    ) -> Mapping[str, str]:
        """Turn a token pasted from Meta's pages into the Page's own. Raises NetworkError."""
        return login.log_in(account, context, talk)

    def check(self) -> Health:
        """Ask who we are and what the token is worth. Raises NetworkError."""
        own_id, handle = self._me()
        warnings = plain_http_warning(self._settings.base_url) + self._standing_warnings()
        facts, trouble = self._token_facts()
        if facts is not None:
            trouble += missing(facts, self.scopes)
        return Health(
            own_id=own_id,
            own_handle=handle,
            limits=self.limits,
            warnings=warnings + trouble,
            scopes=facts.scopes if facts else (),
            expires_at=facts.expires_at if facts else None,
            server_time=self._api.server_time,
        )

    def _standing_warnings(self) -> tuple[str, ...]:
        return ()

    def _token_facts(self) -> tuple[TokenFacts | None, tuple[str, ...]]:
        try:
            found = self._api.get("debug_token", {"input_token": self._api.token()})
        except NetworkError as error:
            if error.error_class is not ErrorClass.PERMISSION:
                raise
            return None, (f"Meta does not say when the token ends: {error.message}",)
        return read_facts(found), ()

    # Reading

    @abstractmethod
    def streams(self) -> Sequence[Stream]:
        """What this account listens to."""

    @abstractmethod
    def _pull(self, stream: str, token: str | None, size: int) -> Listing[Json]:
        """One page of a plain list. Raises NetworkError(PERMISSION) for an unknown stream."""

    def _belongs(self, stream: str, item: Json) -> bool:  # noqa: ARG002
        """Whether what stands in a plain list belongs to this stream."""
        return True

    @abstractmethod
    def _listed(self, item: Json) -> Message:
        """A message of a plain list. Raises Malformed."""

    @abstractmethod
    def _commented(self, known: Known, item: Json) -> Message:
        """A comment below a post. Raises Malformed."""

    @abstractmethod
    def _comments(self) -> Nested[Json]:
        """The walk through posts and their comments."""

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        """One page. Raises NetworkError."""
        made: Callable[[Known, Json], Message]
        if stream == COMMENTS:
            walk, made = self._comments(), self._commented
        elif stream == MESSAGES:
            walk, made = self._conversations, lambda known, item: self._message(known, item, budget)
        else:
            return self._plain(stream, cursor, budget)
        walked = walk.step(cursor, budget)
        return _page(self._made(walked.items, made), walked.cursor, more=walked.more)

    def _plain(self, stream: str, cursor: str | None, budget: Budget) -> Page:
        overlap, size = self._settings.overlap, budget.page_size
        walked = step(cursor, budget, overlap, lambda token: self._pull(stream, token, size))
        items = [(item, item) for item in walked.items if self._belongs(stream, item)]
        found = self._made(items, lambda item, _: self._listed(item))
        return _page(found, walked.cursor, more=walked.more)

    def _made(
        self, items: Sequence[tuple[Any, Json]], made: Callable[[Any, Json], Message]
    ) -> Iterator[Message]:
        for place, item in items:
            try:
                yield made(place, item)
            except Malformed as error:
                _LOG.warning("%s: left out: %s", self._settings.name, error)

    def _message(self, known: Known, item: Json, budget: Budget) -> Message:
        if self._brand().wrote(item):
            return messages.to_own_post(item, known.id, self.network)
        return messages.to_mention(
            item,
            known.id,
            self.network,
            budget.now,
            human_agent=self._settings.human_agent,
        )

    # Writing

    @abstractmethod
    def _build_public(self, reply: Reply, now: int) -> Prepared:
        """Freeze a comment. Raises NetworkError(REFUSED)."""

    @abstractmethod
    def _below(self, find: Json, since: int) -> Iterator[Json]:
        """Comments where a reply of ours would be, from then on (ms since 1970 UTC)."""

    @abstractmethod
    def _said(self, item: Json) -> str:
        """The words of a comment."""

    def prepare(self, reply: Reply, now: int) -> Prepared:
        """Freeze a reply. No network call. Raises NetworkError(REFUSED)."""
        if is_private(reply):
            return build_private(reply, self._settings, self.limits, now, self.brand_name)
        return self._build_public(reply, now)

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Raises NetworkError."""
        payload = dict(prepared.payload)
        path = text(payload, "path")
        if "body" in payload:
            found = self._api.post(path, body=obj(payload, "body"))
        else:
            found = self._api.post(path, form=obj(payload, "form"))
        external_id = text(found, "message_id") or text(found, "id")
        if not external_id:
            raise NetworkError(
                ErrorClass.UNKNOWN_OUTCOME, f"POST {path}: accepted, but it does not say as what"
            )
        return self._sent(external_id, self._api.clock(), prepared)

    def find_sent(self, prepared: Prepared) -> Sent | None:
        """Look where it would be. Raises NetworkError."""
        brand, find = self._brand(), obj(dict(prepared.payload), "find")
        private = "below" not in find
        try:
            since = prepared.prepared_at - EARLY_MS
            look = self._finder.messages if private else self._below
            for item in look(find, since):
                said = text(item, "message") if private else self._said(item)
                if is_it(item, said, prepared, brand):
                    at = time_of(item) or prepared.prepared_at
                    return self._sent(text(item, "id"), at, prepared, text(item, "permalink_url"))
        except StaleToken as error:
            raise NetworkError(ErrorClass.TRANSIENT, "a list changed while it was read") from error
        except NetworkError as error:
            if error.error_class is not ErrorClass.GONE:
                raise
        return None  # not there, or gone with what it answered

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Never: Meta knows no key of ours, and a second post would be a second post."""
        return False

    def _sent(self, external_id: str, at: int, prepared: Prepared, url: str = "") -> Sent:
        return Sent(
            external_id=external_id,
            accepted_at=at,
            canonical_id=f"{self.network}:{external_id}",
            url=url,
            thread_key=text(dict(prepared.payload), "thread"),
        )

    # Powers

    def delete(self, external_id: str) -> None:
        """Delete a comment of ours; one that is gone already is a success. Raises NetworkError."""
        try:
            self._api.delete(node(external_id))
        except NetworkError as error:
            if error.error_class is not ErrorClass.GONE:
                raise
            if self._is_there(external_id):
                raise refused(f"{self.brand_name} does not let it be deleted from here") from error

    def _is_there(self, external_id: str) -> bool:
        """Meta says the same of what is gone and of what cannot be deleted at all."""
        if not _POST_OR_COMMENT.fullmatch(external_id):
            return True  # a message: nobody can take those back through the API
        try:
            self._api.get(node(external_id), {"fields": "id"})
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                return False
            raise
        return True

    @abstractmethod
    def _shapes(self) -> Sequence[tuple[str, Callable[[Json], Message]]]:
        """What to ask of a public message by its id, and what to make of the answer."""

    def look_up(self, external_ids: Sequence[str], now: int) -> Looked:  # noqa: ARG002
        """Look at posts and comments again. Raises NetworkError.

        Not at messages: Meta says of all but a conversation's newest twenty that they are deleted.
        """
        shapes, found = self._shapes(), list[Mention]()

        def keep(item: Json, shape: int) -> None:
            made = self._made([(item, item)], lambda _, each: shapes[shape][1](each))
            found.extend(message for message in made if isinstance(message, Mention))

        sweep = Sweep(self._api, [fields for fields, _ in shapes], keep)
        sweep.look_at_all([each for each in external_ids if _POST_OR_COMMENT.fullmatch(each)])
        return Looked(found=found, gone=self._not_listed(sweep.gone))

    def _not_listed(self, ids: Sequence[str]) -> Sequence[str]:
        """Those that are not among the posts that tag us. Other people's posts are shown in that
        list only: asked for by their ids they are called gone though they are there."""
        left, token = dict.fromkeys(ids), None
        for _ in range(TAGGED_PAGES if ids else 0):
            try:
                page = self._pull(TAGGED, token, MOST_TAGGED)
            except NetworkError as error:
                if error.error_class is not ErrorClass.PERMISSION:
                    raise
                break  # the list was never shown to us
            for _, item in page.items:
                left.pop(text(item, "id"), None)
            token = page.next
            if not left or token is None:
                break
        return list(left)

    @abstractmethod
    def _around(self, external_id: str) -> Iterator[Message]:
        """The thread around a public message. Raises NetworkError."""

    def thread(self, external_id: str) -> Sequence[Message]:
        """What everybody can read around it, oldest first; nothing around a private message."""
        if not _POST_OR_COMMENT.fullmatch(external_id):
            return ()
        around = {message.external_id: message for message in self._around(external_id)}
        around.pop(external_id, None)
        public = (each for each in around.values() if each.visibility is not Visibility.DIRECT)
        return sorted(public, key=lambda message: message.posted_at)[:THREAD_LIMIT]

    def close(self) -> None:
        """Give back connections."""
        self._api.close()


def _page(found: Iterator[Message], cursor: str, *, more: bool) -> Page:
    messages_ = list(found)
    return Page(
        cursor=cursor,
        mentions=[item for item in messages_ if isinstance(item, Mention)],
        own_posts=[item for item in messages_ if isinstance(item, OwnPost)],
        more=more,
    )
