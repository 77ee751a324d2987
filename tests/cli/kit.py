"""A brand on disk, with a clock and a simulated network, and its command line under test."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from social_care.cli import main
from social_care.connectors.demo import DemoControl
from social_care.storage import Store
from social_care.storage.connection import Row
from tests.world import HOUR, MINUTE, SECOND, START

CONFIG = """\
[brand]
name = "Acme Shoes"
words = ["acme"]
time_zone = "Europe/London"

[store]
path = "care.db"

[replies]
undo_seconds = 0

[[agents]]
name = "mary"
initials = "MC"
languages = ["en"]

[[agents]]
name = "joe"
role = "lead"
languages = ["en"]

[[accounts]]
name = "acme"
connector = "demo"
folder = "network"
channel = "mastodon"
story = false
"""


def iso(ms: int) -> str:
    """A moment as people write it."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)).isoformat()


@dataclass(slots=True)
class Brand:
    """One configuration, one database, one simulated network in a folder."""

    folder: Path
    now: int = START
    env: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        """Its configuration file."""
        return self.folder / "social-care.toml"

    @property
    def db(self) -> Path:
        """Its database."""
        return self.folder / "care.db"

    @property
    def network(self) -> DemoControl:
        """The simulated network behind the account `acme`."""
        return DemoControl(self.folder / "network")

    def configure(self, text: str = CONFIG, more: str = "") -> None:
        """Write the configuration file."""
        self.config.write_text(text + more, encoding="utf-8")

    def clock(self) -> int:
        """The time here; stands in for the only clock."""
        return self.now

    def pass_time(self, *, hours: float = 0, minutes: float = 0, seconds: float = 0) -> int:
        """Let time pass; the new time."""
        self.now += round(hours * HOUR + minutes * MINUTE + seconds * SECOND)
        return self.now

    # Commands -----------------------------------------------------------------------------------

    def run(
        self, *words: str | int | Path, agent: str | None = None, stdin: str | bytes | None = None
    ) -> Result:
        """Run a command; our errors never come as tracebacks."""
        line = ["--config", str(self.config), *map(str, words)]
        if agent is not None:
            line += ["--agent", agent]
        done = CliRunner().invoke(main, line, input=stdin, env=self.env)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return done

    def does(
        self, *words: str | int | Path, agent: str | None = None, stdin: str | bytes | None = None
    ) -> Result:
        """Run a command that must succeed."""
        done = self.run(*words, agent=agent, stdin=stdin)
        assert done.exit_code == 0, done.stderr
        return done

    def fails(
        self,
        *words: str | int | Path,
        agent: str | None = None,
        stdin: str | None = None,
        code: int = 1,
    ) -> str:
        """Run a command that must fail and say so on stderr only; what it said."""
        done = self.run(*words, agent=agent, stdin=stdin)
        assert (done.exit_code, done.stdout) == (code, ""), (done.stdout, done.stderr)
        return done.stderr

    def json(self, *words: str | int | Path, agent: str | None = None) -> list[dict[str, Any]]:
        """What a command that must succeed prints, one object per line."""
        return [json.loads(line) for line in self.does(*words, agent=agent).stdout.splitlines()]

    def queue(self, view: str = "todo") -> list[dict[str, Any]]:
        """The queue as scripts read it."""
        return self.json("queue", "--view", view, "--json")

    # What happens -------------------------------------------------------------------------------

    def say(self, text: str, by: str = "kim", **fields: Any) -> str:
        """A customer writes on the simulated network now; the post's id."""
        external_id = fields.pop("external_id", f"{by}-{self.now}-{len(text)}")
        author = {"id": by, "handle": by, "name": by.title()}
        fields = {"posted_at": self.now, "author": author, **fields}
        self.network.say(external_id, text, **fields)
        return str(external_id)

    def hear(self, text: str, by: str = "kim", **fields: Any) -> int:
        """A customer writes and the worker reads it; the conversation."""
        self.say(text, by, **fields)
        self.does("worker", "--once")
        sql = "SELECT conversation_id FROM mentions ORDER BY id DESC LIMIT 1"
        return int(self.rows(sql)[0][0])

    def imported(self, *records: Mapping[str, Any], options: tuple[str, ...] = ()) -> Result:
        """Import records from stdin."""
        lines = "".join(json.dumps(record) + "\n" for record in records)
        return self.run("import", "-", *options, stdin=lines)

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """Any query."""
        store = Store(self.db)
        try:
            return store.read().all(sql, **values)
        finally:
            store.close()


def record(number: int, text: str = "where is my order?", **fields: Any) -> dict[str, Any]:
    """An import record, posted when the brand's clock starts."""
    made = {
        "external_id": f"x{number}",
        "text": text,
        "created_at": iso(START),
        "author": {"handle": f"kim{number}", "name": f"Kim {number}"},
    }
    return {**made, **fields}
