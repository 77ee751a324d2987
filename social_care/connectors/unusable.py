"""Stands in for an account whose table cannot be used: it says why, and stops no other account."""

from collections.abc import Sequence
from typing import ClassVar, NoReturn

from social_care.connectors.base import Budget, Health, Page
from social_care.connectors.one_way import OneWay
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, Mention, OwnPost, Stream

EVERYTHING = "all streams"
REMEDY = "mend it in the configuration (social-care doctor tells more), then start the worker again"


class Unusable(OneWay):
    """See `connectors.base.Connector`. Whatever needs the network raises NetworkError."""

    takes_no_answers: ClassVar[str] = "the account's settings cannot be used"
    instead: ClassVar[str] = REMEDY
    refused_as: ClassVar[ErrorClass] = ErrorClass.TRANSIENT
    """A reply that waits for the account is not refused: it goes out once that is mended."""

    def __init__(self, name: str, kind: str, problem: str) -> None:
        self.channel = kind
        self.network = f"unusable:{name}"
        self.limits = Limits()
        self._problem = problem

    def check(self) -> Health:
        """Always raises NetworkError(PERMISSION) with what is wrong with the table."""
        self._say()

    def streams(self) -> Sequence[Stream]:
        """One that stands for all there would be."""
        return [Stream(name=EVERYTHING, every_s=300)]

    def fetch(self, stream: str, cursor: str | None, budget: Budget) -> Page:  # noqa: ARG002
        """Always raises NetworkError."""
        self._say()

    def thread(self, external_id: str) -> Sequence[Mention | OwnPost]:  # noqa: ARG002
        """Always raises NetworkError."""
        self._say()

    def close(self) -> None:
        """Nothing is open."""

    def _say(self) -> NoReturn:
        raise NetworkError(ErrorClass.PERMISSION, self._problem, remedy=REMEDY)
