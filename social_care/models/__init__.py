"""The nouns: frozen values, standard library only."""

from social_care.models.account import Counting, Limits, Stream, StreamHealth, StreamState
from social_care.models.assessment import Assessment, Band, Category
from social_care.models.conversation import (
    NEVER_DUE,
    NO_WAIT_RANK,
    Outcome,
    ResponseTimes,
    Source,
    Stage,
    Stamps,
    State,
    WaitKind,
)
from social_care.models.mention import (
    Author,
    Change,
    ChangeKind,
    Media,
    Mention,
    MentionKind,
    OwnPost,
    Visibility,
)
from social_care.models.outbox import (
    TRANSITIONS,
    OutboxKind,
    OutboxState,
    Prepared,
    Reply,
    ReplyTarget,
    Sent,
)

__all__ = [
    "NEVER_DUE",
    "NO_WAIT_RANK",
    "TRANSITIONS",
    "Assessment",
    "Author",
    "Band",
    "Category",
    "Change",
    "ChangeKind",
    "Counting",
    "Limits",
    "Media",
    "Mention",
    "MentionKind",
    "OutboxKind",
    "OutboxState",
    "Outcome",
    "OwnPost",
    "Prepared",
    "Reply",
    "ReplyTarget",
    "ResponseTimes",
    "Sent",
    "Source",
    "Stage",
    "Stamps",
    "State",
    "Stream",
    "StreamHealth",
    "StreamState",
    "Visibility",
    "WaitKind",
]
