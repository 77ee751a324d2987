"""What connectors share whose network takes no answers: feeds, and files of other tools."""

from typing import ClassVar, NoReturn

from social_care.errors import ErrorClass, NetworkError
from social_care.models import Prepared, Reply, Sent


class OneWay:
    """The sending half of a connector that cannot send."""

    takes_no_answers: ClassVar[str]
    """Says so, as a sentence without its stop."""
    instead: ClassVar[str] = "answer where it was written, then mark it answered elsewhere"
    refused_as: ClassVar[ErrorClass] = ErrorClass.REFUSED

    def prepare(self, reply: Reply, now: int) -> Prepared:  # noqa: ARG002
        """Always raises NetworkError."""
        self._refuse()

    def send(self, prepared: Prepared) -> Sent:  # noqa: ARG002
        """Always raises NetworkError."""
        self._refuse()

    def find_sent(self, prepared: Prepared) -> Sent | None:  # noqa: ARG002
        """Nothing was ever sent."""
        return None

    def can_resend(self, prepared: Prepared, now: int) -> bool:  # noqa: ARG002
        """Nothing can be sent."""
        return False

    def _refuse(self) -> NoReturn:
        raise NetworkError(self.refused_as, self.takes_no_answers, remedy=self.instead)
