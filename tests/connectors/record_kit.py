"""Records for the tests of reading them: good ones, any good ones, and their way back."""

import csv
import io
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from social_care.models import Mention, Visibility
from social_care.text import storable

NINE = "2026-11-23T09:00:00Z"
NINE_MS = 1_795_424_400_000


def record(**fields: Any) -> dict[str, Any]:
    """A good record, with these fields besides; None takes one away."""
    whole = {"external_id": "1", "text": "hello", "created_at": NINE, **fields}
    return {name: value for name, value in whole.items() if value is not None}


def text() -> st.SearchStrategy[str]:
    """Any text SQLite can keep; JSON and CSV must carry it."""
    return st.text(max_size=60).map(storable)


def plain(least: int = 0) -> st.SearchStrategy[str]:
    """An id, a handle, an address: nothing that is stripped away."""
    letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"])
    return st.text(letters, min_size=least, max_size=20).filter(lambda word: word == word.strip())


COUNTS = st.none() | st.integers(0, 2**63 - 1)
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001
    max_value=datetime(9998, 1, 1),  # noqa: DTZ001
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda off: timezone(timedelta(minutes=off))),
)


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Any good record, written out in full."""
    return {
        "external_id": draw(plain(1)),
        "text": draw(text()),
        "created_at": draw(TIMES).isoformat(),
        "author": {
            "id": draw(plain(1)),
            "handle": draw(plain().filter(lambda handle: not handle.startswith("@"))),
            "name": draw(text()),
            "followers": draw(COUNTS),
            "verified": draw(st.booleans()),
            "url": draw(plain()),
        },
        "url": draw(plain()),
        "in_reply_to": draw(plain()),
        "thread_id": draw(plain(1)),
        "lang": draw(plain()),
        "visibility": draw(st.sampled_from(list(Visibility))),
        "reposts": draw(COUNTS),
        "likes": draw(COUNTS),
        "media": draw(st.lists(plain(1).filter(lambda url: ";" not in url), max_size=3)),
    }


def written(mention: Mention) -> dict[str, Any]:
    """A mention as a record again."""
    author = mention.author
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=mention.posted_at)
    return {
        "external_id": mention.external_id,
        "text": mention.text,
        "created_at": moment.isoformat(),
        "author": {
            "id": author.id,
            "handle": author.handle,
            "name": author.name,
            "followers": author.followers,
            "verified": author.verified,
            "url": author.url,
        },
        "url": mention.url,
        "in_reply_to": mention.in_reply_to or "",
        "thread_id": mention.thread_key,
        "lang": mention.lang or "",
        "visibility": mention.visibility,
        "reposts": mention.reposts,
        "likes": mention.likes,
        "media": [medium.url for medium in mention.media],
    }


def same(found: dict[str, Any], given_record: dict[str, Any]) -> bool:
    """Equal, where an absent count of the post is 0 and times are equal to the millisecond."""
    expected = {**given_record, "reposts": given_record["reposts"] or 0}
    expected["likes"] = given_record["likes"] or 0
    times = [datetime.fromisoformat(each.pop("created_at")) for each in (found, expected)]
    return found == expected and abs(times[0] - times[1]) < timedelta(milliseconds=1)


def csv_text(rows: list[list[str]], delimiter: str = ",") -> str:
    """Rows as a spreadsheet writes them."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue()
