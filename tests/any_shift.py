"""Any shift: customers, agents and time in any order, on a real database, played step by step."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import strategies as st

from social_care.errors import SocialCareError
from social_care.hours import Calendar
from social_care.models import Visibility
from social_care.storage import accounts
from tests.world import DAY, HOUR, MINUTE, START, Shop

OFFICE = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})
STARTS = {
    "a Monday": START,
    "the night in which the clocks go back": START - 9 * DAY + 15 * HOUR,
    "the night in which they go forward": START - 219 * DAY + 15 * HOUR,
}
"""2026-11-02 09:00, 2026-10-25 00:00 and 2026-03-29 00:00, all UTC; the clocks change at 01:00."""
ACCOUNTS = ("acme", "acme-mail")
TEXTS = ("angry", "angry", "burned", "how?", "how?", "lovely", "spam", "thanks", "hello")

Step = tuple[str, dict[str, Any]]

_AUTHORS = ("kim", "lee", "ann", "bob")
_AGENTS = ("mary", "sam")
_NUMBERS = tuple(range(40))
_STEPS: dict[str, dict[str, Sequence[Any]]] = {
    "write": {
        "author": _AUTHORS,
        "text": TEXTS,
        "account": (0, 0, 0, 1),
        "late": (0, 0, 1, 4, 25, 200),
        "twin": (False, False, False, True),
    },
    "answer": {"agent": _AGENTS, "number": _NUMBERS, "thinks": (0, 1, 7, 30)},
    "close": {
        "agent": _AGENTS,
        "number": _NUMBERS,
        "how": ("resolve", "dismiss", "elsewhere", "claim", "snooze", "undo"),
    },
    "native": {"number": _NUMBERS, "quick": (False, True), "beside": (-1, 0, 0, 1)},
    "delete": {"number": _NUMBERS},
    "wait": {"minutes": (0.1, 3, 5, 12, 24, 31, 45, 55, 180, 700, 2_000)},
}
"""What can happen, and every field with what it can be."""
_OFTEN = ("write", "write", "write", "write", "answer", "answer", "close", "close", "wait", "wait")
_HAPPENS = (*_OFTEN, *_OFTEN, "native", "native", "delete")


def a_step(chosen: Random) -> Step:
    """Any step, chosen by chance."""
    name = chosen.choice(_HAPPENS)
    return name, {field: chosen.choice(values) for field, values in _STEPS[name].items()}


def prelude() -> list[Step]:
    """Two hours and more, dense enough that nothing on an edge is left to chance: every twelve
    minutes somebody writes, and is answered after five of them, or a millisecond beside.
    """
    told: list[Step] = []
    for number in range(12):
        author, beside = _AUTHORS[number % len(_AUTHORS)], number // 4 - 1
        written = {"author": author, "text": "how?", "account": 0, "late": 0, "twin": False}
        told += [("write", written), ("wait", {"minutes": 12})]
        told.append(("native", {"number": number, "quick": True, "beside": beside}))
    return told


def _strategy(name: str) -> st.SearchStrategy[Step]:
    fields = {field: st.sampled_from(list(values)) for field, values in _STEPS[name].items()}
    return st.tuples(st.just(name), st.fixed_dictionaries(fields))


steps = st.lists(st.sampled_from(_HAPPENS).flatmap(_strategy), min_size=4, max_size=40)
"""The same for hypothesis, which finds the shortest shift that shows a fault."""


@dataclass(slots=True)
class AnyShift:
    """A shop with two accounts, at work."""

    shop: Shop

    @classmethod
    def opened(cls, path: Path, *, start: int, office: bool) -> "AnyShift":
        """A new one."""
        shop = Shop(path, calendar=OFFICE if office else Calendar.always())
        shop.now = start
        shop.open_account(ACCOUNTS[1])
        with shop.store.write() as tx:
            accounts.ensure(tx, ACCOUNTS[1], "fake", "email", "fake")
        return cls(shop)

    def play(self, told: Sequence[Step]) -> None:
        """Everything that the desk lets happen."""
        for name, fields in told:
            try:
                getattr(self, name)(**fields)
            except SocialCareError:
                continue

    def write(self, author: str, text: str, account: int, late: int, *, twin: bool) -> None:
        """A customer writes, and we know of it some minutes later."""
        posted_at = self.shop.now - late * MINUTE
        for name in ACCOUNTS if twin else (ACCOUNTS[account],):
            number = self.shop.value("SELECT count(*) FROM mentions")
            mention = self.shop.mention(
                text,
                author,
                posted_at=posted_at,
                canonical_id=f"one post {number}"
                if not twin
                else f"seen twice {posted_at} {author}",
                visibility=Visibility.PUBLIC,
            )
            self.shop.receive(mention, account=name)

    def answer(self, agent: str, number: int, thinks: int) -> None:
        """An agent takes a customer, thinks, and answers."""
        conversation = self._open(number)
        desk = self.shop.desk(agent)
        desk.claim(conversation)
        self.shop.pass_time(minutes=thinks)
        self.shop.submit(conversation, f"answer {number}", agent)
        self.shop.pass_time(seconds=12)
        for account in ACCOUNTS:
            self.shop.deliver(account=account)

    def close(self, agent: str, number: int, how: str) -> None:
        """An agent does something else with a customer."""
        conversation, desk = self._open(number), self.shop.desk(agent)
        if how == "elsewhere":
            desk.answered(conversation, "phone", at=self.shop.now - 2 * MINUTE)
        elif how == "resolve":
            desk.resolve(conversation, anyway=True)
        elif how == "snooze":
            desk.snooze(conversation, self.shop.now + HOUR)
        elif how == "undo":
            desk.undo()
        else:
            getattr(desk, how)(conversation)

    def native(self, number: int, beside: int, *, quick: bool) -> None:
        """Somebody answers in the network's own app, on the edge of five minutes or of due."""
        row = self._mention(number)
        edge = row["posted_at"] + 5 * MINUTE if quick else row["due_at"]
        self.shop.receive(
            own=[
                self.shop.own_post(
                    thread_key=row["thread_key"],
                    in_reply_to=row["external_id"],
                    posted_at=min(edge + beside, self.shop.now),
                )
            ],
            account=row["account"],
        )

    def delete(self, number: int) -> None:
        """A customer takes back what they wrote."""
        row = self._mention(number)
        mention = self.shop.mention(external_id=row["external_id"])
        self.shop.receive(changes=[self.shop.deletion(mention)], account=row["account"])

    def wait(self, minutes: float) -> None:
        """Time goes by."""
        self.shop.pass_time(minutes=minutes)

    def _open(self, number: int) -> int:
        """A conversation, one in which somebody waits if there is any."""
        sql = "SELECT id FROM conversations ORDER BY wait_id IS NULL, id"
        ids = [row["id"] for row in self.shop.rows(sql)]
        waiting = self.shop.value("SELECT count(*) FROM conversations WHERE wait_id IS NOT NULL")
        if not ids:
            raise SocialCareError("nobody has written yet")
        return int(ids[number % (waiting or len(ids))])

    def _mention(self, number: int) -> Any:
        rows = self.shop.rows(
            "SELECT m.*, a.name AS account FROM mentions m JOIN accounts a ON a.id = m.account_id"
            " ORDER BY m.id"
        )
        if not rows:
            raise SocialCareError("nobody has written yet")
        return rows[number % len(rows)]
