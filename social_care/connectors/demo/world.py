"""The simulated network's memory: what was fixed when it began, and every post it accepted."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from social_care.connectors.demo.files import append_line, locked, replace_text, whole_lines
from social_care.models import Visibility

HOUR_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a world is made of. Fixed on first use, so that a restart goes on with the same one."""

    start: int
    """When it began; ms since 1970 UTC."""
    seed: int = 1
    speed: float = 1.0
    """How much faster than life customers write and react."""
    brand: str = "Acme Shoes"
    story: bool = True
    """False: nobody writes but the messages injected through `DemoControl`."""
    opening: int = 14
    """How many conversations the world begins with, the most telling first."""
    arrivals_per_hour: float = 120.0
    """New conversations, before `speed`."""
    agents: tuple[str, ...] = ("Lena", "Joe", "Mary")
    """Whom customers praise by name."""

    def later(self, at: int, world_ms: int) -> int:
        """The moment `world_ms` of the world's own time after `at`."""
        return at + max(1, round(world_ms / self.speed))

    @property
    def handle(self) -> str:
        """The brand's own handle."""
        return "".join(filter(str.isalnum, self.brand)).lower() or "brand"


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedRecord:
    """One post of ours that the network accepted and shows, whether or not it told us so."""

    external_id: str
    key: str
    """The `Prepared.key` it came with; the same key twice is a post made twice."""
    text: str
    in_reply_to: str
    thread_key: str
    visibility: Visibility
    accepted_at: int
    """Milliseconds since 1970 UTC."""
    pictures: tuple[str, ...] = ()
    """What it shows, each as "file: description"."""


class DemoWorld:
    """One simulated account's folder: `world.json`, `posts.jsonl`, `acts.jsonl`, `control.json`."""

    def __init__(self, folder: Path | str) -> None:
        self.folder = Path(folder)
        self._posts = self.folder / "posts.jsonl"
        self._facts = self.folder / "world.json"
        self._acts = self.folder / "acts.jsonl"

    def facts(self, wanted: Facts) -> Facts:
        """The world's facts; `wanted` becomes them if this is its first use."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self.folder / "lock"):
            if not self._facts.exists():
                replace_text(self._facts, json.dumps(asdict(wanted), indent=2) + "\n")
            kept = json.loads(self._facts.read_text())
        return replace(wanted, **_known(kept))

    def posts(self) -> list[PostedRecord]:
        """What was really posted and still stands, in order: the network's own record.

        Any process may ask.
        """
        gone = frozenset(self.acts("delete"))
        return [post for post in self._all() if post.external_id not in gone]

    def _all(self) -> list[PostedRecord]:
        return [_posted(json.loads(line)) for line in whole_lines(self._posts)]

    def accept(self, key: str, payload: Mapping[str, Any], now: int, *, once: bool) -> PostedRecord:
        """Post it, and return when it is on the disk.

        With `once`, a key that was posted before makes no second post: the first is returned.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self._posts) as descriptor:
            posts = self._all()
            known = next((post for post in posts if post.key == key), None)
            if once and known:
                return known
            post = _posted({**payload, "key": key, "accepted_at": now, "external_id": _id(posts)})
            append_line(descriptor, json.dumps(asdict(post)))
            return post

    def act(self, act: str, external_id: str, now: int) -> None:
        """A like, a hiding or a deletion by us; the same once more changes nothing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with locked(self._acts) as descriptor:
            if external_id not in self.acts(act):
                append_line(descriptor, json.dumps({"act": act, "id": external_id, "at": now}))

    def acts(self, act: str) -> tuple[str, ...]:
        """What we have liked, hidden or deleted, in order: the network's own record."""
        lines = map(json.loads, whole_lines(self._acts))
        return tuple(line["id"] for line in lines if line["act"] == act)


def _id(posts: Sequence[PostedRecord]) -> str:
    return f"own-{len(posts) + 1}"


def _posted(values: Mapping[str, Any]) -> PostedRecord:
    known = {each.name: values[each.name] for each in fields(PostedRecord) if each.name in values}
    pictures = tuple(values.get("pictures", ()))
    visibility = Visibility(values["visibility"])
    return PostedRecord(**{**known, "visibility": visibility, "pictures": pictures})


def _known(kept: Mapping[str, Any]) -> dict[str, Any]:
    values = {field.name: kept[field.name] for field in fields(Facts) if field.name in kept}
    if "agents" in values:
        values["agents"] = tuple(values["agents"])
    return values
