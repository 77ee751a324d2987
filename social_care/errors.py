"""One tree of errors, made to be shown to a person: what, where, and how to mend it.

SocialCareError
├── UsageError            the call itself is wrong (exit 2)
├── ConfigError           the configuration file; lists every problem at once
├── SecretError           a secret reference that cannot be resolved
├── StoreError            the database
│   ├── NotFound          no such conversation, draft, reply ...
│   ├── Conflict          somebody was faster; nothing was changed
│   │   └── ClaimTaken    another agent holds this customer (says who)
│   └── SchemaError       made by a newer social-care, or not ours
├── NotAllowed            this person or conversation may not do that
└── NetworkError          anything a network answered; see `ErrorClass`
"""

import re
from enum import StrEnum


class SocialCareError(Exception):
    """Root of all our errors. `message` says what and where, `remedy` how to mend it."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def remedy_for(self, account: str) -> str:
        """The remedy with this account's name in the command it gives."""
        return re.sub(
            r"(social-care account \w+) NAME", lambda told: f"{told[1]} {account}", self.remedy
        )

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class UsageError(SocialCareError):
    """The call itself is wrong."""


class ConfigError(SocialCareError):
    """The configuration cannot be used; `problems` lists every fault found, not just the first."""

    def __init__(self, message: str, problems: list[str], remedy: str = "") -> None:
        super().__init__("\n".join([message, *(f"  - {problem}" for problem in problems)]), remedy)
        self.problems = problems


class SecretError(SocialCareError):
    """A reference such as env:NAME or file:PATH that leads nowhere. Never holds the secret."""


class StoreError(SocialCareError):
    """The database could not do what was asked."""


class NotFound(StoreError):
    """No such row."""


class Conflict(StoreError):
    """Somebody was faster: the row is no longer as the caller saw it. Nothing was changed."""


class ClaimTaken(Conflict):
    """Another agent holds this customer."""

    def __init__(self, agent: str) -> None:
        super().__init__(f"{agent} is with this customer")
        self.agent = agent


class SchemaError(StoreError):
    """The file is not a social-care database, or was made by a newer version."""


class NotAllowed(SocialCareError):
    """This person, role or conversation does not permit the act."""


class StillHeld(NotAllowed):
    """More has happened since a held reply said why: it says so now, and the next time goes."""


class ErrorClass(StrEnum):
    """What a network's failure means for us; each has its remedy in `REMEDIES`."""

    AUTH = "auth"
    """Needs a person: the token is refused or revoked. Polling stops, one alert."""
    PERMISSION = "permission"
    """This call is not allowed with these scopes. The feature stops."""
    GONE = "gone"
    """The post or its author is deleted or hidden."""
    BLOCKED = "blocked"
    """The recipient blocks us or restricts replies."""
    REFUSED = "refused"
    """Content, length or policy; the agent edits."""
    RATE = "rate"
    """Wait until `retry_at`."""
    QUOTA = "quota"
    """Money or daily quota is used up."""
    TRANSIENT = "transient"
    """Reads, or writes that certainly did not arrive: try again later."""
    UNKNOWN_OUTCOME = "unknown_outcome"
    """Writes only: it may or may not have been accepted."""

    @property
    def is_limit(self) -> bool:
        """The network wants to be asked less, or later."""
        return self in {ErrorClass.RATE, ErrorClass.QUOTA}

    @property
    def is_of_all(self) -> bool:
        """It says nothing of this one call: the next would be answered alike."""
        return self.is_limit or self is ErrorClass.AUTH

    @property
    def is_final(self) -> bool:
        """The same call will never be accepted."""
        return self in {
            ErrorClass.PERMISSION,
            ErrorClass.GONE,
            ErrorClass.BLOCKED,
            ErrorClass.REFUSED,
        }


REMEDIES = {
    ErrorClass.AUTH: "log the account in again: social-care account login NAME",
    ErrorClass.PERMISSION: "give the token the missing scope, then log in again",
    ErrorClass.GONE: "nothing to answer any more: resolve or dismiss the conversation",
    ErrorClass.BLOCKED: "the network will not let us reply here: open it in the browser",
    ErrorClass.REFUSED: "edit the reply and send it again",
    ErrorClass.RATE: "wait: it is tried again by itself",
    ErrorClass.QUOTA: "raise the budget, or wait for the next period",
    ErrorClass.TRANSIENT: "wait: it is tried again by itself",
    ErrorClass.UNKNOWN_OUTCOME: "wait: we look on the network before anything is sent again",
}


class NetworkError(SocialCareError):
    """A network said no, or nothing.

    `retry_at` is milliseconds since 1970 UTC where the network gave a time (RATE, QUOTA).
    The message holds no secret: `net` redacts before it raises.
    """

    def __init__(
        self,
        error_class: ErrorClass,
        message: str,
        *,
        retry_at: int | None = None,
        remedy: str = "",
    ) -> None:
        super().__init__(message, remedy or REMEDIES[error_class])
        self.error_class = error_class
        self.retry_at = retry_at
