"""The worker's chores as the configuration wants them."""

from pathlib import Path

from social_care import outlets, worker
from social_care.config import Config, check
from social_care.similar import Measure
from social_care.storage import Store
from tests.world import START

TELLING = """
[mail]
host = "127.0.0.1"
from = "care@acme.example"

[[alerts]]
to = ["lead@acme.example", "sam@acme.example"]

[[alerts]]
url = "env:SLACK_WEBHOOK"
"""


def chores(tmp_path: Path, text: str) -> list[str]:
    config: Config = check(text, tmp_path / "social-care.toml")
    store = Store(tmp_path / "care.db")
    try:
        made = outlets.make_chores(config, store, str, lambda: START, _no_measure)
    finally:
        store.close()
    return [chore.name for chore in made]


def _no_measure() -> Measure:
    raise AssertionError("nothing is measured while the worker is put together")


def test_every_target_has_a_job_of_its_own(tmp_path: Path) -> None:
    tells = [name for name in chores(tmp_path, TELLING) if name.startswith("tell ")]
    assert tells == [
        "tell mail:lead@acme.example",
        "tell mail:sam@acme.example",
        "tell hook:env:SLACK_WEBHOOK",
    ]


def test_flags_are_raised_and_routed_before_they_are_told_and_mails_come_last(
    tmp_path: Path,
) -> None:
    names = chores(tmp_path, TELLING + '[worker]\nheartbeat_url = "env:BEAT"\n')
    order = ["account health", "route flags", "tell mail:lead@acme.example", "mails", "heartbeat"]
    assert [name for name in names if name in order] == order


def test_without_any_of_it_only_flags_are_looked_after(tmp_path: Path) -> None:
    names = chores(tmp_path, "")
    assert "route flags" in names
    assert not [name for name in names if name.startswith(("tell ", "mails", "heartbeat"))]


def test_from_its_moment_to_its_message_a_flag_takes_less_than_five_seconds() -> None:
    """Watching, routing and telling each wait for their tick once."""
    assert worker.WATCH_TICK_S + 2 * outlets.TELL_TICK_S < 5
