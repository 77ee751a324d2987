"""One account as the worker looks after it: its connector, its rules, and where it stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from threading import Lock

from social_care import revisit
from social_care.acknowledging import NO_ACKNOWLEDGEMENTS, Acknowledgements
from social_care.connectors.base import Connector
from social_care.connectors.unusable import Unusable
from social_care.models import Stream
from social_care.sla import Policy
from social_care.storage import Tx, accounts


@dataclass(slots=True, kw_only=True)
class Line:
    """What is known of it in this process."""

    name: str
    connector: Connector
    policy: Policy
    backfill_ms: int
    poll: Mapping[str, int] = field(default_factory=dict)
    """Seconds between polls by the name of a stream, instead of the connector's own."""
    time_zone: str = "UTC"
    """The brand's, by its IANA name."""
    acknowledgements: Acknowledgements = NO_ACKNOWLEDGEMENTS
    """What programs of the team's post by themselves."""
    account_id: int = 0
    own_id: str = ""
    introduced: bool = False
    checked_at: int = 0
    lease_until: int = 0
    lock: Lock = field(default_factory=Lock)

    def streams(self) -> list[Stream]:
        """What is listened to, with the intervals of the configuration.

        The first word of a name stands for all that begin with it: "search" for every search.
        """
        found = [*self.connector.streams(), *revisit.streams(self.connector)]
        return [self._paced(stream) for stream in found]

    def _paced(self, stream: Stream) -> Stream:
        kind = stream.name.partition(":")[0]
        every_s = self.poll.get(stream.name, self.poll.get(kind, stream.every_s))
        return replace(stream, every_s=every_s)

    @property
    def is_unusable(self) -> bool:
        """Its table is faulty: nothing is known of its network."""
        return isinstance(self.connector, Unusable)

    def register(self, tx: Tx) -> int:
        """The account's row, made or brought up to date; its id."""
        known = accounts.by_name(tx, self.name)
        if known is not None and self.is_unusable:
            return int(known["id"])
        kind = type(self.connector).__name__.lower()
        return accounts.ensure(tx, self.name, kind, self.connector.channel, self.connector.network)
