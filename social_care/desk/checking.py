"""Checking: how everything does that listens and sends."""

from social_care.desk.reading import DAY_MS, Reading
from social_care.models.health import Health
from social_care.storage import accounts, listening, notices, spikes, usages

FAR_MS = 2**62
"""After every log-in's end."""


class Checking(Reading):
    """More than a status line holds."""

    def health(self) -> Health:
        """Streams, allowances, log-ins and what is stopped; of configured accounts only."""
        tx, now = self._store.read(), self.now()
        known = self._settings.calendars
        return Health(
            status=self.status(),
            streams=listening.health(tx, now, known, all_streams=True),
            usages=tuple(each for each in usages.of_all(tx, now) if not known or each[0] in known),
            logins=tuple(
                each for each in accounts.logins_ending(tx, FAR_MS) if not known or each[0] in known
            ),
            spikes=spikes.between(tx, now - DAY_MS, now + 1)[::-1],
            unreached=tuple(notices.unreached(tx, self._settings.targets)),
        )
