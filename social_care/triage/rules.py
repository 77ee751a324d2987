"""The team's rules: ordered, before and after scoring; a post in, a ruling with its reasons out.

post ─┬→ rules "before" ─┬→ scored ─→ rules "after" ─→ ruling
      │                  └→ stopped and decided: not scored
      └ only a rule dismisses, and every reason names its rule
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from social_care.models import Assessment, Band, Category
from social_care.query import Query
from social_care.triage.rules_match import Pattern, Post


class When(StrEnum):
    """When a rule is looked at."""

    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What a rule asks for: everything that is given must be so."""

    text: Query | None = None
    regex: Pattern | None = None
    authors: frozenset[str] = frozenset()
    """Handles (without @ and server, or with it) or immutable ids, in lower case."""
    channels: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    """Codes: before scoring as the network says it, after scoring as triage reads it."""
    link_only: bool | None = None
    repost: bool | None = None
    followers_from: int | None = None
    followers_to: int | None = None
    """Both included; nobody whose reach is unknown fits either."""
    categories: frozenset[Category] = frozenset()
    bands: frozenset[Band] = frozenset()

    def fits(self, post: Post, verdict: Assessment | None) -> bool:
        """Whether all of it is so; `verdict` is None before scoring."""
        return (
            self._fits_verdict(verdict)
            and (not self.languages or _language(post, verdict) in self.languages)
            and (not self.channels or post.channel in self.channels)
            and (not self.accounts or post.account in self.accounts)
            and (not self.authors or not self.authors.isdisjoint(post.names))
            and self._fits_reach(post.followers)
            and self.link_only in {None, post.is_link_only}
            and self.repost in {None, post.is_repost}
            and (self.text is None or self.text.matches(post.words, post.lang, post.author))
            and (self.regex is None or self.regex.is_in(post.words))
        )

    def _fits_verdict(self, verdict: Assessment | None) -> bool:
        if verdict is None:
            return not self.categories and not self.bands
        return (not self.categories or verdict.category in self.categories) and (
            not self.bands or verdict.band in self.bands
        )

    def _fits_reach(self, followers: int | None) -> bool:
        if self.followers_from is None and self.followers_to is None:
            return True
        if followers is None:
            return False
        most = followers if self.followers_to is None else self.followers_to
        return (self.followers_from or 0) <= followers <= most


def _language(post: Post, verdict: Assessment | None) -> str:
    return post.language if verdict is None else verdict.language


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule: its name, what it asks for, and what it does."""

    name: str
    when: When = When.AFTER
    match: Match
    band: Band | None = None
    raise_to: Band | None = None
    tags: tuple[str, ...] = ()
    assign: str | None = None
    dismiss: bool = False
    stop: bool = False

    @property
    def reason(self) -> str:
        """What it did, in words."""
        done = [
            f"set to {self.band.label}" if self.band is not None else "",
            f"at least {self.raise_to.label}" if self.raise_to is not None else "",
            f"tagged {', '.join(self.tags)}" if self.tags else "",
            f"given to {self.assign}" if self.assign else "",
            "dismissed" if self.dismiss else "",
        ]
        return f'rule "{self.name}": {", ".join(filter(None, done)) or "no further rules"}'


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What the rules that fired have decided together."""

    band: Band | None = None
    raise_to: Band | None = None
    tags: tuple[str, ...] = ()
    assign: str | None = None
    dismissed_by: str = ""
    """The name of the rule; empty when none dismissed it."""
    stopped: bool = False
    fired: tuple[str, ...] = ()
    """Names, in the order in which they fired."""
    assigned_by: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def is_final(self) -> bool:
        """Nothing is left for scoring to decide."""
        return self.stopped and (bool(self.dismissed_by) or self.band is not None)

    def band_of(self, band: Band) -> Band:
        """The band that results from triage's own."""
        given = band if self.band is None else self.band
        return given if self.raise_to is None else min(given, self.raise_to)

    def and_then(self, rule: Rule) -> "Ruling":
        """With what one more rule does: later ones have the last word, a raise only raises."""
        raises = [band for band in (self.raise_to, rule.raise_to) if band is not None]
        sets = rule.band is not None
        return replace(
            self,
            band=rule.band if sets else self.band,
            raise_to=rule.raise_to if sets else min(raises, default=None),
            tags=tuple(dict.fromkeys((*self.tags, *rule.tags))),
            assign=rule.assign or self.assign,
            assigned_by=rule.name if rule.assign else self.assigned_by,
            dismissed_by=self.dismissed_by or (rule.name if rule.dismiss else ""),
            stopped=rule.stop,
            fired=(*self.fired, rule.name),
            reasons=(*self.reasons, rule.reason),
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them, in the file's order. Pure but for a count of patterns that took too long."""

    rules: Sequence[Rule] = field(default=())
    brand_words: tuple[str, ...] = ()
    """The brand's own addresses hold one of these: they are nobody's private detail."""

    def before(self, post: Post) -> Ruling:
        """What can be said before scoring."""
        return self._run(When.BEFORE, post, None, Ruling())

    def after(self, post: Post, verdict: Assessment, ruling: Ruling) -> Ruling:
        """What is added when triage's own `verdict` is known; nothing to a ruling that stopped."""
        return self._run(When.AFTER, post, verdict, ruling)

    def _run(self, when: When, post: Post, verdict: Assessment | None, ruling: Ruling) -> Ruling:
        for rule in self.rules:
            if ruling.stopped:
                break
            if rule.when is not when:
                continue
            seen = verdict and replace(verdict, band=ruling.band_of(verdict.band))
            if rule.match.fits(post, seen):
                ruling = ruling.and_then(rule)
        return ruling

    @property
    def timeouts(self) -> dict[str, int]:
        """How often the pattern of each rule took too long, where one did."""
        patterns = {rule.name: rule.match.regex for rule in self.rules}
        return {name: each.timeouts for name, each in patterns.items() if each and each.timeouts}


NO_RULES = Rules()
