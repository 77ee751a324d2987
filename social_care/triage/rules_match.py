"""What a rule can see of a post, and patterns that no text can make run away."""

import logging
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from social_care.text import inert
from social_care.triage.languages import NO_LANGUAGE, UNKNOWN

LONGEST = 10_000
"""Characters of a text that rules look at."""
BUDGET_S = 0.05
"""Seconds of computing that one pattern may spend on one text; usual ones take microseconds."""
PATIENCE = 5
"""Texts on which a pattern may take too long before it is no longer tried."""

_LINK = re.compile(r"(?:https?://|www\.)\S++", re.IGNORECASE)
_NAME = re.compile(r"[@#]\S++")
_REPOST = re.compile(r"\s*RT[: ]\s*@\w")

logger = logging.getLogger("social_care.rules")


@dataclass(frozen=True, kw_only=True)
class Post:
    """A mention as rules see it."""

    text: str
    """As the platform said it."""
    author: str = ""
    """The handle."""
    author_id: str = ""
    account: str = ""
    channel: str = ""
    lang: str | None = None
    """As the network says it."""
    followers: int | None = None

    @cached_property
    def words(self) -> str:
        """The text without what nobody sees, card numbers and all."""
        return inert(self.text, limit=LONGEST)

    @cached_property
    def names(self) -> frozenset[str]:
        """By which the author may be meant: the id, the handle, the handle without its server."""
        handle = self.author.lower().lstrip("@")
        return frozenset({self.author_id.lower(), handle, handle.partition("@")[0]} - {""})

    @cached_property
    def language(self) -> str:
        """The network's code without its region, or "und"."""
        code = (self.lang or "").strip().replace("_", "-").partition("-")[0].lower()
        return UNKNOWN if code in NO_LANGUAGE else code

    @cached_property
    def is_link_only(self) -> bool:
        """There is a link, and beside names and hashtags not a single word."""
        rest, links = _LINK.subn(" ", self.words)
        return links > 0 and not any(map(str.isalnum, _NAME.sub(" ", rest)))

    @cached_property
    def is_repost(self) -> bool:
        """Somebody else's words, passed on by hand: "RT @name". Networks' own reposts are reach."""
        return _REPOST.match(self.words) is not None


class Pattern:
    """A regular expression, in any case, that gives up on a text after `BUDGET_S`, and for good
    when it has done so on `PATIENCE` texts: ingest writes while rules are tried.
    """

    def __init__(self, source: str) -> None:
        """Raises ValueError saying what is wrong with it and where."""
        import regex  # type: ignore[import-untyped]  # only teams with patterns pay for it

        try:
            self._compiled: Any = regex.compile(source, regex.IGNORECASE | regex.V0)
        except regex.error as error:
            raise ValueError(str(error)) from None
        except RecursionError:
            raise ValueError("it is nested too deeply") from None
        self.source = source
        self.timeouts = 0
        """How many texts it gave up on."""

    def is_in(self, text: str) -> bool:
        """Whether it is found in `text`; False, counted and logged, when it takes too long."""
        if self.timeouts >= PATIENCE:
            return False
        try:
            return self._compiled.search(text, timeout=BUDGET_S) is not None
        except TimeoutError:
            self.timeouts += 1
            if self.timeouts == 1:
                logger.warning("the pattern %r took too long on a text: no match", self.source)
            if self.timeouts == PATIENCE:
                said = "the pattern %r took too long on %d texts: not tried again until restarted"
                logger.warning(said, self.source, PATIENCE)
            return False
