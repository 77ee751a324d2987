"""Takes in mentions at a steady pace: python bench/kit/writer.py DATABASE PER_SECOND."""

import sys
import time
from itertools import count
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent.parent))

from social_care.connectors.base import Page
from social_care.hours import Calendar
from social_care.ingest import Intake, take_in
from social_care.models import Assessment, Author, Band, Category, Mention
from social_care.sla import Policy, Targets
from social_care.storage import Store, accounts
from social_care.triage import Subject


class Question:
    """Everybody asks something."""

    def assess(self, subject: Subject) -> Assessment:
        """The same for all."""
        del subject
        return Assessment(
            language="en",
            sentiment=0.0,
            category=Category.QUESTION,
            complaint=0.1,
            score=40,
            band=Band.NORMAL,
            reasons=("a question",),
        )


def main() -> None:
    """Until it is ended."""
    store = Store(Path(sys.argv[1]))
    pause_s = 1 / float(sys.argv[2])
    row = accounts.by_name(store.read(), "acme")
    assert row is not None
    intake = Intake(
        account_id=row["id"],
        network="bench",
        own_id="us",
        stream="mentions",
        policy=Policy(Targets(), Calendar.always()),
        triage=Question(),
    )
    print("writing", flush=True)
    for number in count():
        now = round(time.time() * 1000)
        mention = Mention(
            external_id=f"new {now} {number}",
            text=f"do you have these in green ({number})",
            posted_at=now,
            thread_key=f"new {now} {number}",
            author=Author(id=f"new {now} {number}", handle=f"new{number}"),
        )
        with store.write() as tx:
            take_in(tx, intake, Page(cursor=str(number), mentions=[mention]), now)
        time.sleep(pause_s)


if __name__ == "__main__":
    main()
