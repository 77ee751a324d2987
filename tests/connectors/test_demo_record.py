"""The network's own record of what we posted: survives kills, two writers and torn lines."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.connectors.demo import DemoWorld, PostedRecord
from social_care.connectors.demo.files import append_line, locked, replace_text, whole_lines
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention, Visibility
from tests.connectors.demo_kit import Account, quiet, running
from tests.connectors.world import MINUTE, NOW, reply_to

WRITER = """
import sys
from social_care.connectors.demo import DemoWorld

world, name = DemoWorld(sys.argv[1]), sys.argv[2]
payload = {"text": "x" * 3000, "in_reply_to": "x1", "thread_key": "x1", "visibility": "public"}
for number in range(int(sys.argv[3])):
    print(world.accept(f"{name}{number}", payload, number, once=False).key, flush=True)
"""


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return quiet(tmp_path)


@pytest.fixture
def mention(account: Account) -> Mention:
    return account.write("x1")


class TestLines:
    """Appending to a file that a dead process has left in any state."""

    def write(self, path: Path, line: str) -> int:
        with locked(path) as descriptor:
            return append_line(descriptor, line)

    def test_lines_come_back_in_order(self, tmp_path: Path) -> None:
        path = tmp_path / "lines"
        offsets = [self.write(path, line) for line in ("a", "bc", "")]
        assert whole_lines(path) == ["a", "bc", ""]
        assert offsets == [0, 2, 5]

    def test_no_file_has_no_lines(self, tmp_path: Path) -> None:
        assert whole_lines(tmp_path / "nothing") == []

    @given(st.lists(st.text("ab\u20ac", max_size=8), max_size=4), st.binary(max_size=12))
    def test_a_torn_end_is_neither_read_nor_merged(self, lines: list[str], torn: bytes) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "lines"
            for line in lines:
                self.write(path, line)
            with path.open("ab") as file:
                file.write(torn.replace(b"\n", b""))
            assert whole_lines(path) == lines
            self.write(path, "next")
            assert whole_lines(path) == [*lines, "next"]

    def test_a_replaced_file_is_old_or_new(self, tmp_path: Path) -> None:
        path = tmp_path / "file"
        replace_text(path, "old")
        replace_text(path, "new")
        assert path.read_text() == "new"
        assert [each.name for each in tmp_path.iterdir()] == ["file"]

    def test_files_are_the_users_alone(self, tmp_path: Path) -> None:
        replace_text(tmp_path / "a", "")
        self.write(tmp_path / "b", "")
        assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


class TestRecord:
    """`DemoWorld.posts`: what was really posted."""

    def test_a_post_is_recorded_with_all_that_tests_ask(
        self, account: Account, mention: Mention
    ) -> None:
        prepared = account.prepared(mention, "Sorry, on it")
        account.now += 5
        sent = account.connect().send(prepared)
        assert account.world.posts() == [
            PostedRecord(
                external_id=sent.external_id,
                key=prepared.key,
                text="Sorry, on it",
                in_reply_to="x1",
                thread_key="x1",
                visibility=Visibility.PUBLIC,
                accepted_at=NOW + 5,
            )
        ]
        assert sent.accepted_at == NOW + 5

    def test_an_account_nobody_used_has_posted_nothing(self, tmp_path: Path) -> None:
        assert DemoWorld(tmp_path / "nowhere").posts() == []

    def test_a_torn_line_is_no_post_and_harms_none(
        self, account: Account, mention: Mention
    ) -> None:
        account.answer(mention, "one")
        path = account.folder / "posts.jsonl"
        whole = path.read_bytes()
        path.write_bytes(whole + whole[:-1])
        assert len(account.world.posts()) == 1
        account.answer(mention, "two")
        assert [post.text for post in account.world.posts()] == ["one", "two"]
        assert [post.external_id for post in account.world.posts()] == ["own-1", "own-2"]

    def test_two_processes_append_without_loss(self, account: Account, mention: Mention) -> None:
        with (
            running(WRITER, account.folder, "a", 60) as one,
            running(WRITER, account.folder, "b", 60) as two,
        ):
            said = one.communicate()[0].split() + two.communicate()[0].split()
        posts = account.world.posts()
        assert sorted(post.key for post in posts) == sorted(said)
        assert len({post.external_id for post in posts}) == 120

    def test_a_kill_loses_nothing_that_was_acknowledged(self, account: Account) -> None:
        said: list[str] = []
        for name in "abcdef":
            with running(WRITER, account.folder, name, 100_000) as process:
                assert process.stdout
                said += [process.stdout.readline().strip() for _ in range(15)]
        keys = [post.key for post in account.world.posts()]
        assert set(said) <= set(keys)
        assert len(set(keys)) == len(keys)
        assert account.answer(account.write("x1"))
        assert [json.loads(line) for line in whole_lines(account.folder / "posts.jsonl")]

    def test_what_the_disk_refuses_may_have_been_posted(
        self, account: Account, mention: Mention
    ) -> None:
        (account.folder / "posts.jsonl").mkdir()
        with pytest.raises(NetworkError) as caught:
            account.connect().send(account.prepared(mention))
        assert caught.value.error_class is ErrorClass.UNKNOWN_OUTCOME
        with pytest.raises(NetworkError) as caught:
            account.own_posts()
        assert caught.value.error_class is ErrorClass.TRANSIENT


class TestRecognising:
    """`find_sent` and sending again."""

    def test_without_keys_a_second_send_is_a_second_post(
        self, account: Account, mention: Mention
    ) -> None:
        demo, prepared = account.connect(), account.prepared(mention)
        assert not demo.can_resend(prepared, NOW)
        first, second = demo.send(prepared), demo.send(prepared)
        assert first.external_id != second.external_id
        assert [post.key for post in account.world.posts()] == [prepared.key] * 2

    def test_with_honoured_keys_there_is_no_second_post(self, tmp_path: Path) -> None:
        account = quiet(tmp_path, idempotent=True)
        demo, prepared = account.connect(), account.prepared(account.write("x1"))
        assert demo.can_resend(prepared, NOW)
        first = demo.send(prepared)
        account.wait(5)
        assert demo.send(prepared) == first
        assert len(account.world.posts()) == 1

    def test_without_keys_it_is_known_by_parent_text_and_time(
        self, account: Account, mention: Mention
    ) -> None:
        other = account.write("x2")
        sent = account.answer(mention, "Sorry")
        demo = account.connect()
        assert demo.find_sent(account.prepared(mention, "Sorry")) == sent
        assert demo.find_sent(account.prepared(mention, "Sorry!")) is None
        assert demo.find_sent(account.prepared(other, "Sorry")) is None
        account.now += 1
        assert demo.find_sent(account.prepared(mention, "Sorry")) is None

    def test_with_honoured_keys_the_key_alone_counts(self, tmp_path: Path) -> None:
        account = quiet(tmp_path, idempotent=True)
        mention = account.write("x1")
        prepared = account.prepared(mention, "Sorry")
        sent = account.connect().send(prepared)
        assert account.connect().find_sent(prepared) == sent
        assert account.connect().find_sent(account.prepared(mention, "Sorry")) is None

    def test_the_same_words_before_our_try_are_another_post(
        self, account: Account, mention: Mention
    ) -> None:
        account.answer(mention, "Sorry")
        account.wait(1)
        prepared = account.prepared(mention, "Sorry")
        account.control.fault("send", "drop")
        with pytest.raises(NetworkError):
            account.connect().send(prepared)
        assert account.connect().find_sent(prepared) is None


class TestPreparing:
    """What can be known to be unacceptable is refused before anything is posted."""

    @pytest.mark.parametrize("text", ["", " \n\t"])
    def test_nothing_to_say(self, account: Account, mention: Mention, text: str) -> None:
        with pytest.raises(NetworkError) as caught:
            account.prepared(mention, text)
        assert caught.value.error_class is ErrorClass.REFUSED

    def test_too_long_counted_as_mastodon_counts(self, account: Account, mention: Mention) -> None:
        link = "https://demo.example/" + "x" * 300
        assert account.prepared(mention, f"{link} " + "é" * 476)
        with pytest.raises(NetworkError) as caught:
            account.prepared(mention, f"{link} " + "é" * 477)
        assert caught.value.error_class is ErrorClass.REFUSED
        assert "501" in caught.value.message

    def test_a_private_message_is_not_answered_in_public(self, account: Account) -> None:
        private = account.write("x1", visibility="direct", thread_key="dm:kim")
        with pytest.raises(NetworkError) as caught:
            account.prepared(private, "hello", Visibility.PUBLIC)
        assert caught.value.error_class is ErrorClass.REFUSED
        assert account.answer(private).thread_key == "dm:kim"

    def test_a_private_answer_to_a_public_mention_opens_a_private_thread(
        self, account: Account, mention: Mention
    ) -> None:
        sent = account.answer(mention, "hello", Visibility.DIRECT)
        assert sent.thread_key == "dm:kim"
        assert sent.url == ""
        (post,) = account.own_posts().values()
        assert (post.visibility, post.in_reply_to) == (Visibility.DIRECT, "x1")


class TestOwnPosts:
    """What we posted is found by polls and in threads."""

    def test_an_answer_is_found_as_it_was_sent(self, account: Account, mention: Mention) -> None:
        sent = account.answer(mention, "Sorry, on it")
        post = account.own_posts()[sent.external_id]
        assert (post.text, post.posted_at, post.in_reply_to) == ("Sorry, on it", NOW, "x1")
        assert (post.canonical_id, post.url) == (sent.canonical_id, sent.url)
        assert sent.url == f"https://demo.example/@acmeshoes/{sent.external_id}"

    def test_a_thread_holds_both_sides_in_order(self, account: Account, mention: Mention) -> None:
        account.wait(1)
        sent = account.answer(mention)
        account.wait(1)
        account.write("x2", in_reply_to=sent.external_id, thread_key="x1")
        account.write("y1")
        demo = account.connect()
        around = {name: [each.external_id for each in demo.thread(name)] for name in ("x1", "x2")}
        assert around == {"x1": ["own-1", "x2"], "x2": ["x1", "own-1"]}
        assert [each.external_id for each in demo.thread("own-1")] == ["x1", "x2"]

    @pytest.mark.parametrize("external_id", ["x9", "d99", "own-7"])
    def test_nothing_is_around_what_is_not_there(self, account: Account, external_id: str) -> None:
        with pytest.raises(NetworkError) as caught:
            account.connect().thread(external_id)
        assert caught.value.error_class is ErrorClass.GONE

    def test_a_payload_names_nothing_but_what_was_frozen(
        self, account: Account, mention: Mention
    ) -> None:
        """What is sent is what was prepared, whatever the mention has become meanwhile."""
        prepared = account.prepared(mention)
        account.write("x1", "edited meanwhile")
        demo = account.connect()
        assert demo.send(replace(prepared, payload=json.loads(json.dumps(prepared.payload))))
        assert demo.prepare(reply_to(mention, "x"), NOW + MINUTE).prepared_at == NOW + MINUTE
