"""A scripted shift at high speed: from closing time on a Friday, over the night on which the clocks
go back, into Monday. The real worker, desk and demo network, with a clock that the script turns.

    python bench/shift.py

It prints what happened, the alerts, the log and the figures; tests/test_shift_demo.py holds what
was worked out by hand.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent.parent))

from social_care import wiring
from social_care.cli.figure_lines import duration, stats_lines
from social_care.config import Config, load
from social_care.connectors.demo import DemoControl
from social_care.desk import Desk
from social_care.period import Period, tell
from social_care.storage import Store, spikes
from social_care.storage.connection import Row

LONDON = ZoneInfo("Europe/London")
MINUTE = 60_000
ANGRY = "My shoes fell apart after a week, this is a disgrace!"
BURNED = "My son's foot is burned by your insole, we are at the hospital"
CONFIG = """\
[brand]
name = "Acme Shoes"
words = ["acme"]
time_zone = "Europe/London"
[store]
path = "care.db"
[hours]
mon-fri = ["09:00-17:00"]
[[agents]]
name = "mary"
[[agents]]
name = "joe"
role = "lead"
[[accounts]]
name = "acme"
connector = "demo"
folder = "acme"
channel = "mastodon"
story = false
[[accounts]]
name = "night"
connector = "demo"
folder = "night"
channel = "bluesky"
story = false
[accounts.hours]
sat-sun = ["22:00-06:00"]
[[accounts]]
name = "hotline"
connector = "demo"
folder = "hotline"
channel = "x"
story = false
[accounts.hours]
mon-sun = ["00:00-24:00"]
"""


def at(day: int, clock: str, again: bool = False) -> int:
    """A moment of the wall clock in London, October 2026; `again`: the second time it shows it."""
    hour, minute, second = (*map(int, clock.split(":")), 0)[:3]
    wall = datetime(2026, 10, day, hour, minute, second, tzinfo=LONDON, fold=int(again))
    return round(wall.timestamp() * 1000)


FRIDAY, SATURDAY, SUNDAY, MONDAY = 23, 24, 25, 26


def shown(ms: int | None) -> str:
    """As the wall clock shows it: Fri 16:45 BST."""
    if ms is None:
        return "-"
    return f"{datetime.fromtimestamp(ms / 1000, LONDON):%a %H:%M:%S %Z}".replace(":00 ", " ")


@dataclass
class Shift:
    """A brand on disk and everybody in it."""

    folder: Path
    config: Config
    store: Store
    now: int
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.worker = wiring.make_worker(self.config, self.store)
        self.desks = {
            agent.name: wiring.make_desk(self.config, self.store, agent)
            for agent in self.config.agents
        }

    def desk(self, name: str) -> Desk:
        """Somebody's."""
        return self.desks[name]

    def say(self, account: str, who: str, text: str) -> None:
        """A customer writes."""
        author = {"id": who, "handle": who, "name": who.title()}
        DemoControl(self.folder / account).say(
            f"{who}-{self.now}", text, self.now, author=author, thread_key=who
        )
        self.note(f'{who} writes to {account}: "{text[:40]}"')

    def reply(self, agent: str, who: str) -> None:
        """An agent answers; the worker sends it when the undo window has passed."""
        desk, conversation = self.desk(agent), self.conversation(who)
        desk.claim(conversation)
        desk.submit(
            conversation,
            f"We are so sorry, {who.title()}.",
            private=False,
            seen=desk.conversation(conversation).seen,
        )
        self.note(f"{agent} answers {who}")

    def dismiss(self, agent: str, who: str) -> None:
        """An agent finds that no answer is needed."""
        self.desk(agent).dismiss(self.conversation(who))
        self.note(f"{agent} dismisses {who}")

    def answer_natively(self, account: str, who: str) -> None:
        """A colleague answers in the network's own app."""
        row = self.rows(
            "SELECT external_id FROM mentions m JOIN identities i ON i.id = m.identity_id"
            " WHERE i.author_id = :who",
            who=who,
        )[0]
        DemoControl(self.folder / account).answer_natively(
            f"app-{self.now}", "We are with you.", self.now, in_reply_to=row["external_id"]
        )
        self.note(f"a colleague answers {who} in the app of {account}")

    def conversation(self, who: str) -> int:
        """Of the customer of that handle."""
        sql = (
            "SELECT c.id FROM conversations c JOIN identities i ON i.id = c.identity_id"
            " WHERE i.author_id = :who"
        )
        return int(self.rows(sql, who=who)[0]["id"])

    def rows(self, sql: str, **values: object) -> list[Row]:
        """Any query."""
        return self.store.read().all(sql, **values)

    def note(self, what: str) -> None:
        """Something happened."""
        self.told.append(f"{shown(self.now):<16} {what}")


Deed = Callable[[Shift], None]

INSOLES = [
    (
        at(MONDAY, "10:00") + number * 35_000,
        lambda shift, number=number: shift.say(
            "acme", f"insole{number}", f"my insole gets so hot, number {number}"
        ),
    )
    for number in range(31)
]

SCRIPT: list[tuple[int, Deed]] = [
    (at(FRIDAY, "16:40"), lambda shift: shift.say("acme", "fred", ANGRY)),
    (at(FRIDAY, "16:45"), lambda shift: shift.say("acme", "kim", ANGRY)),
    (at(FRIDAY, "16:50"), lambda shift: shift.say("acme", "lee", "Do you ship to Spain?")),
    (at(FRIDAY, "16:55"), lambda shift: shift.say("acme", "gus", ANGRY)),
    (at(FRIDAY, "16:58"), lambda shift: shift.say("acme", "ann", ANGRY)),
    (at(FRIDAY, "17:19:50"), lambda shift: shift.reply("mary", "ann")),
    (at(SATURDAY, "23:00"), lambda shift: shift.say("night", "zoe", "I love my shoes!")),
    (at(SUNDAY, "01:45"), lambda shift: shift.say("hotline", "bob", ANGRY)),
    (at(SUNDAY, "01:13:50", again=True), lambda shift: shift.reply("mary", "bob")),
    (at(SUNDAY, "05:29:50"), lambda shift: shift.reply("joe", "zoe")),
    (at(SUNDAY, "10:00"), lambda shift: shift.say("acme", "pat", BURNED)),
    (at(SUNDAY, "11:00"), lambda shift: shift.answer_natively("acme", "pat")),
    (at(MONDAY, "09:02"), lambda shift: shift.dismiss("joe", "fred")),
    (at(MONDAY, "09:15:50"), lambda shift: shift.reply("joe", "kim")),
    (at(MONDAY, "09:39:50"), lambda shift: shift.reply("mary", "lee")),
    *INSOLES,
    (at(MONDAY, "10:29:50"), lambda shift: shift.reply("mary", "gus")),
]
"""Who does what when."""

BUSY = (
    (at(FRIDAY, "16:40"), at(FRIDAY, "17:21")),
    (at(SUNDAY, "01:44"), at(SUNDAY, "01:16", again=True)),
    (at(SUNDAY, "05:29"), at(SUNDAY, "05:31")),
    (at(SUNDAY, "10:00"), at(SUNDAY, "10:02")),
    (at(SUNDAY, "11:00"), at(SUNDAY, "11:02")),
    (at(MONDAY, "08:59"), at(MONDAY, "09:42")),
    (at(MONDAY, "09:59"), at(MONDAY, "10:31")),
)
"""When the worker does a round every minute; else every three hours."""


def rounds() -> Iterator[int]:
    """The moments of the worker's rounds: two seconds after each minute, as its own might be."""
    now, end = BUSY[0][0], BUSY[-1][1]
    while now <= end:
        yield now + 2_000
        is_busy = any(begin <= now < until for begin, until in BUSY)
        starts = [begin for begin, _ in BUSY if begin > now]
        now = now + MINUTE if is_busy else min([now + 180 * MINUTE, *starts])


@contextmanager
def opened(folder: Path) -> Iterator[Shift]:
    """The brand before anything has happened, and the script's clock in place of the real one."""
    path = folder / "social-care.toml"
    path.write_text(CONFIG, encoding="utf-8")
    config, real = load(path), wiring.now_ms
    store = wiring.open_store(config)
    shift: Shift | None = None
    wiring.now_ms = lambda: shift.now if shift else BUSY[0][0]
    try:
        shift = Shift(folder, config, store, BUSY[0][0])
        shift.worker.once()
        yield shift
        shift.worker.close()
    finally:
        wiring.now_ms = real
        store.close()


def play(shift: Shift) -> None:
    """All of it, in order: what people do, ten seconds later what the worker sends, its rounds."""
    sendings = [(moment + 10_000, None) for moment, _ in SCRIPT if moment % MINUTE == 50_000]
    beats = [(moment, None) for moment in rounds()]
    for moment, deed in sorted([*SCRIPT, *sendings, *beats], key=lambda each: each[0]):
        shift.now = moment
        if deed is not None:
            deed(shift)
        else:
            shift.worker.once()


def alerts(shift: Shift) -> list[Row]:
    """What was raised, in its order; muted ones aside."""
    return shift.rows(
        "SELECT l.at, l.stage, l.withdrawn_at, l.detail, i.author_id AS who, w.due_at"
        " FROM alerts l LEFT JOIN waits w ON w.id = l.wait_id"
        " LEFT JOIN conversations c ON c.id = w.conversation_id"
        " LEFT JOIN identities i ON i.id = c.identity_id WHERE l.muted = 0 ORDER BY l.at, l.id"
    )


def log(shift: Shift) -> list[Row]:
    """The response-time log, by its beginning."""
    return shift.rows(
        "SELECT r.*, i.author_id AS who FROM response_rows r"
        " JOIN conversations c ON c.id = r.conversation_id"
        " JOIN identities i ON i.id = c.identity_id WHERE i.author_id NOT LIKE 'insole%'"
        " ORDER BY r.waiting_since, r.wait_id"
    )


def report(shift: Shift) -> Iterator[str]:
    """What a lead would want to check by hand."""
    yield "WHAT HAPPENED"
    insoles = [line for line in shift.told if "insole gets so hot" in line]
    yield from (line for line in shift.told if line not in insoles[1:-1])
    yield f"                 (and {len(insoles) - 2} more between them)"
    yield ""
    yield "ALERTS"
    spike = {each.at: each.line for each in spikes.between(shift.store.read(), 0, shift.now)}
    for row in alerts(shift):
        about = f"{row['who']}, due {shown(row['due_at'])}" if row["who"] else spike[row["at"]]
        yield f"{shown(row['at']):<16} {row['stage']:<10} {about}"
    yield ""
    yield "LOG"
    heads = f"{'who':<5}{'waiting since':<15}{'due':<15}{'answered':<18}"
    yield f"{heads}{'elapsed':>9}{'business':>9} in time"
    for row in log(shift):
        elapsed, business = (
            duration(None if row[name] is None else row[name] / 1000)
            for name in ("elapsed_ms", "business_ms")
        )
        fate = {1: "yes", 0: "no", None: row["outcome"]}[row["within_target"]]
        yield (
            f"{row['who']:<5}{shown(row['waiting_since']):<15}{shown(row['due_at']):<15}"
            f"{shown(row['responded_at']):<18}{elapsed:>9}{business:>9} {fate}"
        )
    yield ""
    yield "FIGURES"
    period = Period(now=shift.now, zone=LONDON)
    told = tell(
        shift.store.read(), period, lambda name: wiring.policy(shift.config, name, "").calendar
    )
    yield from stats_lines(told, "Europe/London", with_parts=False)


def main() -> None:
    """Play it and print it."""
    with TemporaryDirectory() as folder, opened(Path(folder)) as shift:
        play(shift)
        print("\n".join(report(shift)))


if __name__ == "__main__":
    main()
