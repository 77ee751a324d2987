"""The data dictionary: every table and column of an export, in their order.

Names and order are a contract: a column is added at the end of its table, and none is ever renamed,
moved or given another meaning. docs/export.md says the same, and a test holds them side by side.
"""

from social_care.export.columns import Column, Kind, Personal, Table

INTEGER, NUMBER, SECONDS, TIME = Kind.INTEGER, Kind.NUMBER, Kind.SECONDS, Kind.TIME
FLAG, WORD, TEXT, LINK, JSON = Kind.FLAG, Kind.WORD, Kind.TEXT, Kind.LINK, Kind.JSON
TOKEN, EMPTIED = Personal.TOKEN, Personal.EMPTIED

RESPONSES = Table(
    "responses",
    (
        Column("response_id", INTEGER, "the response; empty when the wait ended without one"),
        Column("conversation_id", INTEGER, "the conversation"),
        Column("account", TEXT, "our account"),
        Column("channel", TEXT, "the network's name"),
        Column("customer", TEXT, "handle, without its leading @", personal=TOKEN),
        Column("kind", WORD, "first or next"),
        Column(
            "outcome",
            WORD,
            "how the wait ended: answered, elsewhere, resolved_unanswered, dismissed, deleted,"
            " merged; waiting while it has not",
        ),
        Column("agent", TEXT, "who answered, or who closed it unanswered"),
        Column("source", WORD, "where the answer was given: console, native, elsewhere"),
        Column("category", WORD, "complaint, question, praise, closing, other, noise"),
        Column("band", WORD, "urgent, high, normal, low, none", source="band_rank"),
        Column(
            "sentiment_before",
            NUMBER,
            "of the customer's newest scored message before the answer",
            "VADER compound, −1 to 1",
        ),
        Column(
            "sentiment_after",
            NUMBER,
            "of their first scored message after it",
            "VADER compound, −1 to 1",
        ),
        Column("waiting_since", TIME, "when the oldest mention that it answers was posted"),
        Column("detected_at", TIME, "when we knew of it, clamped between the ends"),
        Column("claimed_at", TIME, "the claim of who answered, clamped"),
        Column("submitted_at", TIME, "the reply left its writer, clamped"),
        Column("responded_at", TIME, "the network accepted the reply"),
        Column(
            "due", TIME, "until when an answer was due; empty without a target", source="due_at"
        ),
        Column("elapsed_s", SECONDS, "responded minus waiting since", "s", "elapsed_ms"),
        Column("business_s", SECONDS, "the part of it inside opening hours", "s", "business_ms"),
        Column("detection_s", SECONDS, "until we knew of it: part one", "s", "detection_ms"),
        Column("queue_s", SECONDS, "until the claim: part two", "s", "queue_ms"),
        Column("handling_s", SECONDS, "until the reply was submitted: three", "s", "handling_ms"),
        Column("delivery_s", SECONDS, "until the network accepted it: four", "s", "delivery_ms"),
        Column("target_s", INTEGER, "the target; empty without one", "s of opening hours"),
        Column(
            "within_target", FLAG, "responded no later than due; empty without a target or response"
        ),
        Column("visibility", WORD, "public, unlisted, followers, direct: of the answer"),
        Column("mention_id", INTEGER, "the oldest mention of the wait"),
        Column("mention_url", LINK, "its permalink", personal=EMPTIED),
        Column("reply_url", LINK, "permalink of our reply", personal=EMPTIED),
        Column("wrap_up", TEXT, "the conversation's wrap-up code"),
        Column("tags", TEXT, 'the conversation\'s tags, parted by ", "'),
        Column("wait_id", INTEGER, "the wait: no two rows have the same"),
        Column("ended_at", TIME, "the wait ended, with a response or without"),
        Column("how", WORD, "answered elsewhere: phone, app, other"),
        Column("language", WORD, "the conversation's language", "ISO 639-1 code, or und"),
        Column("policy", WORD, "differs where targets or hours did by which it was due"),
    ),
)

CONVERSATIONS = Table(
    "conversations",
    (
        Column("conversation_id", INTEGER, "the conversation: one row each"),
        Column("account", TEXT, "our account"),
        Column("channel", TEXT, "the network's name"),
        Column("customer", TEXT, "handle, without its leading @", personal=TOKEN),
        Column("state", WORD, "open, answered, snoozed, resolved, dismissed"),
        Column("assignee", TEXT, "whom it is given to"),
        Column("wrap_up", TEXT, "its wrap-up code"),
        Column("language", WORD, "its language", "ISO 639-1 code, or und"),
        Column("opened_at", TIME, "it began"),
        Column("last_message_at", TIME, "the newest message, the customer's or ours"),
        Column("waiting_since", TIME, "since when the customer waits; empty when nobody does"),
        Column("due", TIME, "until when the answer is due; empty without one", source="due_at"),
        Column("mentions", INTEGER, "messages of the customer", "count"),
        Column("replies", INTEGER, "messages of ours", "count"),
        Column("tags", TEXT, 'its tags, parted by ", "'),
        Column("closed_at", TIME, "it was resolved or dismissed; empty while it is neither"),
        Column(
            "outcome",
            WORD,
            "of its newest wait, as in responses; empty when nobody ever waited",
        ),
        Column("category", WORD, "of its newest wait, or of its newest mention without one"),
        Column("band", WORD, "of the same", source="band_rank"),
        Column("visibility", WORD, "public, unlisted, followers, direct: of its first mention"),
        Column("url", LINK, "permalink of its first mention", personal=EMPTIED),
        Column("waits", INTEGER, "waits, ended or not", "count"),
        Column("responses", INTEGER, "waits that ended with a response", "count"),
        Column("late_responses", INTEGER, "of these, those after due", "count"),
        Column("agents", TEXT, 'who answered, parted by ", "'),
        Column("first_waiting_since", TIME, "of the first response, as in responses"),
        Column("first_responded_at", TIME, "of the first response"),
        Column("first_elapsed_s", SECONDS, "of the first response", "s", "first_elapsed_ms"),
        Column("first_business_s", SECONDS, "of the first response", "s", "first_business_ms"),
        Column("first_within_target", FLAG, "of the first response"),
        Column("first_agent", TEXT, "who gave it"),
        Column(
            "sentiment_first",
            NUMBER,
            "of the customer's first scored message",
            "VADER compound, −1 to 1",
        ),
        Column("sentiment_last", NUMBER, "of their newest one", "VADER compound, −1 to 1"),
        Column("notes", INTEGER, "internal notes", "count"),
        Column("muted", FLAG, "it comes back only for band high or above"),
        Column("snoozed_until", TIME, "while it is snoozed", source="snooze_until"),
        Column("previous_id", INTEGER, "the conversation it goes on from, after seven silent days"),
    ),
)

MENTIONS = Table(
    "mentions",
    (
        Column("mention_id", INTEGER, "the mention: one row each"),
        Column("conversation_id", INTEGER, "the conversation"),
        Column("account", TEXT, "our account"),
        Column("channel", TEXT, "the network's name"),
        Column("external_id", TEXT, "the network's id of it", personal=EMPTIED),
        Column("customer", TEXT, "handle, without its leading @", personal=TOKEN),
        Column(
            "text",
            TEXT,
            "what it says; card numbers masked; empty once its author has deleted it",
            personal=EMPTIED,
        ),
        Column("language", WORD, "its language", "ISO 639-1 code, or und"),
        Column("sentiment", NUMBER, "without brand names; empty: not scored", "−1 to 1"),
        Column("category", WORD, "complaint, question, praise, closing, other, noise"),
        Column("complaint", NUMBER, "how likely it is one; empty: not scored", "0 to 1"),
        Column("band", WORD, "urgent, high, normal, low, none", source="band_rank"),
        Column("score", INTEGER, "how pressing, for ordering reports", "0 to 100"),
        Column("posted_at", TIME, "by the network's clock, never later than detected"),
        Column("detected_at", TIME, "when we knew of it"),
        Column("visibility", WORD, "public, unlisted, followers, direct"),
        Column("url", LINK, "its permalink", personal=EMPTIED),
        Column("plain_sentiment", NUMBER, "what VADER says as it is published", "−1 to 1"),
        Column("severity", NUMBER, "how bad it is for the customer; empty: not scored", "1 to 4"),
        Column("uncertain", FLAG, "its language may be another"),
        Column("private", JSON, "kinds of private details it seems to tell", "list of words"),
        Column("kind", WORD, "mention, reply, comment, dm, keyword, mail, article"),
        Column("stream", TEXT, "by which stream of the account it came first"),
        Column("in_reply_to", TEXT, "the network's id of what it replies to", personal=EMPTIED),
        Column("reposts", INTEGER, "times it was passed on, when last seen", "count"),
        Column("likes", INTEGER, "likes, when last seen", "count"),
        Column("followers", INTEGER, "of its author, when last seen", "count", personal=EMPTIED),
        Column("verified", FLAG, "the network vouches for its author", personal=EMPTIED),
        Column("wait_id", INTEGER, "the wait it belongs to; empty when it starts none"),
        Column("response_id", INTEGER, "the response that answered it"),
        Column("twin_of", INTEGER, "the same post, first seen by another account of ours"),
        Column("edited_at", TIME, "its author changed it"),
        Column("deleted_at", TIME, "its author took it back"),
        Column("judged_by", WORD, "whose verdict it has: triage or agent"),
    ),
)

EVENTS = Table(
    "events",
    (
        Column("event_id", INTEGER, "the event: one row each"),
        Column("at", TIME, "it happened"),
        Column("kind", WORD, "what happened: the list below"),
        Column("agent", TEXT, "who did it; empty: the worker"),
        Column("account", TEXT, "our account"),
        Column("conversation_id", INTEGER, "the conversation it is about"),
        Column("wait_id", INTEGER, "the wait"),
        Column("mention_id", INTEGER, "the mention"),
        Column("outbox_id", INTEGER, "the reply or act on its way"),
        Column("data", JSON, "what else belongs to it: ids, words of ours, numbers, times (ms)"),
    ),
)

WOWS = Table(
    "wows",
    (
        Column("wow_id", INTEGER, "the WOW: one row each; those that were undone are none"),
        Column("conversation_id", INTEGER, "the conversation it was recorded in"),
        Column("account", TEXT, "our account"),
        Column("channel", TEXT, "the network's name"),
        Column("customer", TEXT, "handle, without its leading @", personal=TOKEN),
        Column("agent", TEXT, "who did it"),
        Column("at", TIME, "it was recorded"),
        Column("text", TEXT, "what was done, in the agent's words", personal=EMPTIED),
        Column(
            "sentiment_before",
            NUMBER,
            "of the customer's newest scored message before it",
            "VADER compound, −1 to 1",
        ),
        Column(
            "sentiment_after",
            NUMBER,
            "of their first scored message after it",
            "VADER compound, −1 to 1",
        ),
    ),
)

TABLES = {table.name: table for table in (RESPONSES, CONVERSATIONS, MENTIONS, EVENTS, WOWS)}
