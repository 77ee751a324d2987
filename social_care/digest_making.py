"""Makes a digest: found out, put in words, drawn."""

from dataclasses import dataclass, replace
from email.message import EmailMessage

from social_care import digest_pictures
from social_care.digest import Team, gather
from social_care.digest_facts import Facts
from social_care.digest_mail import as_mail
from social_care.digest_plan import DueDigest
from social_care.digest_words import page
from social_care.figures import GOAL
from social_care.models.digest import Page
from social_care.storage import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestMaker:
    """Digests of one brand."""

    store: Store
    team: Team
    goal: float = GOAL

    def page(self, start: int, end: int, shift: str, now: int) -> Page:
        """Of [start, end) in ms since 1970 UTC, with its pictures."""
        facts = gather(
            self.store.read(),
            self.team,
            start=start,
            end=end,
            shift=shift,
            now=now,
            goal=self.goal,
        )
        return page(with_pictures(facts))

    def message(self, digest: DueDigest, now: int) -> EmailMessage:
        """The mail of a digest that is due, without sender and recipient."""
        stint = digest.stint
        return as_mail(self.page(stint.start, stint.end, stint.shift.name, now))


def with_pictures(facts: Facts) -> Facts:
    """Pictures of what there is to see: none of a shift in which nothing came."""
    pictures = []
    if any(hour.arrived or hour.answered for hour in facts.hours):
        pictures.append(digest_pictures.by_hour(facts.hours))
    if facts.took:
        pictures.append(digest_pictures.response_times(facts.took))
    return replace(facts, pictures=tuple(pictures))
