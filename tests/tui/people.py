"""Invented customers and conversations: complete values, of which a test names what it is about."""

from datetime import UTC, datetime
from typing import Any

from social_care.models import (
    Band,
    Category,
    Counting,
    Limits,
    Media,
    MediaLimits,
    OutboxState,
    Stage,
    State,
    Visibility,
)
from social_care.models.views import (
    ConversationView,
    CustomerView,
    Identity,
    Message,
    MessageKind,
    PastConversation,
    QueueRow,
)

NOW = int(datetime(2026, 11, 23, 9, 43, tzinfo=UTC).timestamp() * 1000)
"""Monday morning in the shop: the moment at which every test begins."""

MINUTE = 60_000
HOUR = 60 * MINUTE

PICTURES = MediaLimits(most=4, mimes=("image/png",), max_bytes=1_000_000, alt_length=1_500)
MASTODON = Limits(
    counting=Counting.MASTODON,
    max_length=500,
    can_private=True,
    mentions_author=True,
    can_like=True,
    can_delete=True,
    media=PICTURES,
)
MAIL = Limits(max_length=100_000)
X = Limits(counting=Counting.X, max_length=280)


def row(number: int = 1, **about: Any) -> QueueRow:
    """A question on Mastodon that waits and is due in forty minutes."""
    values: dict[str, Any] = {
        "id": number,
        "account": "acme-fedi",
        "channel": "mastodon",
        "customer_id": number,
        "customer_name": f"Customer {number}",
        "customer_handle": f"customer{number}@social.example",
        "followers": None,
        "text": f"Do the trail runners number {number} come in half sizes?",
        "unanswered": 1,
        "category": Category.QUESTION,
        "band": Band.NORMAL,
        "score": 40,
        "sentiment": 0.1,
        "language": "en",
        "reasons": ("a question",),
        "state": State.OPEN,
        "waiting_since": NOW - 20 * MINUTE,
        "due_at": NOW + 40 * MINUTE,
        "stage": None,
        "claimed_by": None,
        "claim_doing": "",
        "assignee": None,
        "unread": False,
        "drafts": (),
        "sending": None,
        "visibility": Visibility.PUBLIC,
        "can_reply": True,
        "can_reply_reason": "",
        "version": 1,
    }
    return QueueRow(**(values | about))


def said(number: int, words: str, *, minutes_ago: float, **about: Any) -> Message:
    """A message of the customer."""
    values: dict[str, Any] = {
        "kind": MessageKind.MENTION,
        "id": number,
        "at": NOW - int(minutes_ago * MINUTE),
        "author": "Kim Osei",
        "text": words,
        "visibility": Visibility.PUBLIC,
        "url": f"https://social.example/@kim/{number}",
    }
    return Message(**(values | about))


def answered(number: int, words: str, *, minutes_ago: float, **about: Any) -> Message:
    """A reply of ours that stands on the network."""
    ours = {"kind": MessageKind.REPLY, "author": "joe", "state": OutboxState.SENT}
    return said(number, words, minutes_ago=minutes_ago, **(ours | about))


def noted(number: int, words: str, *, minutes_ago: float, author: str = "joe") -> Message:
    """A note."""
    about = {"kind": MessageKind.NOTE, "author": author, "visibility": Visibility.DIRECT}
    return said(number, words, minutes_ago=minutes_ago, **about)


def identity(row: QueueRow, **about: Any) -> Identity:
    """Where a customer is known from."""
    values: dict[str, Any] = {
        "id": row.customer_id,
        "network": row.channel,
        "handle": row.customer_handle,
        "name": row.customer_name,
        "url": "",
        "followers": row.followers,
        "verified": False,
        "first_seen_at": NOW - 90 * 24 * HOUR,
    }
    return Identity(**(values | about))


def view(row: QueueRow, *messages: Message, **about: Any) -> ConversationView:
    """A conversation with its customer; one message if none are given."""
    said_last = said(row.id, row.text, minutes_ago=20, author=row.customer_name)
    values: dict[str, Any] = {
        "row": row,
        "messages": messages or (said_last,),
        "siblings": (),
        "customer": CustomerView(
            id=row.customer_id,
            name=row.customer_name,
            identities=(identity(row),),
            moods=(),
            conversations=(),
        ),
        "limits": MASTODON,
        "prefix": f"@{row.customer_handle} ",
        "draft": None,
        "seen": 1,
        "url": f"https://social.example/@{row.customer_handle}/{row.id}",
    }
    return ConversationView(**(values | about))


def kim() -> ConversationView:
    """The urgent one: late, and ours."""
    about = row(
        1,
        customer_name="Kim Osei",
        customer_handle="kim@social.example",
        text="@acme My son's foot is burned by your insole, we are at the hospital and nobody"
        " answers the phone.",
        unanswered=2,
        category=Category.COMPLAINT,
        band=Band.URGENT,
        score=97,
        sentiment=-0.71,
        reasons=('safety or health ("burned", "hospital")', "no answer so far"),
        waiting_since=NOW - 9 * MINUTE,
        due_at=NOW - 2 * MINUTE,
        stage=Stage.LATE,
    )
    picture = Media(
        kind="image", url="https://social.example/media/7.jpg", alt="a red heel, blistered"
    )
    customer = CustomerView(
        id=1,
        name="Kim Osei",
        identities=(identity(about, followers=312), identity(about, network="email")),
        moods=tuple((NOW - n * HOUR, mood) for n, mood in ((40, 0.4), (20, 0.6), (1, -0.71))),
        conversations=(
            PastConversation(
                id=90,
                channel="email",
                state=State.RESOLVED,
                opened_at=NOW - 40 * 24 * HOUR,
                wrap_up="delivery",
                text="Where is my parcel? It should have been here on Monday.",
            ),
        ),
    )
    return view(
        about,
        answered(11, "Hi Kim, your boots left our house this morning! ^JD", minutes_ago=45),
        said(12, "They arrived. Insole overheated while walking!!", minutes_ago=9),
        said(13, about.text, minutes_ago=7, media=(picture,)),
        noted(14, "called the store, recall 2231 is known", minutes_ago=5),
        customer=customer,
    )


def crowd() -> list[ConversationView]:
    """A morning's queue, in its order."""
    return [
        kim(),
        view(
            row(
                2,
                customer_name="Dana R.",
                customer_handle="dana_r",
                channel="x",
                account="acme-x",
                followers=12_400,
                text="Third week without my order. I want my money back NOW",
                category=Category.COMPLAINT,
                band=Band.HIGH,
                waiting_since=NOW - 24 * MINUTE,
                due_at=NOW + 6 * MINUTE,
                stage=Stage.AT_RISK,
            ),
            limits=X,
        ),
        view(
            row(
                3,
                customer_name="Priya N.",
                customer_handle="",
                channel="email",
                account="care-mail",
                text='Re: return label\nIt still says "invalid" and the window closes today.',
                unanswered=3,
                category=Category.COMPLAINT,
                band=Band.HIGH,
                due_at=NOW + 11 * MINUTE,
                claimed_by="joe",
                claim_doing="reads",
                visibility=Visibility.DIRECT,
            ),
            limits=MAIL,
            prefix="",
        ),
        view(row(4, customer_name="Sam", customer_handle="sam.example", channel="bluesky")),
        view(
            row(
                5,
                customer_name="Mireille Dufour-Ayang",
                customer_handle="mireille@fedi.example",
                text="Bonjour, la semelle gauche se décolle après deux jours.",
                language="fr",
                drafts=("mary",),
                due_at=NOW + 52 * MINUTE,
            )
        ),
        view(
            row(
                6,
                customer_name="日本の靴屋さん",
                customer_handle="kutsu.example",
                channel="youtube",
                text="Your shoes 👟 walk all of Kyoto, can I have them in purple please?",
                band=Band.LOW,
                category=Category.OTHER,
                due_at=None,
                can_reply=False,
                can_reply_reason="comments are closed under this video",
            )
        ),
        view(
            row(
                7,
                customer_name="Lena fan club",
                customer_handle="lena4ever",
                channel="youtube",
                text="Lena on your team just made my week, thank you!!",
                band=Band.LOW,
                category=Category.PRAISE,
                due_at=NOW + 3 * HOUR,
                unread=True,
            )
        ),
    ]
