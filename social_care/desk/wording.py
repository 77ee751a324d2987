"""What every answer is checked for and ends with: no variable left, and the sign-off."""

from social_care.desk.base import DeskBase
from social_care.errors import NotAllowed
from social_care.models.composing import Span
from social_care.writing.first_name import first_name
from social_care.writing.sign_off import sign_off_of, signed
from social_care.writing.variables import BUILT_IN, unresolved


class Wording(DeskBase):
    """The ground of writing and of answering."""

    def unresolved(self, text: str) -> tuple[Span, ...]:
        """Variables that nobody has filled: a reply does not leave with them."""
        return unresolved(text, {*BUILT_IN, *self.replies.fields})

    def sign_off(self, channel: str) -> str:
        """What our answers are signed with on a channel; empty: nothing."""
        return sign_off_of(self.replies.sign_off_on(channel), self._agents_values())

    def signed(self, text: str, channel: str) -> str:
        """The text as it will leave: with our sign-off, once. For counting it as it is typed."""
        return signed(text, self.sign_off(channel))

    def _check_filled(self, text: str) -> None:
        """Raises NotAllowed while a variable stands in it."""
        left = self.unresolved(text)
        if left:
            raise NotAllowed(
                f"{', '.join(span.said for span in left)} is not filled", "write what belongs there"
            )

    def _agents_values(self) -> dict[str, str]:
        return {
            **self.replies.fields,
            "agent_name": first_name(self.agent) or self.agent,
            "agent_initials": self.initials,
            "brand": self.brand,
        }

    @property
    def _brand(self) -> frozenset[str]:
        words = " ".join((self.brand, *self._settings.brand_words))
        return frozenset(words.casefold().split())
