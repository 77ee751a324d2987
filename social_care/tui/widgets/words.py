"""A conversation's facts in a word or two each, as queue and heading show them.

Every colour stands beside a word that says the same.
"""

from collections.abc import Sequence

from social_care import text
from social_care.models import (
    Band,
    Category,
    OutboxState,
    PrivateDetail,
    Stage,
    State,
    Visibility,
)
from social_care.models.views import QueueRow
from social_care.tui.widgets.lines import Piece

ALERTED = {Stage.AT_RISK, Stage.LATE, Stage.ESCALATED}
"""Stages at which an unanswered complaint is flagged."""

SENDING_WORDS = {
    OutboxState.HELD: ("held", "warn"),
    OutboxState.REFUSED: ("refused", "late"),
    OutboxState.UNCERTAIN: ("uncertain", "warn"),
    OutboxState.DELAYED: ("delayed", "warn"),
    OutboxState.QUEUED: ("sending", "ours"),
    OutboxState.SENDING: ("sending", "ours"),
}

NEEDS_PERSON = {OutboxState.HELD, OutboxState.REFUSED, OutboxState.UNCERTAIN}
"""Replies that go nowhere until somebody decides."""

REACH_FROM = 1_000
"""Followers from which their number stands in the row; all stand beside the customer."""

NO_WORDS = "(no words)"
"""Instead of a text that is empty: a picture alone, a bare mention."""

OUR_LANGUAGES = {"en", "und", ""}
"""Not worth a word in the row: English, and what could not be told."""

DAY_MS = 24 * 60 * 60 * 1000


def band(row: QueueRow) -> Piece:
    """URGENT, HIGH ..., in the band's one colour; nothing where nobody is to be answered."""
    if row.state is not State.OPEN:
        return "", ""
    return row.band.label.upper(), row.band.label


def due(row: QueueRow, now: int) -> Piece:
    """due 6m, LATE 2m, no target; or how the conversation stands when nobody waits."""
    if row.state is not State.OPEN:
        return row.state.value, "dim"
    if row.waiting_since is None:
        return "no wait", "dim"
    if row.due_at is None:
        return "no target", "dim"
    left = row.due_at - now
    if left < 0:
        return f"LATE {text.span(-left)}", "late"
    return f"due {text.span(left)}", "warn" if row.stage in ALERTED else ""


def waits(row: QueueRow, now: int) -> str:
    """waits 7m; empty when nobody does."""
    return "" if row.waiting_since is None else f"waits {text.span(now - row.waiting_since)}"


def holder(row: QueueRow, agent: str) -> Piece:
    """Who has the customer: you, a colleague, whom it is kept for, or nobody."""
    if row.claimed_by == agent:
        return "you", "ours"
    if row.claimed_by:
        return text.clean_line(row.claimed_by), "strong"
    if row.assignee:
        return f"for {text.clean_line(row.assignee)}", ""
    return ("free", "dim") if row.waiting_since is not None else ("", "")


def presence(row: QueueRow, now: int) -> str:
    """joe is writing to Kim (2m); whoever holds the customer, and what they do."""
    doing = "is writing to" if row.claim_doing == "writes" else "is reading"
    since = "" if row.claimed_since is None else f" ({text.span(max(now - row.claimed_since, 0))})"
    return f"{text.clean_line(row.claimed_by or 'somebody')} {doing} {customer(row)[0]}{since}"


def mark(row: QueueRow, agent: str) -> Piece:
    """The one thing more to know: what is being sent, an alert, a draft, a colleague reading, half
    of the target used.
    """
    if row.sending in SENDING_WORDS:
        return SENDING_WORDS[row.sending]
    if row.claim_doing == "writes" and row.claimed_by != agent:
        return "writes", "warn"
    if is_alert(row):
        return "alert", "late"
    if row.drafts:
        return "draft", "ours" if agent in row.drafts else ""
    if row.claim_doing == "reads" and row.claimed_by != agent:
        return "reads", ""
    if row.category is Category.PRAISE:
        return "praise", "good"
    if row.stage is Stage.HALF and row.state is State.OPEN:
        return "half used", "dim"
    return ("new", "") if row.unread else ("", "")


def is_alert(row: QueueRow) -> bool:
    """A complaint or worse that waits, at risk or late."""
    flagged = row.category is Category.COMPLAINT or row.band is Band.URGENT
    return flagged and row.stage in ALERTED and row.state is State.OPEN


def customer(row: QueueRow) -> Piece:
    """The name, else the handle."""
    return text.clean_line(row.customer_name or row.customer_handle), "strong"


def handle(row: QueueRow) -> str:
    """The handle behind a space and @; nothing when it already stands for the name."""
    shown = text.clean_line(row.customer_handle)
    return f" @{shown}" if shown and row.customer_name else ""


def remarks(row: QueueRow) -> list[str]:
    """VIP, can't reply, private, a language that is not ours or uncertain, further unanswered
    messages, a private detail that strangers can read, muted, a reach worth a word, arrived late:
    the weightiest first.
    """
    words = ["VIP"] if row.vip else []
    if not row.can_reply:
        words.append("can't reply")
    if row.visibility.is_private:
        words.append("private")
    if row.language not in OUR_LANGUAGES:
        words.append(text.clean_line(row.language))
    if row.uncertain:
        words.append("language?")
    if row.unanswered > 1:
        words.append(f"+{row.unanswered - 1}")
    if row.private:
        words.append("detail in public")
    if row.muted:
        words.append("muted")
    if row.followers is not None and row.followers >= REACH_FROM:
        words.append(count(row.followers))
    if row.arrived_late:
        words.append("arrived late")
    return words


def window(row: QueueRow, now: int) -> str:
    """2h to answer, where the network takes no answer after that; empty where it has no end.

    Of the window for a private answer the last day counts: a public one is taken all the same.
    """
    if not row.can_reply:
        return ""
    if row.reply_until is not None:
        left = row.reply_until - now
        return f"{text.span(left)} to answer" if left > 0 else "too late to answer here"
    left = DAY_MS if row.private_until is None else row.private_until - now
    return f"{text.span(left)} to answer privately" if 0 < left < DAY_MS else ""


def standing(row: QueueRow) -> list[Piece]:
    """What was promised and is not kept yet; who has lost it, showing no sign."""
    pieces: list[Piece] = []
    if row.promise is not None:
        pieces.append((text.promised(row.promise), "ours"))
    if row.silence is not None:
        pieces.append((text.came_back(row.silence), "warn"))
    return pieces


def drafts_of_others(row: QueueRow, agent: str) -> str:
    """draft by joe; empty where nobody else has begun an answer."""
    names = [text.clean_line(name) for name in row.drafts if name != agent]
    return f"draft by {', '.join(names)}" if names else ""


def tags(row: QueueRow) -> list[str]:
    """Each with a #, so that it is told from our own words."""
    return [f"#{text.clean_line(tag)}" for tag in row.tags]


def details(found: Sequence[PrivateDetail]) -> str:
    """private detail in public: card number, email."""
    return f"private detail in public: {', '.join(detail.label for detail in found)}"


def visibility(value: Visibility) -> str:
    """public, unlisted, followers only, direct."""
    return "followers only" if value is Visibility.FOLLOWERS else value.value


def count(number: int) -> str:
    """A reach in few characters: 950, 12k, 1.4M."""
    if number >= 1_000_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number // 1000}k" if number >= 1000 else str(number)


def mood(value: float | None) -> str:
    """Sentiment with a true minus sign; empty when it was not scored."""
    return "" if value is None else f"{value:+.2f}".replace("-", "−")


def error(problem: Exception) -> str:
    """An error's message and remedy on one line."""
    return text.clean_line(str(problem).replace("\n", " — "))
