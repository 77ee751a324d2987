"""Whatever the control file orders goes wrong, once, and in the way it says."""

import json
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from social_care.connectors.demo import OWN_POSTS, DemoControl
from social_care.connectors.demo.control import FAULTS
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention
from tests.connectors.demo_kit import SECOND, Account, quiet, running
from tests.connectors.world import MINUTE, NOW

SENDER = """
import sys
from tests.connectors.demo_kit import quiet
from pathlib import Path

account = quiet(Path(sys.argv[1]))
account.answer(account.write("x1"), "Sorry, on it")
"""


TAKER = """
import sys
from social_care.connectors.demo import DemoControl

while fault := DemoControl(sys.argv[1]).take("send"):
    print(fault.words, flush=True)
"""


@pytest.fixture
def account(tmp_path: Path) -> Account:
    return quiet(tmp_path)


@pytest.fixture
def mention(account: Account) -> Mention:
    return account.write("x1")


def failing_send(account: Account, mention: Mention) -> NetworkError:
    """The error that a send meets."""
    with pytest.raises(NetworkError) as caught:
        account.answer(mention)
    return caught.value


class TestSending:
    """Faults of `send`."""

    @pytest.mark.parametrize(
        ("name", "error_class", "posted"),
        [
            ("lose_answer", ErrorClass.UNKNOWN_OUTCOME, 1),
            ("error_after", ErrorClass.UNKNOWN_OUTCOME, 1),
            ("drop", ErrorClass.UNKNOWN_OUTCOME, 0),
            ("refuse", ErrorClass.REFUSED, 0),
            ("rate", ErrorClass.RATE, 0),
            ("down", ErrorClass.TRANSIENT, 0),
            ("gone", ErrorClass.GONE, 0),
            ("blocked", ErrorClass.BLOCKED, 0),
            ("auth", ErrorClass.AUTH, 0),
        ],
    )
    def test_it_fails_as_it_says_and_is_posted_or_not(
        self,
        account: Account,
        mention: Mention,
        name: str,
        error_class: ErrorClass,
        posted: int,
    ) -> None:
        account.control.fault("send", name)
        assert failing_send(account, mention).error_class is error_class
        assert len(account.world.posts()) == posted

    def test_every_fault_of_send_is_tried_here(self) -> None:
        tried = {"lose_answer", "error_after", "drop", "refuse", "rate", "down", "gone", "blocked"}
        assert FAULTS["send"] - tried == {"auth", "hang_before", "hang_after"}

    def test_a_fault_happens_once(self, account: Account, mention: Mention) -> None:
        account.control.fault("send", "down")
        failing_send(account, mention)
        assert account.answer(mention)

    def test_faults_come_in_their_order(self, account: Account, mention: Mention) -> None:
        account.control.fault("send", "down")
        account.control.fault("send", "blocked")
        classes = [failing_send(account, mention).error_class for _ in range(2)]
        assert classes == [ErrorClass.TRANSIENT, ErrorClass.BLOCKED]

    def test_a_refusal_says_its_words(self, account: Account, mention: Mention) -> None:
        account.control.fault("send", "refuse", words="no links, please")
        assert failing_send(account, mention).message == "no links, please"

    def test_a_rate_limit_ends_when_it_says(self, account: Account, mention: Mention) -> None:
        account.control.fault("send", "rate", retry_at=NOW + 5 * MINUTE)
        account.control.fault("send", "rate")
        assert failing_send(account, mention).retry_at == NOW + 5 * MINUTE
        assert failing_send(account, mention).retry_at == NOW + MINUTE

    def test_faults_of_reading_do_not_meet_a_send(self, account: Account, mention: Mention) -> None:
        account.control.fault("fetch", "down")
        account.control.fault("check", "auth")
        assert account.answer(mention)

    def test_calm_forgets_what_was_to_come(self, account: Account, mention: Mention) -> None:
        account.control.fault("send", "down")
        account.control.calm()
        assert account.answer(mention)
        assert account.mentions()


class TestHanging:
    """A send that never comes back, for tests that kill the process."""

    @pytest.mark.parametrize(("name", "posted"), [("hang_before", 0), ("hang_after", 1)])
    def test_a_kill_finds_it_before_or_after_the_post(
        self, account: Account, name: str, posted: int
    ) -> None:
        account.control.fault("send", name)
        with running(SENDER, account.folder) as process:
            while not account.control.hanging.exists():
                with suppress(subprocess.TimeoutExpired):
                    assert process.wait(0.02) is None, "it ended instead of hanging"
        assert len(account.world.posts()) == posted
        assert account.answer(account.mentions()["x1"])


class TestReading:
    """Faults of `fetch`, `find_sent` and `check`."""

    @pytest.mark.parametrize(
        ("name", "error_class"),
        [
            ("down", ErrorClass.TRANSIENT),
            ("auth", ErrorClass.AUTH),
            ("rate", ErrorClass.RATE),
        ],
    )
    def test_a_poll_a_look_and_a_check_fail(
        self, account: Account, mention: Mention, name: str, error_class: ErrorClass
    ) -> None:
        prepared = account.prepared(mention)
        calls: dict[str, Callable[[], object]] = {
            "fetch": account.pages,
            "look": lambda: account.connect().find_sent(prepared),
            "check": account.connect().check,
        }
        for operation, call in calls.items():
            account.control.fault(operation, name)
            with pytest.raises(NetworkError) as caught:
                call()
            assert caught.value.error_class is error_class
            call()

    def test_a_fault_can_be_meant_for_one_stream(self, account: Account) -> None:
        account.control.fault("fetch", "down", stream="mentions")
        account.pages(OWN_POSTS)
        with pytest.raises(NetworkError):
            account.pages("mentions")

    def test_a_look_can_miss_what_is_there(self, account: Account, mention: Mention) -> None:
        demo, prepared = account.connect(), account.prepared(mention)
        demo.send(prepared)
        account.control.fault("look", "miss")
        assert demo.find_sent(prepared) is None
        assert demo.find_sent(prepared)

    def write_three(self, account: Account) -> None:
        for number in range(3):
            account.control.say(f"m{number}", "hello", NOW + number * SECOND)
        account.wait(1)

    def ids(self, account: Account, cursor: str | None = None) -> list[str]:
        return [each.external_id for page in account.pages(cursor=cursor) for each in page.mentions]

    @pytest.mark.parametrize(("count", "left"), [(1, ["m0", "m1"]), (2, ["m0"]), (3, []), (9, [])])
    def test_what_is_left_out_comes_with_the_next_poll(
        self, account: Account, count: int, left: list[str]
    ) -> None:
        self.write_three(account)
        account.control.fault("fetch", "omit", count=count)
        (page,) = account.pages()
        assert [each.external_id for each in page.mentions] == left
        assert set(self.ids(account, page.cursor)) >= {"m0", "m1", "m2"}

    def test_duplicates_and_another_order(self, account: Account) -> None:
        self.write_three(account)
        account.control.fault("fetch", "duplicate")
        account.control.fault("fetch", "reorder")
        assert self.ids(account) == ["m0", "m0", "m1", "m1", "m2", "m2"]
        assert self.ids(account) == ["m2", "m1", "m0"]

    def test_late_visibility_holds_for_everything(self, account: Account, mention: Mention) -> None:
        demo = account.connect()
        prepared = account.prepared(mention)
        demo.send(prepared)
        account.control.delay(30)
        assert self.ids(account) == []
        assert account.own_posts() == {}
        assert demo.find_sent(prepared) is None
        account.wait(0.5)
        assert self.ids(account) == ["x1"]
        assert set(account.own_posts()) == {"own-1"}
        assert demo.find_sent(prepared)

    def test_what_was_hidden_is_not_passed_over(self, account: Account) -> None:
        """A cursor that was moved while something was still hidden must not skip it."""
        account.control.say("later", "hello", NOW + MINUTE)
        account.control.say("now", "hello", NOW)
        (page,) = account.pages()
        assert [each.external_id for each in page.mentions] == ["now"]
        cursor = page.cursor
        for number in range(100):
            account.control.say(f"more{number}", "hello", NOW)
        cursor = account.pages(cursor=cursor)[-1].cursor
        account.wait(1)
        assert "later" in self.ids(account, cursor)


class TestControlFile:
    """Written by a person, or by a test."""

    def test_a_person_may_write_it(self, account: Account, mention: Mention) -> None:
        orders = {"send": ["lose_answer", {"fault": "refuse", "words": "no"}], "delay_s": 0}
        (account.folder / "control.json").write_text(json.dumps(orders))
        account.control.say("x1", "hello", NOW)
        assert failing_send(account, mention).error_class is ErrorClass.UNKNOWN_OUTCOME
        assert failing_send(account, mention).error_class is ErrorClass.REFUSED

    @pytest.mark.parametrize(
        ("text", "problem"),
        [
            ("{", "cannot be read"),
            ("[]", "it must be an object"),
            ('{"send": ["lose"]}', "no fault 'lose' in send; there are auth, blocked, down"),
            ('{"send": [{"words": "no"}]}', "KeyError('fault')"),
            ('{"send": [{"fault": "down", "loud": 1}]}', "loud"),
            ('{"delay_s": "long"}', "could not convert"),
            ('{"extra": [5]}', "cannot be read"),
            ('{"extra": [{"external_id": "x"}]}', "entry 1 of `extra` in control.json"),
            ('{"extra": [{"external_id": "x", "text": "t", "posted_at": 1, "tex": 1}]}', "tex"),
            ('{"extra": [{"external_id": "x", "text": 5, "posted_at": 1}]}', "entry 1"),
        ],
    )
    def test_a_broken_one_is_loud_and_passing(
        self, account: Account, text: str, problem: str
    ) -> None:
        (account.folder / "control.json").write_text(text)
        with pytest.raises(NetworkError) as caught:
            account.pages()
        assert caught.value.error_class is ErrorClass.TRANSIENT
        assert problem in caught.value.message
        assert caught.value.remedy.startswith("mend the")

    def test_an_unknown_fault_is_not_written(self, account: Account) -> None:
        with pytest.raises(ValueError, match="no fault 'explode' in send"):
            account.control.fault("send", "explode")
        assert account.pages()

    def test_two_processes_never_take_the_same_fault(self, account: Account) -> None:
        for number in range(60):
            account.control.fault("send", "refuse", words=str(number))
        with running(TAKER, account.folder) as one, running(TAKER, account.folder) as two:
            taken = [one.communicate()[0].split(), two.communicate()[0].split()]
        assert sorted(taken[0] + taken[1], key=int) == [str(number) for number in range(60)]
        assert DemoControl(account.folder).take("send") is None


class TestInjected:
    """Messages that a test or a person writes into the control file."""

    def test_all_fields_of_a_mention_can_be_given(self, account: Account) -> None:
        mention = account.write(
            "x1",
            "hello",
            posted_at=NOW - MINUTE,
            author={"id": "7", "handle": "kim", "name": "Kim", "followers": 12, "verified": True},
            thread_key="t",
            visibility="direct",
            in_reply_to="x0",
            lang="de",
            url="https://demo.example/x1",
            media=[{"kind": "image", "url": "u", "alt": "a"}],
            reposts=2,
            can_reply=False,
            can_reply_reason="closed",
            content_warning="shoes",
            version="v9",
        )
        assert (mention.posted_at, mention.thread_key, mention.version) == (NOW - MINUTE, "t", "v9")
        assert mention.author.followers == 12
        assert mention.visibility.is_private
        assert mention.kind == "dm"
        assert mention.media[0].alt == "a"
        assert (mention.can_reply, mention.content_warning) == (False, "shoes")

    def test_the_same_id_again_is_an_edit(self, account: Account) -> None:
        before = account.write("x1", "helo")
        after = account.write("x1", "hello")
        assert after.text == "hello"
        assert after.version != before.version

    def test_a_deleted_message_is_gone(self, account: Account, mention: Mention) -> None:
        prepared = account.prepared(mention)
        account.control.delete("x1", NOW)
        (page,) = account.pages()
        assert not page.mentions
        assert page.changes[0].external_id == "x1"
        with pytest.raises(NetworkError) as caught:
            account.connect().send(prepared)
        assert caught.value.error_class is ErrorClass.GONE
        assert not account.world.posts()

    def test_a_message_of_the_story_can_be_deleted_as_well(self, tmp_path: Path) -> None:
        account = Account(tmp_path)
        mention = account.mentions()["d1"]
        account.control.delete("d1", NOW)
        assert "d1" not in account.mentions()
        assert failing_send(account, mention).error_class is ErrorClass.GONE

    def test_a_native_answer_is_in_the_thread_it_answers(self, account: Account) -> None:
        account.write("x1", thread_key="t")
        account.control.answer_natively("n1", "On it", NOW, in_reply_to="x1")
        account.control.answer_natively("n2", "Done", NOW, in_reply_to="n1")
        posts = account.own_posts()
        assert [posts[name].thread_key for name in ("n1", "n2")] == ["t", "t"]
        assert posts["n1"].in_reply_to == "x1"

    def test_an_author_without_an_id_is_nobody_else(self, account: Account) -> None:
        one, two = account.write("x1", author={}), account.write("x2", author={})
        assert one.author.id != two.author.id

    def test_half_a_surrogate_pair_is_made_storable(self, account: Account) -> None:
        assert account.write("x1", "half \ud800 a pair").text == "half \ufffd a pair"

    def test_the_same_id_in_two_accounts_is_two_posts(self, tmp_path: Path) -> None:
        one, two = (quiet(tmp_path / name, name=name).write("x1") for name in ("a", "b"))
        assert one.external_id == two.external_id
        assert one.canonical_id != two.canonical_id

    def test_many_can_be_injected_at_once(self, account: Account) -> None:
        many = [{"external_id": f"x{n}", "text": "hello", "posted_at": NOW} for n in range(300)]
        account.control.inject(many)
        assert set(account.mentions()) == {f"x{n}" for n in range(300)}
