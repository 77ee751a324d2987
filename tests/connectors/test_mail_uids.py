"""Which mails are read next: new ones first, each at least once, and none is passed over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest

from social_care.connectors.base import Budget
from social_care.connectors.mail.imap import Entry
from social_care.connectors.mail.uids import LARGEST_MAIL, MOST_BYTES, OVERLAP_UIDS, step
from tests.connectors.world import DAY, MINUTE, NOW

MEGABYTE = 1024 * 1024


@dataclass
class Numbered:
    """A folder that is nothing but numbers, and the poll of it."""

    mails: dict[int, Entry] = field(default_factory=dict)
    validity: str = "1"
    now: int = NOW
    cursor: str | None = None
    read: list[int] = field(default_factory=list)
    searches: list[tuple[int, int | None, int | None]] = field(default_factory=list)

    def add(self, *numbers: int, at: int | None = None, size: int = 1000) -> None:
        for uid in numbers:
            arrived = self.now if at is None else at
            self.mails[uid] = Entry(uid=uid, arrived_at=arrived, size=size)

    def newest(self) -> int:
        return max(self.mails, default=0)

    def uids(self, low: int, high: int | None = None, since: int | None = None) -> list[int]:
        self.searches.append((low, high, since))
        top = high or max([*self.mails, low])
        found = [mail for uid, mail in self.mails.items() if low <= uid <= top]
        return sorted(mail.uid for mail in found if since is None or _at(mail) > since - DAY)

    def entries(self, uids: Sequence[int]) -> list[Entry]:
        return [self.mails[uid] for uid in sorted(uids, reverse=True) if uid in self.mails]

    def page(self, *, size: int = 5, pages: int = 3) -> bool:
        """Read one page; whether there is more for this poll."""
        budget = Budget(now=self.now, backfill_from=NOW - DAY, page_size=size, pages=pages)
        found = step(self.cursor, budget, self)
        self.cursor = found.cursor
        self.read += [entry.uid for entry in found.entries]
        return found.more

    def poll(self, *, size: int = 5, pages: int = 3) -> list[int]:
        """A whole poll; what it read, in order."""
        self.read = []
        while self.page(size=size, pages=pages):
            pass
        self.now += MINUTE
        return self.read


def _at(mail: Entry) -> int:
    assert mail.arrived_at is not None
    return mail.arrived_at


def test_an_empty_folder_and_its_first_mail() -> None:
    folder = Numbered()
    assert folder.poll() == []
    folder.add(1)
    assert folder.poll() == [1]


def test_the_first_mail_of_a_new_folder_may_be_an_old_one() -> None:
    """Somebody makes a folder, we listen, and they move a mail of last week there."""
    folder = Numbered()
    assert folder.poll() == []
    folder.add(1, at=NOW - 7 * DAY)
    assert folder.poll() == [1]


def test_a_folder_of_old_mails_only_is_met_like_any_other() -> None:
    """What is moved there from now on is new, whatever its date."""
    folder = Numbered()
    folder.add(*range(1, 1001), at=NOW - 400 * DAY)
    assert folder.poll() == []
    folder.add(1001, at=NOW - 400 * DAY)
    assert folder.poll() == [1001]


def test_old_mails_with_high_numbers_were_there_before_us() -> None:
    """A mailbox brought over from another server is numbered in whatever order it came."""
    folder = Numbered()
    folder.add(5, at=NOW - MINUTE)
    folder.add(*range(6, 300), at=NOW - 400 * DAY)
    assert folder.poll() == [5]
    assert folder.poll() == []
    folder.add(300)
    assert folder.poll() == [300]


def test_the_newest_page_comes_first() -> None:
    folder = Numbered()
    folder.add(*range(1, 13))
    assert folder.poll() == [12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_what_is_above_the_last_is_new_whatever_its_date() -> None:
    """Moved in from another folder, a mail keeps its date and gets a new number."""
    folder = Numbered()
    folder.add(1)
    folder.poll()
    folder.add(2, at=NOW - 400 * DAY)
    assert 2 in folder.poll()


def test_a_flood_never_hides_what_comes_after_it() -> None:
    """A poll that runs out of pages goes on next time, but first takes what is new."""
    folder = Numbered()
    folder.add(1)
    folder.poll()
    folder.add(*range(2, 102))
    seen = set(folder.poll())
    assert len(seen) == 15
    folder.add(102)
    later = folder.poll()
    assert later[0] == 102
    for _ in range(30):
        seen |= set(later)
        later = folder.poll()
    assert seen == set(range(1, 103))


def test_a_crash_between_pages_loses_nothing() -> None:
    """The cursor is stored with its page; the next poll, however late, has the rest."""
    folder = Numbered()
    folder.add(*range(1, 31))
    folder.page()
    folder.now += DAY
    seen = set(folder.read)
    for _ in range(4):
        seen |= set(folder.poll())
    assert seen == set(range(1, 31))


def test_even_the_smallest_budget_gets_to_the_end() -> None:
    """One mail a poll, as slowly as that."""
    folder = Numbered()
    folder.add(*range(1, 26))
    seen = {uid for _ in range(25) for uid in folder.poll(size=1, pages=1)}
    assert seen == set(range(1, 26))


def test_the_last_few_are_looked_at_again() -> None:
    """A server that delivers in parallel may show 5 before 4."""
    folder = Numbered()
    folder.add(1, 2, 3, 5)
    folder.poll()
    folder.add(4)
    assert 4 in folder.poll()
    folder.add(*range(100, 100 + OVERLAP_UIDS))
    folder.poll(size=20)
    assert 5 not in folder.poll(size=20)


def test_numbers_without_mails_cost_nothing() -> None:
    """Most of a busy folder's mails have been moved away."""
    folder = Numbered()
    folder.add(10, 5_000_000, 4_000_000_000)
    assert folder.poll() == [4_000_000_000, 5_000_000, 10]


def test_what_is_older_than_the_backfill_stays_out_for_good() -> None:
    folder = Numbered()
    folder.add(1, at=NOW - 3 * DAY)
    folder.add(2, at=NOW - DAY - MINUTE)
    folder.add(3, at=NOW - MINUTE)
    assert folder.poll() == [3]
    assert folder.searches[0] == (1, None, NOW - DAY)
    folder.add(4)
    assert folder.poll() == [4, 3]


def test_a_folder_that_is_numbered_anew_is_read_back_a_week() -> None:
    """The old numbers mean nothing; what is known is recognised by its Message-ID elsewhere."""
    folder = Numbered()
    folder.add(1000, at=NOW - MINUTE)
    folder.poll()
    folder.now += 30 * DAY
    folder.add(1001)
    folder.poll()
    folder.now += MINUTE
    folder.mails = {}
    folder.validity = "2"
    folder.add(1, at=NOW)
    folder.add(2, at=folder.now - 6 * DAY)
    folder.add(3)
    assert folder.poll() == [3, 2]


def test_after_a_long_silence_and_new_numbers_it_is_read_back_to_the_last_poll() -> None:
    folder = Numbered()
    folder.add(1000)
    folder.poll()
    folder.now += 20 * DAY
    folder.mails, folder.validity = {}, "2"
    folder.add(1, at=NOW + MINUTE)
    folder.add(2)
    assert folder.poll() == [2, 1]


def test_a_page_is_no_larger_than_memory_bears() -> None:
    """What does not fit is the next page's; of the very large only the head counts."""
    folder = Numbered()
    folder.add(1, 2, 3, 4, size=9 * MEGABYTE)
    assert folder.page(pages=9)
    assert folder.read == [4, 3]
    assert 2 * 9 * MEGABYTE < MOST_BYTES < 3 * 9 * MEGABYTE
    assert folder.poll() == [2, 1]
    large = Numbered()
    large.add(1, 2, 3, size=LARGEST_MAIL + 1)
    assert large.poll(pages=1) == [3, 2, 1]


def test_a_mail_that_vanishes_in_between_is_passed_over() -> None:
    folder = Numbered()
    folder.add(*range(1, 9))
    folder.page()
    del folder.mails[3]
    folder.read = []
    assert not folder.page()
    assert folder.read == [2, 1]


@pytest.mark.parametrize("cursor", ["", "{", "[]", '{"v": 99}', '{"v": 1}', "null"])
def test_a_cursor_that_cannot_be_read_begins_again(
    cursor: str, caplog: pytest.LogCaptureFixture
) -> None:
    folder = Numbered(cursor=cursor)
    folder.add(1)
    assert folder.poll() == [1]
    assert "begins again" in caplog.text


def test_many_interrupted_polls_keep_a_bounded_cursor() -> None:
    """Gaps are joined when there are too many; still every mail is read in the end."""
    folder = Numbered()
    random = Random(7)
    top, seen = 0, set[int]()
    for _ in range(60):
        top += random.randint(20, 60)
        folder.add(*range(max(folder.mails, default=0) + 1, top + 1))
        seen |= set(folder.poll(pages=1))
    assert folder.cursor is not None
    assert len(json.loads(folder.cursor)["gaps"]) <= 20
    for _ in range(60):
        seen |= set(folder.poll(pages=9))
    assert seen == set(folder.mails)
