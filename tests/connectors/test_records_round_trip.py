"""Import records survive being written into JSON Lines, and anything else is an error."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.records import RecordError, parse_record, read_jsonl
from social_care.models import Mention
from tests.connectors.record_kit import record, records, same, written

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


class TestRoundTrips:
    """What is written into a file comes out of it."""

    @given(st.lists(records(), max_size=4), st.booleans())
    def test_through_json_lines(
        self, given_records: list[dict[str, Any]], ascii_only: bool
    ) -> None:
        lines = [json.dumps(each, ensure_ascii=ascii_only).encode() for each in given_records]
        mentions = [found for found in read_jsonl(lines) if isinstance(found, Mention)]
        assert len(mentions) == len(given_records)
        assert all(map(same, map(written, mentions), given_records))

    @given(records())
    def test_through_a_mention_and_back(self, given_record: dict[str, Any]) -> None:
        once = parse_record(given_record, 1)
        again = parse_record(written(once), 1)
        assert written(again) == written(once)

    @given(ANYTHING)
    def test_anything_at_all_is_a_mention_or_a_record_error(self, value: Any) -> None:
        names = ("external_id", "text", "created_at", "author", "followers", "media", "likes")
        for name in names:
            line = json.dumps(record(**{name: value}))
            assert all(isinstance(each, Mention | RecordError) for each in read_jsonl([line]))
