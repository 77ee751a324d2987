"""The whole circle on real networks: a stranger's angry post becomes a logged answer in its thread.

Nothing of ours is replaced: `social-care worker --once` in a process of its own, the console driven
by its keys, and the network's own servers between us and the stranger.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from social_care import wiring
from social_care.config import load
from social_care.models.views import View
from social_care.tui.app import ConsoleApp
from tests.servers.launch import BlueskyNetwork, MastodonServer
from tests.servers.strangers import BlueskyAccount, MastodonAccount, eventually, unique

WORDS = "third week without my order and nobody answers. This is a disgrace, I want my money back!"
ANSWER = "I am so sorry. Your money goes back to you today, and I will call you myself."


@dataclass(frozen=True)
class Desk:
    """One brand's installation: a configuration file, a database, and the command."""

    folder: Path

    @classmethod
    def set_up(cls, folder: Path, account: str) -> "Desk":
        text = f"""
            [brand]
            name = "Acme Shoes"
            words = ["acme"]
            [replies]
            undo_seconds = 0
            [[agents]]
            name = "mary"
            [[accounts]]
            name = "acme"
            {account}
        """
        (folder / "social-care.toml").write_text(text, encoding="utf-8")
        return cls(folder)

    def run(self, *words: str, secret: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "social_care", "--agent", "mary", *words],
            cwd=self.folder,
            env={**os.environ, "ACME_SECRET": secret},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def worker_once(self, secret: str) -> None:
        done = self.run("worker", "--once", secret=secret)
        assert done.returncode == 0, done.stderr

    def queue(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.run("queue", "--json").stdout.splitlines()]

    def waits_for(self, word: str, secret: str) -> Callable[[], list[dict[str, Any]]]:
        """Work one round and look for the stranger's word in the queue."""

        def look() -> list[dict[str, Any]]:
            self.worker_once(secret)
            return [row for row in self.queue() if word in row["text"]]

        return look

    async def answer_in_the_console(self) -> None:
        """`n` claims and opens the customer, `r` opens the composer, `Ctrl+S` sends."""
        config = load(self.folder / "social-care.toml")
        store = wiring.open_store(config)
        desk = wiring.make_desk(config, store, config.agent("mary"))
        app = ConsoleApp(desk)
        async with app.run_test(size=(120, 40)) as pilot:
            await app.workers.wait_for_complete()
            await pilot.press("n")
            await app.workers.wait_for_complete()
            await pilot.pause()
            await pilot.press("r")
            await pilot.pause()
            await pilot.press(*ANSWER)
            await pilot.press("ctrl+s")
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert [item.text for item in desk.outbox()] == [ANSWER]
        store.close()

    def exported(self) -> list[dict[str, Any]]:
        done = self.run("export", "responses", "--format", "jsonl")
        assert done.returncode == 0, done.stderr
        sys.stdout.write(done.stdout)
        return [json.loads(line) for line in done.stdout.splitlines()]


def instant(text: str) -> float:
    """Seconds since 1970 of an ISO time."""
    return datetime.fromisoformat(text).timestamp()


def check_row(row: dict[str, Any], channel: str, before: float, after: float) -> None:
    """The exported row has the right people, and times that fit what really happened."""
    assert (row["channel"], row["agent"], row["source"]) == (channel, "mary", "console")
    assert (row["kind"], row["outcome"], row["category"]) == ("first", "answered", "complaint")
    assert row["band"] in {"high", "urgent"}
    stamps = ("waiting_since", "detected_at", "claimed_at", "submitted_at", "responded_at")
    times = [instant(row[name]) for name in stamps]
    assert times == sorted(times)
    assert before - 1 <= times[0]
    assert times[-1] <= after + 1
    assert abs(row["elapsed_s"] - (times[-1] - times[0])) < 0.0015
    parts = row["detection_s"] + row["queue_s"] + row["handling_s"] + row["delivery_s"]
    assert abs(parts - row["elapsed_s"]) < 0.0005
    assert row["business_s"] == row["elapsed_s"]
    assert row["within_target"] is True


async def test_a_stranger_on_bluesky_is_answered(
    bluesky_network: BlueskyNetwork, tmp_path: Path
) -> None:
    brand = BlueskyAccount.join(bluesky_network.pds, "brand")
    kim = BlueskyAccount.join(bluesky_network.pds, "kim")
    password = brand.create_app_password()
    desk = Desk.set_up(
        tmp_path,
        f"""connector = "bluesky"
            base_url = "{bluesky_network.pds}"
            handle = "{brand.handle}"
            password = "env:ACME_SECRET"
        """,
    )
    word = unique("parcel")
    before = wiring.now_ms() / 1000
    asked = kim.post(f"@{brand.handle} {word}: {WORDS}", mention=brand)

    (row,) = eventually(desk.waits_for(word, password), 60)
    assert (row["category"], row["customer"]) == ("complaint", kim.handle)
    assert row["reasons"]
    await desk.answer_in_the_console()
    desk.worker_once(password)

    (reply,) = eventually(lambda: kim.replies(asked.uri), 60)
    assert (reply.text, reply.did) == (ANSWER, brand.did)
    assert (reply.root, reply.parent) == (asked.uri, asked.uri)
    (logged,) = desk.exported()
    check_row(logged, "bluesky", before, wiring.now_ms() / 1000)

    desk.worker_once(password)  # our own reply comes back as an own post, never as a mention
    assert len(kim.replies(asked.uri)) == 1
    assert desk.queue() == []
    assert len(desk.exported()) == 1


async def test_a_stranger_on_a_mastodon_server_is_answered(
    mastodon_server: MastodonServer, tmp_path: Path
) -> None:
    brand, alice = (
        MastodonAccount.log_in(mastodon_server.base_url, user, mastodon_server.users[user])
        for user in ("brand", "alice")
    )
    desk = Desk.set_up(
        tmp_path,
        f"""connector = "mastodon"
            base_url = "{mastodon_server.base_url}"
            token = "env:ACME_SECRET"
        """,
    )
    word = unique("parcel")
    before = wiring.now_ms() / 1000
    asked = alice.post(f"@brand {word}: {WORDS}")

    found = eventually(desk.waits_for(word, brand.token), 90)
    assert [row["category"] for row in found] == ["complaint"]
    for row in desk.queue():  # the server may be used by other tests: only ours is answered
        if word not in row["text"]:
            desk.run("dismiss", str(row["id"]))
    await desk.answer_in_the_console()
    desk.worker_once(brand.token)

    (reply,) = eventually(lambda: alice.replies(asked.id), 90)
    assert ANSWER in reply.content
    assert reply.in_reply_to_id == asked.id
    logged = [row for row in desk.exported() if row["source"] == "console"]
    assert len(logged) == 1
    check_row(logged[0], "mastodon", before, wiring.now_ms() / 1000)

    desk.worker_once(brand.token)
    assert len(alice.replies(asked.id)) == 1
    assert [row for row in desk.queue() if word in row["text"]] == []


async def test_the_queue_view_shows_what_the_console_shows(
    bluesky_network: BlueskyNetwork, tmp_path: Path
) -> None:
    """The command and the console read the same rows in the same order."""
    brand = BlueskyAccount.join(bluesky_network.pds, "brand")
    password = brand.create_app_password()
    desk = Desk.set_up(
        tmp_path,
        f"""connector = "bluesky"
            base_url = "{bluesky_network.pds}"
            handle = "{brand.handle}"
            password = "env:ACME_SECRET"
        """,
    )
    word = unique("boot")
    for text in (f"{word}: do they come in half sizes?", f"{word}: {WORDS}"):
        stranger = BlueskyAccount.join(bluesky_network.pds, "sam")
        stranger.post(f"@{brand.handle} {text}", mention=brand)
    eventually(lambda: len(desk.waits_for(word, password)()) == 2, 60)
    config = load(tmp_path / "social-care.toml")
    store = wiring.open_store(config)
    ids = list(wiring.make_desk(config, store, config.agent("mary")).queue_ids(View.TODO))
    store.close()
    assert ids == [row["id"] for row in desk.queue()]
    assert [row["category"] for row in desk.queue()] == ["complaint", "question"]
