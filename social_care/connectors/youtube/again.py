"""Known comments looked at again by their ids: changed, gone, or only held back.

By its id YouTube gives a comment without its video and without what its thread allows, and held
ones perhaps not at all. What this process has not read itself is asked for, since a customer's
words are erased when they are gone, and a thread that takes no replies must not look open.
"""

from collections.abc import Iterable, Sequence

from social_care.connectors.base import Looked
from social_care.connectors.fields import Json, text
from social_care.connectors.youtube.api import AT_ONCE, Api
from social_care.connectors.youtube.messages import Messages
from social_care.connectors.youtube.parse import UNPUBLISHED, VIDEO, Place, Placed, top_of
from social_care.connectors.youtube.threads import PLAIN
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Mention

HELD_PAGES = 3
"""Pages of held comments that are searched for one that is missing."""


def look_again(api: Api, messages: Messages, external_ids: Sequence[str]) -> Looked:
    """Up to fifty comments; videos are not looked at again. Raises NetworkError."""
    asked = [each for each in external_ids if not each.startswith(VIDEO)]
    if not asked:
        return Looked()
    comments = by_id(api, asked)
    found = messages.of(_placed(api, messages, comments))
    there = {text(comment, "id") for comment in comments}
    missing = [each for each in asked if each not in there and not messages.is_held(each)]
    held = _held(api, messages, set(missing)) if missing else set()
    return Looked(
        found=[item for item in found if isinstance(item, Mention)],
        gone=[each for each in missing if each not in held],
    )


def by_id(api: Api, external_ids: Sequence[str]) -> list[Json]:
    """Those of up to fifty comments that are there. Raises NetworkError."""
    # No maxResults: YouTube does not take it beside ids.
    asked = {"part": "snippet", "id": ",".join(external_ids), **PLAIN}
    try:
        return api.page("/comments", asked).items
    except NetworkError as error:
        if error.error_class is ErrorClass.GONE and len(external_ids) == 1:
            return []
        raise


def _placed(api: Api, messages: Messages, comments: Sequence[Json]) -> list[Placed]:
    """What cannot be placed is left out: it stays as it is known."""
    known = {text(each, "id"): messages.place_of(text(each, "id")) for each in comments}
    strange = [each for each in comments if known[text(each, "id")] is None]
    threads = _places(api, dict.fromkeys(map(_thread_of, strange)))
    placed = ((each, known[text(each, "id")] or threads.get(_thread_of(each))) for each in comments)
    return [Placed(comment, place) for comment, place in placed if place is not None]


def _places(api: Api, thread_ids: Iterable[str]) -> dict[str, Place]:
    wanted = ",".join(filter(None, thread_ids))
    if not wanted:
        return {}
    found = api.page("/commentThreads", {"part": "snippet", "id": wanted, **PLAIN}).items
    return {text(thread, "id"): top_of(thread).place for thread in found}


def _thread_of(comment: Json) -> str:
    return text(comment, "snippet", "parentId") or text(comment, "id")


def _held(api: Api, messages: Messages, missing: set[str]) -> set[str]:
    """Those that are not deleted, but wait to be let through."""
    own_id, _ = messages.own()
    asked = {"part": "snippet", "allThreadsRelatedToChannelId": own_id, "maxResults": AT_ONCE}
    held: set[str] = set()
    for status in UNPUBLISHED:
        token: str | None = None
        for _ in range(HELD_PAGES):
            page = api.page("/commentThreads", {**asked, "moderationStatus": status}, token)
            held |= missing & {text(thread, "id") for thread in page.items}
            token = page.next
            if token is None or held == missing:
                break
    return held
