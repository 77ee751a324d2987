"""Looking at many messages again by their ids, though one bad id spoils a whole question."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from social_care.connectors.fields import Json, obj
from social_care.connectors.meta.api import Api
from social_care.connectors.meta.errors import is_wrong
from social_care.errors import ErrorClass, NetworkError

AT_ONCE = 50
MOST_CALLS = 60
"""What is not found out by then is left for the next sweep."""

Keep = Callable[[Json, int], None]
"""Takes what was found, and the number of the shape it was asked for in."""
_LOG = logging.getLogger(__name__)


@dataclass(slots=True)
class Sweep:
    """One look. A question with a missing id is answered for none of them, so it is halved."""

    api: Api
    shapes: Sequence[str]
    """Fields to ask for: first those of what most of the ids are."""
    keep: Keep
    gone: list[str] = field(default_factory=list)
    barred: list[NetworkError] = field(default_factory=list)
    """Why we may not look at some: they are neither found nor gone."""
    calls: int = 0

    def look_at_all(self, ids: Sequence[str]) -> None:
        """Raises NetworkError; PERMISSION when it is not one of them that we may not see, but
        all."""
        self.look(ids)
        if len(self.barred) == len(ids) > 1:
            raise self.barred[0]

    def look(self, ids: Sequence[str], shape: int = 0) -> None:
        """RATE, TRANSIENT and the like are raised: they say nothing of any message."""
        if not ids or self.calls >= MOST_CALLS:
            if ids:
                _LOG.warning("%d messages were not looked at again", len(ids))
            return
        self.calls += 1
        try:
            found = self.api.get("", {"ids": ",".join(ids), "fields": self.shapes[shape]})
        except NetworkError as error:
            self._failed(ids, shape, error)
            return
        for external_id in ids:
            if obj(found, external_id):
                self.keep(obj(found, external_id), shape)
            else:
                self.gone.append(external_id)

    def _failed(self, ids: Sequence[str], shape: int, error: NetworkError) -> None:
        is_gone = error.error_class is ErrorClass.GONE
        if not is_gone and error.error_class is not ErrorClass.PERMISSION:
            raise error
        if len(ids) > 1:
            middle = len(ids) // 2
            self.look(ids[:middle], shape)
            self.look(ids[middle:], shape)
        elif is_gone:
            self.gone.extend(ids)
        elif is_wrong(error) and shape + 1 < len(self.shapes):
            self.look(ids, shape + 1)
        else:
            self.barred += [] if is_wrong(error) else [error]
            _LOG.warning("one message cannot be looked at again: %s", error.message)
