"""outbox: what is on its way, and stopping everything."""

import pytest

from social_care.connectors.demo import DemoWorld
from tests.cli.kit import Brand

ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def posts(brand: Brand) -> list[str]:
    """What we have really posted, in order."""
    return [post.text for post in DemoWorld(brand.folder / "network").posts()]


@pytest.fixture
def written(brand: Brand) -> Brand:
    """A reply in the outbox."""
    brand.does("reply", brand.hear(ANGRY), "--text", "So sorry!", agent="mary")
    return brand


def test_the_outbox_lists_what_is_not_sent_yet(written: Brand) -> None:
    for words in (["outbox"], ["outbox", "list"], ["outbox", "list", "--account", "acme"]):
        (line,) = written.does(*words).stdout.splitlines()
        assert line.split() == ["1", "queued", "acme", "mary", "So", "sorry!"]
    assert written.does("outbox", "list", "--account", "other").stdout == ""
    written.does("worker", "--once")
    assert written.does("outbox").stdout == ""


def test_an_item_tells_its_trouble_on_its_own_line(written: Brand) -> None:
    written.network.fault("send", "refuse", words="no \x1b[31mlinks\nplease")
    written.does("worker", "--once")
    (line,) = written.does("outbox").stdout.splitlines()
    assert "refused" in line
    assert "no links please" in line


def test_hold_stops_everything_and_release_lets_it_go_on(written: Brand) -> None:
    assert "nothing is sent" in written.does("outbox", "hold", agent="joe").stderr
    written.does("worker", "--once")
    assert posts(written) == []
    assert "sending again" in written.does("outbox", "release", agent="joe").stderr
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]


def test_who_stopped_it_is_logged(written: Brand) -> None:
    written.does("outbox", "hold", agent="joe")
    written.does("outbox", "release", agent="mary")
    events = written.rows("SELECT kind, agent FROM events WHERE kind LIKE 'outbox_%' ORDER BY id")
    assert [tuple(row) for row in events] == [
        ("outbox_stopped", "joe"),
        ("outbox_released", "mary"),
    ]


def test_one_account_can_be_stopped_alone(written: Brand) -> None:
    written.imported({"external_id": "1", "text": "hi", "created_at": "2026-11-02T08:00:00Z"})
    written.does("outbox", "hold", "--account", "import", agent="joe")
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]
    stopped = written.rows("SELECT name FROM accounts WHERE outbox_stopped = 1")
    assert [row["name"] for row in stopped] == ["import"]


@pytest.mark.parametrize("action", ["hold", "release"])
def test_an_account_that_is_not_there_is_never_reported_as_stopped(
    written: Brand, action: str
) -> None:
    said = written.fails("outbox", action, "--account", "acmee", agent="joe")
    assert "no account 'acmee'" in said
    written.does("worker", "--once")
    assert posts(written) == ["So sorry!"]
    assert written.rows("SELECT 1 FROM events WHERE kind LIKE 'outbox_%'") == []


def test_before_any_account_is_known_there_is_nothing_to_stop(brand: Brand) -> None:
    assert "no account yet" in brand.fails("outbox", "hold", agent="joe")


def test_an_unknown_action_is_a_usage_error(brand: Brand) -> None:
    brand.fails("outbox", "burn", code=2)


def test_everything_stopped_shows_in_doctor(written: Brand) -> None:
    written.does("outbox", "hold", agent="joe")
    shown = written.does("doctor").stdout
    assert "outbox is stopped" in shown
    assert "outbox release" in shown
