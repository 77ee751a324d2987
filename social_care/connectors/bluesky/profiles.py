"""What Bluesky's posts do not say of their authors, nor its direct messages of anybody."""

import logging
from collections.abc import Iterable, Mapping

from social_care.connectors.bluesky.api import Api
from social_care.connectors.bluesky.parse import Profile
from social_care.connectors.fields import count, objs, text
from social_care.connectors.memory import Memory
from social_care.errors import NetworkError

AT_ONCE = 25
LASTS_MS = 6 * 60 * 60 * 1000
REMEMBERED = 10_000

_LOG = logging.getLogger(__name__)


class Profiles:
    """Asked for in batches, and kept for some hours: overlapping polls see the same people."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._known: Memory[tuple[int, Profile]] = Memory(REMEMBERED)

    def of(self, dids: Iterable[str]) -> Mapping[str, Profile]:
        """What could be found out; a person may be missing."""
        wanted = list(dict.fromkeys(dids))
        missing = [did for did in wanted if self._fresh(did) is None]
        for start in range(0, len(missing), AT_ONCE):
            self._ask(missing[start : start + AT_ONCE])
        return {did: profile for did in wanted if (profile := self._fresh(did)) is not None}

    def _fresh(self, did: str) -> Profile | None:
        at, profile = self._known.get(did) or (0, None)
        return profile if profile and self._api.clock() - at < LASTS_MS else None

    def _ask(self, dids: list[str]) -> None:
        try:
            found = self._api.get("app.bsky.actor.getProfiles", {"actors": dids})
        except NetworkError as error:
            # How many people follow somebody is not worth losing what they wrote. The mention is
            # stored without the number, triage goes without it, and the log says so.
            _LOG.warning("follower counts are missing: %s", error.message)
            return
        for profile in objs(found, "profiles"):
            verified = "valid" in {
                text(profile, "verification", "verifiedStatus"),
                text(profile, "verification", "trustedVerifierStatus"),
            }
            known = Profile(
                followers=count(profile, "followersCount"),
                verified=verified,
                handle=text(profile, "handle"),
                name=text(profile, "displayName"),
            )
            self._known.put(text(profile, "did"), (self._api.clock(), known))
