"""What is done on X in our name: replies, messages, likes, and finding what was sent."""

from collections.abc import Iterator
from typing import Any

from social_care.connectors.fields import Json, obj, text
from social_care.connectors.x.api import Api
from social_care.connectors.x.errors import Duplicate
from social_care.connectors.x.parse import MESSAGE, Place, link_to, link_to_messages
from social_care.connectors.x.posts import Post, is_id, time_of_id
from social_care.connectors.x.prices import DELETE, SEND_MESSAGE, cost_of
from social_care.connectors.x.purse import Purpose, Purse
from social_care.connectors.x.reading import AT_ONCE, Reader
from social_care.connectors.x.reply import EARLY_MS, is_it, is_message, text_of
from social_care.connectors.x.whoami import Whoami
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared, ReplyTarget, Sent

LOOK_BACK_PAGES = 5
"""How many pages of our own posts are searched for one that may have been accepted."""


class Sender:
    """Writes for one account."""

    def __init__(self, api: Api, purse: Purse, reader: Reader, whoami: Whoami) -> None:
        self._api = api
        self._purse = purse
        self._reader = reader
        self._whoami = whoami

    def send(self, prepared: Prepared) -> Sent:
        """Post it, once. Words that X has from us already are looked for. Raises NetworkError."""
        price = SEND_MESSAGE if is_message(prepared) else cost_of(text_of(prepared))
        self._purse.need([""], price, Purpose.REPLY)
        try:
            sent = self._message(prepared) if is_message(prepared) else self._post(prepared)
        except Duplicate:
            found = self.find(prepared)
            if found is None:
                raise
            return found
        except NetworkError as error:
            if error.error_class is ErrorClass.UNKNOWN_OUTCOME:
                self._purse.pay([("", price)])
            raise
        self._purse.pay([("", price)])
        return sent

    def find(self, prepared: Prepared) -> Sent | None:
        """Look for what was sent: among our own posts, or in the conversation."""
        place = self._whoami.place()
        look = self._in_conversation if is_message(prepared) else self._among_own_posts
        found = [post for post in look(prepared, place) if is_it(post, prepared, place)]
        if not found:
            return None
        post = found[-1]
        if is_message(prepared):
            return self._sent_message(post.id, text(post.data, "dm_conversation_id"))
        return self._sent_post(post.versions[0])

    def delete(self, external_id: str) -> None:
        """Gone already is a success. Raises NetworkError."""
        message = external_id.startswith(MESSAGE)
        number = _id(external_id.removeprefix(MESSAGE))
        self._purse.need([""], DELETE, Purpose.REPLY)
        try:
            said = self._api.write(
                "DELETE", f"/2/dm_events/{number}" if message else f"/2/tweets/{number}"
            )
        except NetworkError as error:
            if error.error_class is ErrorClass.GONE:
                return
            raise
        if said.get("deleted") is False:
            raise NetworkError(ErrorClass.REFUSED, "X did not delete it, and does not say why")
        self._purse.pay([("", DELETE)])

    def like(self, target: ReplyTarget) -> None:
        """Raises NetworkError."""
        post_id = _id(target.reply_ref.get("id") or target.external_id)
        own_id = self._whoami.place().me.id
        self._api.write("POST", f"/2/users/{own_id}/likes", {"tweet_id": post_id})

    def hide(self, external_id: str) -> None:
        """Raises NetworkError."""
        self._api.write("PUT", f"/2/tweets/{_id(external_id)}/hidden", {"hidden": True})

    def _post(self, prepared: Prepared) -> Sent:
        payload = dict(prepared.payload)
        said: Any = self._api.tweepy.create_tweet(
            text=text_of(prepared),
            in_reply_to_tweet_id=text(payload, "in_reply_to"),
            media_ids=payload.get("media") or None,
        )
        return self._sent_post(_named(obj(said, "data"), "id"))

    def _message(self, prepared: Prepared) -> Sent:
        payload = dict(prepared.payload)
        said: Any = self._api.tweepy.create_direct_message(
            participant_id=text(payload, "participant") or None,
            dm_conversation_id=text(payload, "conversation") or None,
            text=text_of(prepared),
        )
        data = obj(said, "data")
        return self._sent_message(_named(data, "dm_event_id"), text(data, "dm_conversation_id"))

    def _sent_post(self, post_id: str) -> Sent:
        return Sent(
            external_id=post_id,
            accepted_at=time_of_id(post_id) or self._api.clock(),
            canonical_id=link_to(post_id),
            url=link_to(post_id),
            reply_ref={"id": post_id},
        )

    def _sent_message(self, event_id: str, conversation: str) -> Sent:
        return Sent(
            external_id=MESSAGE + event_id,
            accepted_at=time_of_id(event_id) or self._api.clock(),
            canonical_id=f"x:{MESSAGE}{event_id}",
            url=link_to_messages(conversation),
            thread_key=MESSAGE + conversation if conversation else "",
        )

    def _among_own_posts(self, prepared: Prepared, place: Place) -> Iterator[Post]:
        since = prepared.prepared_at - EARLY_MS
        token: str | None = None
        for _ in range(LOOK_BACK_PAGES):
            listing = self._reader.own_posts(place.me.id, token, since, AT_ONCE, Purpose.REPLY)
            yield from (post for _, post in listing.items)
            token = listing.next
            if token is None:
                return

    def _in_conversation(self, prepared: Prepared, place: Place) -> list[Post]:  # noqa: ARG002
        payload = dict(prepared.payload)
        return self._reader.conversation(
            participant=text(payload, "participant"), conversation=text(payload, "conversation")
        )


def _named(data: Json, key: str) -> str:
    """The id of what was made. An answer without one says neither yes nor no."""
    found = text(data, key)
    if not is_id(found):
        raise NetworkError(ErrorClass.UNKNOWN_OUTCOME, "X answered, but not with what it posted")
    return found


def _id(external_id: str) -> str:
    if not is_id(external_id):
        raise NetworkError(ErrorClass.REFUSED, "this is no post of X")
    return external_id
