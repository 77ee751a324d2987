"""Nobody has said anything, and no backlog is worked off."""

from social_care.models.kudos import Kudos
from social_care.models.presence import CatchUp


class FakeLead:
    """What every console asks, whoever sits at it; the lead's screen is tested over a real desk."""

    kudos: tuple[Kudos, ...] = ()

    def kudos_to_read(self) -> tuple[Kudos, ...]:
        return self.kudos

    def have_read_kudos(self, kudos_id: int) -> None:
        self.kudos = tuple(each for each in self.kudos if each.id != kudos_id)

    def catching_up(self) -> CatchUp | None:
        return None
