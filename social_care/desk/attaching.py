"""Pictures: attached to what an agent is writing, and checked before anything is sent."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from social_care import pictures
from social_care.desk.addressing import is_private
from social_care.desk.base import DeskBase
from social_care.errors import Conflict, NotAllowed, NotFound
from social_care.models import Attachment, MediaLimits
from social_care.models.views import Attached
from social_care.storage import Tx, accounts, attachments, conversations, mentions, outbox
from social_care.storage.connection import Row
from social_care.text import clean_line, inert, storable
from social_care.tui.keys import shown

LONGEST_NAME = 100


class Attaching(DeskBase):
    """What goes with the agent's next answer in a conversation."""

    def attach(self, conversation_id: int, name: str, content: bytes, alt: str) -> Attached:
        """Keep a picture with the agent's draft, without what its camera wrote into it.

        Raises NotAllowed, saying why, when the network would not take it; NotFound.
        """
        picture = _read(name, content, storable(alt).strip())
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            limits = _taken(accounts.limits_of(self._account(tx, conversation)).media)
            _check(picture, limits, needs_alt=self.replies.alt_text_required)
            newest = mentions.newest(tx, conversation_id)
            there = self._with_the_next(tx, conversation_id)
            check_set(
                [*(row["mime"] for row in there), picture.mime],
                limits,
                private=newest is not None and is_private(newest),
            )
            return attachments.add(tx, conversation_id, self.agent, picture, self.now())

    def attachments(self, conversation_id: int) -> tuple[Attached, ...]:
        """What goes with the agent's next answer: with the draft, or the refused one it mends."""
        rows = self._with_the_next(self._store.read(), conversation_id)
        return tuple(map(attachments.shown, rows))

    def detach(self, attachment_id: int) -> None:
        """It goes with nothing any more.

        Raises NotFound, Conflict when it is on its way, NotAllowed for somebody else's.
        """
        with self._store.write(durable=True) as tx:
            row = attachments.get(tx, attachment_id)
            if row is None:
                raise NotFound("this picture is not attached any more")
            if row["agent"] != self.agent:
                raise NotAllowed(f"{row['agent']} has attached this picture")
            own = self._with_the_next(tx, row["conversation_id"])
            if attachment_id not in [each["id"] for each in own]:
                back = f"take its reply back first ({shown('take_back')})"
                raise Conflict("this picture is on its way", back)
            attachments.remove(tx, attachment_id)

    def _with_the_next(self, tx: Tx, conversation_id: int) -> list[Row]:
        refused = outbox.refused_in(tx, conversation_id, self.agent)
        mended = [] if refused is None else attachments.of_reply(tx, refused["id"])
        return [*mended, *attachments.of_draft(tx, conversation_id, self.agent)]


def check_set(mimes: Sequence[str], limits: MediaLimits | None, *, private: bool) -> None:
    """Whether these can go together with one reply. Raises NotAllowed."""
    limits = _taken(limits)
    if private and not limits.private:
        raise NotAllowed(
            "no picture can go with a private answer on this network", "take it off this one"
        )
    if len(mimes) > limits.most:
        raise NotAllowed(f"this network takes {limits.most} pictures at most", "take one off")
    alone = [mime for mime in mimes if mime in limits.alone]
    if alone and len(mimes) > 1:
        kind = alone[0].removeprefix("image/")
        raise NotAllowed(f"a {kind} goes by itself on this network", "take the others off")


def _taken(limits: MediaLimits | None) -> MediaLimits:
    if limits is None or not limits.most:
        raise NotAllowed(
            "no picture can go with a reply on this network", "give a link to it instead"
        )
    return limits


def _read(name: str, content: bytes, alt: str) -> Attachment:
    shown, mime = _file_name(name), pictures.kind_of(content)
    if mime is None:
        raise NotAllowed(f"{shown} is no picture", "jpeg, png, gif and webp can be attached")
    return Attachment(name=shown, mime=mime, content=pictures.bare(content), alt=alt)


def _file_name(name: str) -> str:
    """Without the folder, which says more than the file's name should."""
    last = PurePosixPath(name.replace("\\", "/")).name
    return clean_line(last, limit=LONGEST_NAME) or "picture"


def _check(picture: Attachment, limits: MediaLimits, *, needs_alt: bool) -> None:
    name, size, alt = picture.name, len(picture.content), len(picture.alt)
    if picture.mime not in limits.mimes:
        taken = ", ".join(mime.removeprefix("image/") for mime in limits.mimes)
        kind = picture.mime.removeprefix("image/")
        raise NotAllowed(f"{name} is a {kind}: this network takes {taken}", "save it as one")
    if size > limits.max_bytes:
        raise NotAllowed(
            f"{name} has {_size(size)}: this network takes {_size(limits.max_bytes)} at most",
            "make it smaller",
        )
    if needs_alt and not inert(picture.alt).strip():
        raise NotAllowed(
            f"{name} has no description", "say what it shows, for those who cannot see it"
        )
    if alt > limits.alt_length:
        raise NotAllowed(
            f"the description of {name} is too long by {alt - limits.alt_length}:"
            f" the limit is {limits.alt_length}",
            "shorten it",
        )


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 100_000 else f"{size} bytes"
