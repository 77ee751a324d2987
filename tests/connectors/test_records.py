"""Import records: what is read, what is refused and in which words, and what survives a file."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from social_care.connectors.records import (
    CANNOT_REPLY,
    RecordError,
    parse_line,
    parse_record,
    read_jsonl,
)
from social_care.errors import SocialCareError
from social_care.models import Author, Media, Mention, MentionKind, Visibility
from social_care.text import storable
from tests.connectors.record_kit import NINE_MS, record


def read(**fields: Any) -> Mention:
    """The mention of such a record."""
    return parse_record(record(**fields), 1)


class TestWhatIsRead:
    """Fields and what they default to."""

    def test_three_fields_are_enough(self) -> None:
        mention = read()
        assert mention == Mention(
            external_id="1",
            text="hello",
            posted_at=NINE_MS,
            author=Author(id="unknown:1"),
            thread_key="1",
            canonical_id="1",
            can_reply=False,
            can_reply_reason=CANNOT_REPLY,
            keeps_target=True,
            raw=mention.raw,
        )
        assert json.loads(mention.raw) == record()

    def test_a_whole_record_is_read_whole(self) -> None:
        mention = read(
            author={
                "id": "42",
                "handle": "@kim@social.example",
                "name": "Kim Osei",
                "followers": 12400,
                "verified": True,
                "url": "https://social.example/@kim",
            },
            url="https://social.example/@kim/1",
            in_reply_to="0",
            thread_id="t",
            lang="en",
            visibility="unlisted",
            reposts=3,
            likes=4,
            media=[
                "https://pics.example/heel.jpg?size=2",
                {"url": "u", "kind": "scan", "alt": "x"},
            ],
        )
        assert mention.author == Author(
            id="42",
            handle="kim@social.example",
            name="Kim Osei",
            url="https://social.example/@kim",
            followers=12400,
            verified=True,
        )
        assert mention.url == "https://social.example/@kim/1"
        assert (mention.in_reply_to, mention.thread_key, mention.lang) == ("0", "t", "en")
        assert mention.visibility is Visibility.UNLISTED
        assert (mention.reposts, mention.likes) == (3, 4)
        assert mention.media == (
            Media(kind="image", url="https://pics.example/heel.jpg?size=2"),
            Media(kind="scan", url="u", alt="x"),
        )

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"thread_id": "t", "in_reply_to": "p"}, "t"),
            ({"in_reply_to": "p"}, "p"),
            ({"in_reply_to": "", "thread_id": " "}, "1"),
            ({}, "1"),
        ],
    )
    def test_the_thread_is_the_nearest_thing_known(
        self, fields: dict[str, str], expected: str
    ) -> None:
        assert read(**fields).thread_key == expected

    @pytest.mark.parametrize(
        ("author", "expected"),
        [
            ({"id": "7", "handle": "kim"}, "7"),
            ({"id": 7}, "7"),
            ({"handle": "@kim"}, "kim"),
            ({"name": "Kim"}, "unknown:t"),
            ({}, "unknown:t"),
            (None, "unknown:t"),
        ],
    )
    def test_an_author_is_known_by_id_else_handle_else_only_within_the_thread(
        self, author: dict[str, Any] | None, expected: str
    ) -> None:
        assert read(author=author, thread_id="t").author.id == expected

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({}, MentionKind.MENTION),
            ({"in_reply_to": "0"}, MentionKind.REPLY),
            ({"visibility": "direct", "in_reply_to": "0"}, MentionKind.DIRECT_MESSAGE),
        ],
    )
    def test_its_kind_follows(self, fields: dict[str, str], expected: MentionKind) -> None:
        assert read(**fields).kind is expected

    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("2026-11-23T09:00:00Z", NINE_MS),
            ("2026-11-23T10:00:00+01:00", NINE_MS),
            ("2026-11-23 04:30:00.125-04:30", NINE_MS + 125),
            ("20261123T090000Z", NINE_MS),
            ("2026-11-23T09:00:00.999999Z", NINE_MS + 999),
            (" 2026-11-23T09:00Z ", NINE_MS),
            ("1970-01-01T00:00:00+00:00", 0),
        ],
    )
    def test_times_are_iso_with_their_offset(self, written: str, expected: int) -> None:
        assert read(created_at=written).posted_at == expected

    def test_ids_may_be_numbers_of_any_length(self) -> None:
        mention = read(external_id=1993728493827461234567, in_reply_to=5, thread_id=6)
        assert mention.external_id == "1993728493827461234567"
        assert (mention.in_reply_to, mention.thread_key) == ("5", "6")

    @pytest.mark.parametrize(
        ("written", "expected"),
        [(7, 7), ("7", 7), (" 7 ", 7), (7.0, 7), ("7.0", 7), (0, 0), ("", None), (None, None)],
    )
    def test_counts_may_be_written_as_text(self, written: object, expected: int | None) -> None:
        assert read(author={"handle": "a", "followers": written}).author.followers == expected

    @pytest.mark.parametrize("word", [True, "true", "TRUE", "yes", "1", 1, " y "])
    def test_words_for_true(self, word: object) -> None:
        assert read(author={"handle": "a", "verified": word}).author.verified

    @pytest.mark.parametrize("word", [False, "false", "No", "0", 0, "", None])
    def test_words_for_false(self, word: object) -> None:
        assert not read(author={"handle": "a", "verified": word}).author.verified

    @pytest.mark.parametrize(
        ("url", "kind"),
        [("a/b.PNG", "image"), ("a/b.mp4", "video"), ("a/b.ogg#t", "file"), ("a", "file")],
    )
    def test_the_kind_of_an_attachment_is_guessed_from_its_end(self, url: str, kind: str) -> None:
        assert read(media=[url]).media[0].kind == kind

    def test_a_text_may_be_empty_when_it_is_there(self) -> None:
        assert read(text="", media=["a.jpg"]).text == ""

    def test_unknown_fields_are_kept_in_raw(self) -> None:
        assert json.loads(read(mood="blue").raw)["mood"] == "blue"

    def test_what_cannot_be_stored_is_replaced(self) -> None:
        mention = read(text="half \ud800 a pair\x00", author={"handle": "k\udfff"})
        assert mention.text == storable("half \ud800 a pair\x00")
        mention.text.encode()
        mention.raw.encode()
        mention.author.handle.encode()


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"external_id": None}, "external_id", "missing"),
    ({"text": None}, "text", "missing"),
    ({"created_at": None}, "created_at", "missing"),
    ({"external_id": " "}, "external_id", "is empty"),
    (
        {"external_id": 1.5e18},
        "external_id",
        "1.5e+18 is a number with a fraction: digits of the id are lost",
    ),
    ({"external_id": True}, "external_id", "expected text, found true or false"),
    ({"external_id": ["1"]}, "external_id", "expected text, found a list"),
    ({"text": 5}, "text", "expected text, found a number"),
    ({"text": {"body": "x"}}, "text", "expected text, found an object"),
    (
        {"created_at": 1795424400},
        "created_at",
        "1795424400 is a number, which could be seconds or milliseconds",
    ),
    ({"created_at": "yesterday"}, "created_at", "'yesterday' is not a time"),
    ({"created_at": ""}, "created_at", "'' is not a time"),
    ({"created_at": "2026-11-23T25:00:00Z"}, "created_at", "'2026-11-23T25:00:00Z' is not a time"),
    (
        {"created_at": "2026-11-23T09:00:00"},
        "created_at",
        "'2026-11-23T09:00:00' has no time zone",
    ),
    ({"created_at": "2026-11-23"}, "created_at", "'2026-11-23' has no time zone"),
    ({"created_at": "1969-12-31T23:59:59Z"}, "created_at", "'1969-12-31T23:59:59Z' lies before"),
    (
        {"created_at": "9999-12-31T23:59:59-14:00"},
        "created_at",
        "'9999-12-31T23:59:59-14:00' lies before 1970 or after 9999",
    ),
    ({"author": "kim"}, "author", "expected an object, found text"),
    ({"author": {"handle": ["kim"]}}, "author.handle", "expected text, found a list"),
    ({"author": {"followers": "many"}}, "author.followers", "'many' is not a whole number"),
    ({"author": {"followers": 1.5}}, "author.followers", "1.5 is not a whole number"),
    ({"author": {"followers": True}}, "author.followers", "True is not a whole number"),
    ({"author": {"followers": [1]}}, "author.followers", "[1] is not a whole number"),
    ({"author": {"followers": float("nan")}}, "author.followers", "nan is not a whole number"),
    ({"author": {"followers": -1}}, "author.followers", "-1 cannot be a count"),
    ({"author": {"verified": "perhaps"}}, "author.verified", "'perhaps' is neither true nor"),
    ({"author": {"verified": []}}, "author.verified", "[] is neither true nor false"),
    ({"likes": 2**63}, "likes", "9223372036854775808 cannot be a count"),
    ({"reposts": "٣"}, "reposts", "'٣' is not a whole number"),
    ({"visibility": "secret"}, "visibility", "'secret' is none we know"),
    ({"media": "a.jpg"}, "media", "expected a list, found text"),
    ({"media": [5]}, "media[0]", "expected an address or an object, found a number"),
    ({"media": ["a.jpg", {"alt": "x"}]}, "media[1]", "has no url"),
    ({"media": [{"url": 5}]}, "media[0].url", "expected text, found a number"),
    ({"lang": 5}, "lang", "expected text, found a number"),
]


class TestWhatIsRefused:
    """Each error says the line, the field, what is wrong and how to mend it."""

    @pytest.mark.parametrize(("fields", "name", "problem"), REFUSED)
    def test_a_field_that_cannot_be_used(
        self, fields: dict[str, Any], name: str, problem: str
    ) -> None:
        with pytest.raises(RecordError) as caught:
            parse_record(record(**fields), 7)
        assert isinstance(caught.value, SocialCareError)
        assert caught.value.message.startswith(f"line 7: {name}: {problem}")
        assert (caught.value.line, caught.value.field) == (7, name)
        assert caught.value.remedy

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("no json", "this is not JSON: Expecting value at character 1"),
            (
                '{"text": "cut o',
                "this is not JSON: Unterminated string starting at at character 10",
            ),
            ("[1]", "this is JSON, but not an object"),
            ("null", "this is JSON, but not an object"),
            ("[" * 100_000, "this JSON cannot be read: maximum recursion depth"),
            ('{"likes": ' + "9" * 5000 + "}", "this JSON cannot be read: Exceeds the limit"),
        ],
    )
    def test_a_line_that_is_no_record(self, text: str, problem: str) -> None:
        with pytest.raises(RecordError) as caught:
            parse_line(text, 3)
        assert caught.value.message.startswith(f"line 3: {problem}")
        assert caught.value.field == ""
        assert caught.value.remedy

    def test_a_message_about_hostile_text_is_harmless_and_short(self) -> None:
        with pytest.raises(RecordError) as caught:
            read(created_at="\x1b[2J\u202e" + "x" * 100_000)
        assert caught.value.message.isprintable()
        assert len(caught.value.message) < 200

    def test_the_remedy_shows_how_a_time_is_written(self) -> None:
        with pytest.raises(RecordError, match=r"2026-11-23T09:00:00\+01:00"):
            read(created_at="2026-11-23T09:00:00")

    def test_the_remedy_names_every_visibility(self) -> None:
        with pytest.raises(RecordError, match="public, unlisted, followers, direct"):
            read(visibility="secret")


class TestJsonLines:
    """Reading goes on, one line at a time."""

    def test_bad_lines_come_as_errors_among_the_good(self) -> None:
        lines = [json.dumps(record()), "oops", "", json.dumps(record(text=None)), "  \n"]
        first, second, third = read_jsonl(lines)
        assert isinstance(first, Mention)
        assert isinstance(second, RecordError)
        assert isinstance(third, RecordError)
        assert (second.line, third.line) == (2, 4)

    def test_broken_utf8_is_replaced_and_kept(self) -> None:
        raw = json.dumps(record(text="caf\u00e9"), ensure_ascii=False).encode("latin-1")
        (mention,) = read_jsonl([raw])
        assert isinstance(mention, Mention)
        assert mention.text == "caf\ufffd"

    @pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", "\ufeff"])
    def test_a_byte_order_mark_is_no_fault(self, mark: bytes | str) -> None:
        good = json.dumps(record())
        line = mark + good.encode() if isinstance(mark, bytes) else mark + good
        (mention,) = read_jsonl([line])
        assert isinstance(mention, Mention)

    def test_bare_tabs_in_a_text_are_kept(self) -> None:
        (mention,) = read_jsonl([json.dumps(record(text="a+b")).replace("+", "\t")])
        assert isinstance(mention, Mention)
        assert mention.text == "a\tb"

    def test_it_reads_no_further_than_asked(self) -> None:
        def endless() -> Iterator[str]:
            while True:
                yield json.dumps(record())
                taken.append(1)

        taken: list[int] = []
        reading = read_jsonl(endless())
        for _ in range(3):
            assert isinstance(next(reading), Mention)
        assert len(taken) <= 3

    def test_lines_are_counted_from_the_top_of_the_file(self) -> None:
        (found,) = read_jsonl(["no json\n"], before=41)
        assert isinstance(found, RecordError)
        assert found.line == 42
