"""Looks at statuses again, to notice what was edited and what is gone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from social_care.connectors.fields import Json, obj, objs
from social_care.connectors.mastodon.api import Api, status_path
from social_care.connectors.mastodon.errors import is_missing, judge_read
from social_care.connectors.mastodon.ids import id_of
from social_care.errors import ErrorClass, NetworkError

AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a look found, by the ids that were asked for."""

    there: dict[str, Json]
    gone: tuple[str, ...]


class Sweep:
    """Asks for many at once; where the server has no such call (snac2 and others), one by one."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._one_by_one = False

    def look(self, status_ids: Sequence[str]) -> Seen:
        """Raises NetworkError. What is not in a complete answer is gone, nothing else."""
        wanted = list(dict.fromkeys(status_ids))
        if not self._one_by_one:
            try:
                return self._at_once(wanted)
            except NetworkError as error:
                if error.error_class is not ErrorClass.PERMISSION:
                    raise
                self._one_by_one = True
        there = dict(self._each(wanted))
        return Seen(there=there, gone=tuple(each for each in wanted if each not in there))

    def _at_once(self, wanted: list[str]) -> Seen:
        found = self._api.get_list("/api/v1/statuses", {"id[]": wanted})
        by_id = {id_of(status): status for status in objs(found)}
        there = {each: by_id[each] for each in wanted if each in by_id}
        if len(objs(found)) != len(found) or "" in by_id:
            raise NetworkError(
                ErrorClass.TRANSIENT, "GET /api/v1/statuses: part of it is no status"
            )
        return Seen(there=there, gone=tuple(each for each in wanted if each not in there))

    def _each(self, wanted: list[str]) -> Iterator[tuple[str, Json]]:
        for status_id in wanted:
            answer = self._api.answer(status_path(status_id))
            if is_missing(answer):
                continue
            error = judge_read(answer, self._api.clock())
            if error is not None:
                raise error
            found = obj(answer.json())
            if id_of(found) != status_id:
                raise answer.unreadable("but with another status")
            yield status_id, found
