"""How the team's answers leave and what they are made of: [replies] of the configuration."""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from social_care.records import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What holds for every answer of the brand."""

    undo_s: int = 10
    """Seconds for which a reply can be taken back before it leaves."""
    alt_text_required: bool = True
    """A picture goes out only with words for those who cannot see it."""
    public_details: tuple[str, ...] = ()
    """The brand's own addresses and numbers, which may stand in a public reply."""
    invitations: tuple[str, ...] = ()
    """Further words by which a reply asks for a direct message."""
    sign_off: str = " ^{agent_initials}"
    """Added once to every answer of an agent who has initials; empty: nothing."""
    sign_offs: Mapping[str, str] = field(default_factory=dict)
    """Another one by channel."""
    greetings: tuple[str, ...] = (
        "Hi {first_name|there}",
        "Hello {first_name|there}",
        "{first_name|Good to hear from you}",
    )
    """What {greeting} may be, by turns."""
    pace_s: int = 5
    """Seconds between answers that are given to many at once, on each account."""
    known_words: tuple[str, ...] = ()
    """What is spelt right although no dictionary has it: products, places."""
    macros: Path | None = None
    """The folder of prepared answers; None: those that come with the program."""
    acknowledgements: tuple[str, ...] = ()
    """What programs post in our name by themselves; `*` stands for what differs."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """The team's own variables for macros, by name."""

    def sign_off_on(self, channel: str) -> str:
        """What an answer on that channel is signed with."""
        return self.sign_offs.get(channel, self.sign_off)
