"""Under which names a mail's thread is known: its references, a case tag, its subject."""

import re
from dataclasses import dataclass
from email.message import Message

from social_care.connectors.mail.headers import capped, ids, words

PREFIX = "mail:"

_REPLY_MARK = r"(?:re|aw|antw|antwort|sv|vs|ref|rif|res|odp|ynt|回复|答复)(?:\[\d{1,3}\])?\s?[:：]"
_FORWARD_MARK = r"(?:fwd?|wg|tr|rv|enc|i|doorst|vl|转发)\s?[:：]"
_MARKS = re.compile(rf"\s*(?:(?:{_REPLY_MARK}|{_FORWARD_MARK})\s*)+", re.IGNORECASE)
_IS_REPLY = re.compile(rf"\s*{_REPLY_MARK}", re.IGNORECASE)
_IS_FORWARD = re.compile(rf"\s*(?:{_REPLY_MARK}\s*)*{_FORWARD_MARK}", re.IGNORECASE)
_TAG = re.compile(r"\[#([A-Za-z0-9]{3,16})\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a mail stands."""

    key: str
    aliases: tuple[str, ...]
    parent: str | None
    references: tuple[str, ...]
    """What an answer has to refer to besides the mail itself, oldest first."""


def place_of(mail: Message, own_id: str) -> Place:
    """`own_id` is the mail's external id."""
    references, answers = ids(mail, "References"), ids(mail, "In-Reply-To")
    parent = answers[0] if answers else (references[-1] if references else None)
    # Some programs name only the parent, some only the root: both together are the line.
    line = capped(tuple(dict.fromkeys((*references, *([parent] if parent else ())))))
    key = PREFIX + (line[0] if line else own_id)
    nearest_first = [PREFIX + item for item in ([parent] if parent else []) + list(line[::-1])]
    names = [*nearest_first, PREFIX + own_id, *_of_subject(words(mail, "Subject"))]
    return Place(
        key=key,
        aliases=tuple(name for name in dict.fromkeys(names) if name != key),
        parent=parent,
        references=line,
    )


def _of_subject(subject: str) -> list[str]:
    names = [f"tag:{tag.upper()}" for tag in _TAG.findall(subject)[:3]]
    bare = plain_subject(subject)
    return [*names, f"subject:{bare.casefold()}"] if bare else names


def plain_subject(subject: str) -> str:
    """Without marks of answering and forwarding, and without case tags."""
    return " ".join(_MARKS.sub("", _TAG.sub(" ", subject).strip(), count=1).split())


def reply_subject(subject: str) -> str:
    """With a single "Re:"; a case tag stays."""
    bare = subject
    while mark := _IS_REPLY.match(bare):
        bare = bare[mark.end() :]
    return f"Re: {' '.join(bare.split())}".strip()


def is_reply(mail: Message) -> bool:
    """Whether it answers a mail, so that what it repeats was written by somebody else."""
    subject = words(mail, "Subject")
    if is_forward(subject):
        return False
    return bool(ids(mail, "References") or ids(mail, "In-Reply-To") or _IS_REPLY.match(subject))


def is_forward(subject: str) -> bool:
    """Whether it passes somebody's mail on, which then is what it is about."""
    return _IS_FORWARD.match(subject) is not None


def says_anew(subject: str) -> bool:
    """Whether the subject is the writer's own words, not those of the mail they answer."""
    return bool(subject) and not _IS_REPLY.match(subject)
