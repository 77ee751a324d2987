"""Words in an editor: private while they lie there, found again when their console was killed."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from social_care.models.views import Draft
from social_care.tui.scratch import Loan, left_behind, lend

DRAFT = Draft(
    id=31, conversation_id=7, agent="mary", text="x", private=True, revision=4, updated_at=0
)

KILLED = """
import os, pathlib, sys
from social_care.tui.scratch import lend
from tests.tui.test_scratch import DRAFT
loan = lend(pathlib.Path(sys.argv[1]), 7, private=True, written="before")
loan.stamp(DRAFT)
loan.path.write_text("after")
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "editor"


def lent(folder: Path, words: str = "Dear Kim") -> Loan:
    return lend(folder, 7, private=True, written=words)


def test_the_file_and_its_folder_are_for_their_owner_only(folder: Path) -> None:
    loan = lent(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(one.stat().st_mode) for one in folder.iterdir()} == {0o600}
    loan.close()


def test_a_folder_that_others_can_read_is_closed_to_them(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    lent(folder).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_nothing_is_left_of_words_that_are_safe(folder: Path) -> None:
    loan = lent(folder)
    assert loan.read() == "Dear Kim"
    loan.close()
    assert list(folder.iterdir()) == []


def test_a_living_consoles_words_are_its_own(folder: Path) -> None:
    loan = lent(folder)
    assert left_behind(folder) == []
    loan.close()


def test_a_killed_consoles_words_are_found_with_their_draft(folder: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(folder)], check=False)
    assert done.returncode == -9
    (left,) = left_behind(folder)
    assert (left.conversation_id, left.private, left.text) == (7, True, "after")
    draft = left.draft("mary")
    assert draft is not None
    assert (draft.id, draft.revision, draft.agent) == (31, 4, "mary")
    left.remove()
    assert list(folder.iterdir()) == []


def test_a_later_stamp_is_what_counts(folder: Path) -> None:
    loan = lent(folder)
    loan.stamp(None)
    loan.stamp(DRAFT)
    loan.stamp(Draft(**{**{n: getattr(DRAFT, n) for n in DRAFT.__slots__}, "revision": 12}))
    loan.forget()
    (left,) = left_behind(folder)
    assert (left.draft_id, left.revision) == (31, 12)


def test_words_that_never_were_a_draft_are_found_too(folder: Path) -> None:
    loan = lent(folder)
    loan.forget()
    loan.path.with_suffix(".lock").unlink()
    (left,) = left_behind(folder)
    assert left.draft("mary") is None


def test_what_editors_leave_beside_it_is_not_ours(folder: Path) -> None:
    loan = lent(folder)
    loan.forget()
    for name in (f".{loan.path.name}.swp", f"{loan.path.name}~", "reply-x-public-1.txt", "notes"):
        (folder / name).write_text("not ours")
    assert [left.path for left in left_behind(folder)] == [loan.path]


def test_a_folder_that_was_never_used_holds_nothing(folder: Path) -> None:
    assert left_behind(folder) == []
