"""How an answer goes out: as it is, or in parts where its network's limit demands it."""

from dataclasses import dataclass

from social_care import parts
from social_care.desk.addressing import addressed, is_private, visibility
from social_care.desk.reading import prefix
from social_care.desk.replying import Replying
from social_care.desk.wording import Wording
from social_care.errors import NotAllowed
from social_care.models import Counting, Limits
from social_care.storage import Tx, accounts, conversations, letter, outbox
from social_care.storage import parts as sent_parts
from social_care.storage.connection import Row
from social_care.text import over_limit, storable
from social_care.tui.keys import shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a reply may hold."""

    limits: Limits
    """Of a private answer, if it is one."""
    before: str
    """What goes with it by itself and is counted: the customer's handle, their content warning."""

    def excess(self, text: str) -> int:
        """How many units are too many; 0 when it fits."""
        return over_limit(self.before + text, self.limits)


class Splitting(Replying, Wording):
    """Long answers in parts."""

    def parts(
        self,
        conversation_id: int,
        text: str,
        *,
        private: bool,
        public: bool = False,
        sign: bool = True,
    ) -> tuple[str, ...]:
        """The parts in which `submit(..., split=True)` would send it, with their counters.

        One when it fits. Raises NotAllowed when it cannot be split, NotFound.
        """
        tx = self._store.read()
        conversation = conversations.get(tx, conversation_id)
        news = conversation["news"]
        mention = addressed(tx, conversation_id, news, private=private, public=public)
        room = self._room(tx, conversation, mention, private=private)
        readers = visibility(mention, private)
        mended = outbox.mended_by(tx, conversation_id, self.agent, visibility=readers)
        worded = self._worded(tx, conversation, storable(text).strip(), mended, sign=sign)
        return pieces(worded, room, mended, split=True)

    def _worded(
        self, tx: Tx, conversation: Row, text: str, mended: Row | None, *, sign: bool
    ) -> str:
        """With its sign-off, which belongs to the end of the whole answer."""
        if not sign or (mended is not None and not sent_parts.is_last(mended)):
            return text
        if mended is not None and sent_parts.is_part(mended):
            text = parts.plain(text, mended["part"], mended["parts"])
        return self.signed(text, self._account(tx, conversation)["channel"])

    def _room(self, tx: Tx, conversation: Row, mention: Row, *, private: bool) -> Room:
        account = self._account(tx, conversation)
        limits = accounts.limits_of(account)
        warned = limits.counting is Counting.MASTODON  # there it goes with the answer
        return Room(
            limits=limits.for_private() if private or is_private(mention) else limits,
            before=(letter.content_warning(tx, mention["id"]) if warned else "")
            + prefix(limits, mention["handle"]),
        )


def pieces(text: str, room: Room, mended: Row | None, *, split: bool) -> tuple[str, ...]:
    """What is sent one after the other. `mended`: the refused reply in whose place it goes.

    Raises NotAllowed when it is too long.
    """
    if mended is not None and mended["thread_of"] is not None:
        return (_mended_part(text, room, mended),)
    excess = room.excess(text)
    if not excess:
        return (text,)
    if split:
        return parts.split(text, room.limits, room.before)
    raise NotAllowed(
        f"too long by {excess}: the limit is {room.limits.max_length}", _remedy(text, room)
    )


def _mended_part(text: str, room: Room, mended: Row) -> str:
    """The place of one part is no place for several: the others are there already."""
    part, of = mended["part"], mended["parts"]
    counted = parts.plain(text, part, of) + parts.counter(part, of)
    excess = room.excess(counted)
    if excess:
        raise NotAllowed(
            f"too long by {excess} for part {part} of {of}: the limit is {room.limits.max_length}",
            f"shorten it, or take the rest back ({shown('take_back')}) and write it anew",
        )
    return counted


def _remedy(text: str, room: Room) -> str:
    try:
        count = len(parts.split(text, room.limits, room.before))
    except NotAllowed:
        return "shorten it"
    return f"shorten it, or send it in {count} parts"
