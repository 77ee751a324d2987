"""The replay connector: a file of records, played."""

import logging
from pathlib import Path
from typing import Any

import pytest

from social_care.connectors.base import Budget, Page
from social_care.connectors.context import ConnectorContext, MemoryVault
from social_care.connectors.replay import STREAM, Replay
from social_care.errors import ConfigError, ErrorClass, NetworkError
from social_care.models import Mention
from tests.connectors.file_kit import FileContract, FileOnTrial, ids, line
from tests.connectors.world import DAY, MINUTE, NOW, World, reply_to

CONTEXT = ConnectorContext(clock=lambda: NOW, secret=str, vault=MemoryVault())
YEAR = 365 * DAY


class Tape:
    """A file to be replayed."""

    def __init__(self, folder: Path, *lines: str, **settings: Any) -> None:
        self.path = folder / "mentions.jsonl"
        self.path.touch()
        self.settings = settings
        self.write(*lines)

    def write(self, *lines: str) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(lines)

    def connect(self) -> Replay:
        return Replay.from_settings({"path": str(self.path), **self.settings}, CONTEXT)

    def page(self, now: int = NOW, cursor: str | None = None, size: int = 80) -> Page:
        budget = Budget(now=now, backfill_from=now - DAY, page_size=size)
        return self.connect().fetch(STREAM, cursor, budget)


class TapeOnTrial(FileOnTrial, Tape):
    """A file as the contract's other side."""

    own_id = "replay"

    def add(self, record: str) -> None:
        self.write(record)


class TestReplay(FileContract):
    """The whole suite, as far as a file can be a network."""

    @pytest.fixture
    def world(self, tmp_path: Path) -> World:
        return TapeOnTrial(tmp_path)


class TestAllAtOnce:
    """Without a speed."""

    def test_every_record_comes_with_its_own_time(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a", NOW - YEAR), line("b", NOW - MINUTE))
        page = tape.page()
        assert [mention.posted_at for mention in page.mentions] == [NOW - YEAR, NOW - MINUTE]
        assert not page.more

    def test_a_long_file_comes_in_pages(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, *(line(f"r{number}") for number in range(5)))
        found, cursor, more = [], None, True
        while more:
            page = tape.page(cursor=cursor, size=2)
            found.append(ids(page))
            cursor, more = page.cursor, page.more
        assert found == [["r0", "r1"], ["r2", "r3"], ["r4"]]

    def test_a_full_last_page_is_known_to_be_the_last(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a"), line("b"), "\n")
        assert not tape.page(size=2).more

    def test_what_is_appended_later_comes_later_and_once(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a"))
        first = tape.page()
        tape.write(line("b"))
        assert ids(tape.page(cursor=first.cursor)) == ["b"]

    def test_a_line_still_being_written_waits_for_its_end(self, tmp_path: Path) -> None:
        whole = line("a")
        tape = Tape(tmp_path, whole[:20])
        first = tape.page()
        assert ids(first) == []
        tape.write(whole[20:])
        assert ids(tape.page(cursor=first.cursor)) == ["a"]

    def test_the_last_line_needs_no_newline(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a").rstrip("\n"))
        first = tape.page()
        assert ids(first) == ["a"]
        assert ids(tape.page(cursor=first.cursor)) == []

    def test_a_bad_line_is_logged_by_number_and_passed_over(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        tape = Tape(tmp_path, line("a"), "no json\n", line("b"))
        with caplog.at_level(logging.WARNING):
            assert ids(tape.page()) == ["a", "b"]
        assert "line 2: this is not JSON" in caplog.text

    def test_line_numbers_go_on_from_page_to_page(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        tape = Tape(tmp_path, line("a"), "\n", line("b"), "{}\n")
        first = tape.page(size=1)
        tape.page(cursor=first.cursor)
        assert "line 4: external_id: missing" in caplog.text

    def test_broken_utf8_does_not_shift_the_cursor(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path)
        tape.path.write_bytes(line("a").replace("I am", "\xff\xfe").encode("latin-1"))
        tape.write(line("b"))
        first = tape.page(size=1)
        assert first.mentions[0].text == "\ufffd\ufffd a"
        assert ids(tape.page(cursor=first.cursor)) == ["b"]

    def test_a_byte_order_mark_is_no_fault(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, "\ufeff", line("a"))
        assert ids(tape.page()) == ["a"]

    def test_a_file_that_got_shorter_is_played_from_the_top(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a"), line("b"))
        first = tape.page()
        tape.path.write_text(line("c"))
        assert ids(tape.page(cursor=first.cursor)) == ["c"]

    @pytest.mark.parametrize("cursor", ["", "7", "{", '{"v": 9}'])
    def test_a_cursor_that_makes_no_sense_begins_at_the_top(
        self, tmp_path: Path, cursor: str
    ) -> None:
        assert ids(Tape(tmp_path, line("a")).page(cursor=cursor)) == ["a"]


class TestInTime:
    """With a speed."""

    def test_the_first_record_appears_at_the_first_poll(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a", NOW - YEAR), line("b", NOW - YEAR + 10 * MINUTE), speed=2)
        page = tape.page()
        assert [(each.external_id, each.posted_at) for each in page.mentions] == [("a", NOW)]
        assert not page.more

    def test_later_ones_follow_at_their_pace(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a", NOW - YEAR), line("b", NOW - YEAR + 10 * MINUTE), speed=2)
        first = tape.page()
        early = tape.page(NOW + 5 * MINUTE - 1, first.cursor)
        late = tape.page(NOW + 5 * MINUTE, early.cursor)
        assert ids(early) == []
        assert [(each.external_id, each.posted_at) for each in late.mentions] == [
            ("b", NOW + 5 * MINUTE)
        ]

    def test_a_restart_keeps_the_time(self, tmp_path: Path) -> None:
        """The beginning is in the cursor, not in the process."""
        tape = Tape(tmp_path, line("a", 0), line("b", 60 * MINUTE), speed=60)
        first = tape.page(NOW)
        again = tape.page(NOW + 30_000, first.cursor)
        assert ids(again) == []
        assert tape.page(NOW + MINUTE, again.cursor).mentions[0].posted_at == NOW + MINUTE

    def test_an_empty_file_has_not_begun(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, speed=1)
        first = tape.page(NOW)
        tape.write(line("a", 5))
        assert tape.page(NOW + DAY, first.cursor).mentions[0].posted_at == NOW + DAY

    def test_its_threads_betray_nothing(self, tmp_path: Path) -> None:
        tape = Tape(tmp_path, line("a"), line("b", in_reply_to="a"), speed=1)
        assert tape.connect().thread("a") == []


class TestReplies:
    """Nobody is at the other end."""

    def mention(self, tmp_path: Path) -> Mention:
        return Tape(tmp_path, line("a")).page().mentions[0]

    def test_a_mention_says_that_it_cannot_be_answered_here(self, tmp_path: Path) -> None:
        mention = self.mention(tmp_path)
        assert not mention.can_reply
        assert mention.can_reply_reason.startswith("imported: answer it in its own app")

    def test_preparing_and_sending_are_not_permitted(self, tmp_path: Path) -> None:
        connector = Tape(tmp_path).connect()
        with pytest.raises(NetworkError) as caught:
            connector.prepare(reply_to(self.mention(tmp_path), "hello"), NOW)
        assert caught.value.error_class is ErrorClass.PERMISSION
        with pytest.raises(NetworkError) as caught:
            connector.send(None)  # type: ignore[arg-type]
        assert caught.value.error_class is ErrorClass.PERMISSION

    def test_nothing_was_ever_sent(self, tmp_path: Path) -> None:
        connector = Tape(tmp_path).connect()
        assert connector.find_sent(None) is None  # type: ignore[arg-type]
        assert not connector.can_resend(None, NOW)  # type: ignore[arg-type]


class TestAround:
    """Threads, the check, and what is wrong with a table."""

    def test_a_thread_is_what_has_its_key(self, tmp_path: Path) -> None:
        tape = Tape(
            tmp_path,
            line("late", NOW + 2, thread_id="t"),
            line("other"),
            line("asked", NOW + 1, thread_id="t"),
            line("early", NOW, thread_id="t"),
        )
        around = tape.connect().thread("asked")
        assert [each.external_id for each in around] == ["early", "late"]

    def test_nothing_is_around_what_is_not_there(self, tmp_path: Path) -> None:
        assert Tape(tmp_path, line("a")).connect().thread("z") == []

    def test_the_check_names_the_first_bad_lines_and_counts_the_rest(self, tmp_path: Path) -> None:
        health = Tape(tmp_path, line("a"), *["{}\n"] * 5).connect().check()
        assert len(health.warnings) == 4
        assert health.warnings[0] == "line 2: external_id: missing"
        assert health.warnings[3] == "2 more lines cannot be used"

    def test_a_good_file_has_nothing_to_warn_of(self, tmp_path: Path) -> None:
        assert Tape(tmp_path, line("a"), "\n").connect().check().warnings == ()

    def test_a_missing_file_is_tried_again_and_the_remedy_names_the_key(
        self, tmp_path: Path
    ) -> None:
        tape = Tape(tmp_path)
        tape.path.unlink()
        for call in (tape.connect().check, tape.page):
            with pytest.raises(NetworkError) as caught:
                call()
            assert caught.value.error_class is ErrorClass.TRANSIENT
            assert str(tape.path) in caught.value.message
            assert "`path`" in caught.value.remedy

    @pytest.mark.parametrize(
        ("table", "problem"),
        [
            ({}, "path: is missing"),
            ({"path": ""}, "path: must be a text that is not empty"),
            ({"path": "a", "speed": -1}, "speed: must be between 0 and"),
            ({"path": "a", "speed": float("inf")}, "speed: must be between 0 and"),
            ({"path": "a", "speed": True}, "speed: must be a number"),
            ({"path": "a", "sped": 1}, 'sped: is not known here (did you mean "speed"?)'),
        ],
    )
    def test_a_bad_table_is_refused(self, table: dict[str, Any], problem: str) -> None:
        with pytest.raises(ConfigError) as caught:
            Replay.from_settings({"name": "tape", "connector": "replay", **table}, CONTEXT)
        assert caught.value.problems[0].startswith(problem)
