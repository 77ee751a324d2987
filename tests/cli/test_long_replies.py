"""reply: in parts, and with pictures."""

import os
from pathlib import Path

import pytest

from social_care.cli.attaching import MOST_BYTES
from social_care.connectors.demo import DemoWorld
from social_care.desk import Desk, DeskSettings
from social_care.storage import Store
from tests.cli.kit import Brand
from tests.parts_kit import PNG

ANGRY = "My shoes fell apart after a week, this is a disgrace!"
SENTENCE = "We have looked at your boots, and the seam is at fault, not you; a new pair is coming. "
LONG = (SENTENCE * 9).strip()


def posts(brand: Brand) -> list[str]:
    """What we have really posted, in order."""
    return [post.text for post in DemoWorld(brand.folder / "network").posts()]


@pytest.fixture
def wanted(brand: Brand) -> int:
    """A conversation, of an account that the worker knows."""
    conversation = brand.hear(ANGRY)
    brand.does("worker", "--once")
    return conversation


@pytest.fixture
def picture(brand: Brand) -> Path:
    """A file with a picture in it."""
    path = brand.folder / "boot.png"
    path.write_bytes(PNG)
    return path


def test_a_long_answer_goes_in_parts_when_told_so(brand: Brand, wanted: int) -> None:
    said = brand.fails("reply", wanted, "--text", LONG, agent="mary")
    assert "too long by 282: the limit is 500" in said
    assert "shorten it, or give --split to send it in 2 parts" in said
    done = brand.does("reply", wanted, "--text", LONG, "--split", agent="mary")
    assert "queued as 1, in 2 parts: leaves in 0 s" in done.stderr
    brand.does("worker", "--once")
    first, second = posts(brand)
    assert first.endswith("a new pair is coming. (1/2)")
    assert second.endswith("a new pair is coming. (2/2)")
    assert [row["customer"] for row in brand.queue("answered")] == ["kim"]


def test_a_short_answer_is_one_whatever_is_told(brand: Brand, wanted: int) -> None:
    assert (
        "parts" not in brand.does("reply", wanted, "--text", "Hi", "--split", agent="mary").stderr
    )


def test_pictures_go_with_their_descriptions(brand: Brand, wanted: int, picture: Path) -> None:
    options = ("--attach", picture, "--alt", "A boot", "--attach", picture, "--alt", "Its sole")
    brand.does("reply", wanted, "--text", "Here.", *options, agent="mary")
    brand.does("worker", "--once")
    (post,) = DemoWorld(brand.folder / "network").posts()
    assert [shown.partition(": ")[2] for shown in post.pictures] == ["A boot", "Its sole"]
    kept = brand.folder / "network" / "pictures" / post.pictures[0].partition(":")[0]
    assert kept.read_bytes() == PNG


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--attach", "boot.png"), "boot.png has no description"),
        (("--attach", "boot.png", "--alt", "A", "--alt", "B"), "give one --alt per --attach"),
        (("--alt", "A boot"), "give one --alt per --attach"),
        (("--attach", "none.png", "--alt", "A"), "cannot read"),
        (("--attach", "social-care.toml", "--alt", "A"), "social-care.toml is no picture"),
        (("--attach", "boot.png", "--alt", "A", "--text", LONG), "too long by 282"),
    ],
)
def test_what_is_not_queued_leaves_no_picture_behind(
    brand: Brand,
    wanted: int,
    picture: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    said: str,
) -> None:
    monkeypatch.chdir(picture.parent)
    done = brand.run("reply", wanted, "--text", "Here.", *options, agent="mary")
    assert done.exit_code in {1, 2}
    assert said in done.stderr
    assert brand.rows("SELECT * FROM attachments") == []
    assert brand.rows("SELECT * FROM outbox") == []


def test_what_waits_with_a_draft_does_not_go_along(brand: Brand, wanted: int) -> None:
    """A script's answer carries what the script was given, and nothing else."""
    store = Store(brand.db)
    desk = Desk(store, DeskSettings(agent="mary", clock=brand.clock))
    waiting = desk.attach(wanted, "other.png", PNG, "Another boot")
    brand.does("reply", wanted, "--text", "Here.", agent="mary")
    assert desk.attachments(wanted) == (waiting,)
    store.close()


def test_a_pipe_and_a_huge_file_are_refused_unread(brand: Brand) -> None:
    conversation = brand.hear(ANGRY)
    pipe, huge = brand.folder / "pipe.png", brand.folder / "huge.png"
    os.mkfifo(pipe)
    with huge.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    for path, why in ((pipe, "is no file"), (brand.folder, "is no file"), (huge, "67 MB: more")):
        said = brand.fails(
            "reply", conversation, "--text", "See", "--attach", path, "--alt", "A boot",
            agent="mary", code=2,
        )  # fmt: skip
        assert why in said
    assert brand.rows("SELECT * FROM attachments") == []
