"""What happened meanwhile, in words: for a reply that is held, and for whoever is still writing."""

from collections.abc import Callable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from social_care.models import (
    Mark,
    News,
    NewsKind,
    OutboxState,
    PrivateDetail,
    State,
    Visibility,
)
from social_care.text import ago, preview

SOMETHING = "the customer wrote again, or somebody answered, since this was written"
"""Where no more is known: what came before this version kept count of it."""

MOST = 4
"""Things that are told one by one."""
QUOTED = 80
"""Characters of a customer's message."""

When = Callable[[int], str]
"""A moment in words, such as "at 14:03"."""

_DETAILS = {
    PrivateDetail.CARD_NUMBER: "a card number",
    PrivateDetail.EMAIL: "an email address",
    PrivateDetail.PHONE: "a phone number",
    PrivateDetail.ADDRESS: "an address",
    PrivateDetail.ORDER_NUMBER: "an order number",
}
_PUBLIC = "a public reply: strangers can read it"
_READ_BY = {
    Visibility.PUBLIC: _PUBLIC,
    Visibility.UNLISTED: _PUBLIC,
    Visibility.FOLLOWERS: "a reply to followers: everybody who follows us can read it",
    Visibility.DIRECT: "a private reply",
}
_HOW = {"phone": "by phone", "app": "from the network's own app"}
_NOT_SENT = (OutboxState.DISCARDED, OutboxState.HELD, OutboxState.REFUSED)


def clock_time(now: int, zone: str) -> When:
    """Moments as a clock in `zone` shows them: true whenever they are read."""
    place = ZoneInfo(zone)
    today = datetime.fromtimestamp(now / 1000, place).date()

    def when(at: int) -> str:
        moment = datetime.fromtimestamp(at / 1000, place)
        if moment.date() == today:
            return f"at {moment:%H:%M}"
        return f"on {moment.day} {moment:%b} at {moment:%H:%M}"

    return when


def time_ago(now: int) -> When:
    """Moments as long as they are past: for what is read at once."""
    return lambda at: f"{ago(now - at)} ago"


def told(news: Sequence[News], when: When, *, to_public: bool = False) -> tuple[str, ...]:
    """A sentence each, oldest first; the customer's messages in one.

    `to_public`: for somebody whose reply strangers can read, who must hear what they cannot.
    """
    wrote = [item for item in news if item.kind is NewsKind.WROTE]
    sentences = [
        _wrote(wrote, when, to_public=to_public)
        if item.kind is NewsKind.WROTE
        else _one(item, when)
        for item in news
        if item.kind is not NewsKind.WROTE or item is wrote[-1]
    ]
    hidden = len(sentences) - MOST
    shown = tuple(sentences[-MOST:])
    return (f"{hidden} earlier changes", *shown) if hidden > 0 else shown


def _wrote(messages: Sequence[News], when: When, *, to_public: bool) -> str:
    last = messages[-1]
    how = " privately" if to_public and last.private else ""
    more = f" {len(messages)} times, last" if len(messages) > 1 else " again"
    return f"the customer wrote{more}{how} {when(last.at)}{_quote(last)}"


def _quote(item: News) -> str:
    said = preview(item.text, limit=QUOTED)
    return f": “{said}”" if said else ""


def _one(item: News, when: When) -> str:
    match item.kind:
        case NewsKind.EDITED:
            return f"the customer changed a message {when(item.at)}{_quote(item)}"
        case NewsKind.DELETED:
            return f"the customer deleted a message {when(item.at)}"
        case NewsKind.ANSWERED if item.state is not OutboxState.SENT:
            what = "a holding reply" if item.holding else "an answer"
            if item.state in _NOT_SENT:
                return f"{item.agent} wrote {what}, which was not sent"
            return f"{what} of {item.agent}'s is on its way"
    return _answered(item, when)


def held(
    news: Sequence[News], when: When, marks: Sequence[Mark] = (), *, readers: Visibility
) -> str:
    """Why a reply is held: what has happened, and what it would tell strangers."""
    said = told(news, when, to_public=readers.others_read)
    for picture in dict.fromkeys(mark.picture for mark in marks):
        found = dict.fromkeys(_DETAILS[mark.detail] for mark in marks if mark.picture == picture)
        where = f"in the description of {picture}, " if picture else ""
        said = (*said, f"{_listed(list(found))} {where}in {_READ_BY[readers]}")
    return "; ".join(said) or SOMETHING


def not_with_them(state: State, at: int, when: When) -> str:
    """Why "still with you" is held: the conversation was closed since it was written."""
    return f"{state} {when(at)}: this says that we are still with them"


def _listed(items: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def answer(item: News, when: When) -> str:
    """An answer that is out, or about to be, for whoever has a draft there; else empty."""
    if item.holding:
        return ""
    if item.kind is NewsKind.NATIVE:
        return f"answered from the network's own app {when(item.at)}"
    if item.kind is NewsKind.ELSEWHERE or item.state is OutboxState.SENT:
        return _answered(item, when)
    return "" if item.state in _NOT_SENT else _one(item, when)


def _answered(item: News, when: When) -> str:
    if item.kind is NewsKind.NATIVE:
        return f"somebody answered from the network's own app {when(item.at)}"
    if item.holding:
        return f"{item.agent} told the customer that we are still with them {when(item.at)}"
    where = f" {_HOW.get(item.how, 'elsewhere')}" if item.kind is NewsKind.ELSEWHERE else ""
    return f"{item.agent or 'somebody'} answered{where} {when(item.at)}"
