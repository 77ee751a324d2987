"""A network that can also delete, like and hide, and a shop that knows it."""

from dataclasses import dataclass, field

from social_care import acting
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Limits, ReplyTarget
from social_care.models.views import OutboxItem
from social_care.storage import accounts
from tests.network import FakeNetwork
from tests.world import Shop


@dataclass(slots=True, kw_only=True)
class PowerfulNetwork(FakeNetwork):
    """Every act is idempotent; `trouble` is raised one per act, after doing it or instead."""

    calls: list[tuple[str, str]] = field(default_factory=list)
    """Every act asked for, with the id it was about."""
    done: set[tuple[str, str]] = field(default_factory=set)
    """What has really happened."""
    trouble: list[tuple[ErrorClass, bool]] = field(default_factory=list)
    """What goes wrong, and whether it has happened all the same."""
    crash: BaseException | None = None

    def delete(self, external_id: str) -> None:
        """Take a post back."""
        self._act("delete", external_id)

    def like(self, target: ReplyTarget) -> None:
        """Like it."""
        self._act("like", target.external_id)

    def hide(self, external_id: str) -> None:
        """Hide it."""
        self._act("hide", external_id)

    def _act(self, kind: str, external_id: str) -> None:
        self.calls.append((kind, external_id))
        if self.crash is not None:
            crash, self.crash = self.crash, None
            raise crash
        error_class, happens = self.trouble.pop(0) if self.trouble else (None, True)
        if happens:
            self.done.add((kind, external_id))
        if error_class is not None:
            raise NetworkError(error_class, f"the network says {error_class}")


def empower(shop: Shop, *, but: str = "") -> PowerfulNetwork:
    """From now on the shop's network can do it all, `but` one thing, and the console knows."""
    network = PowerfulNetwork(clock=shop.clock)
    shop.network = network
    limits = Limits(
        can_delete=but != "delete",
        can_like=but != "like",
        can_hide=but != "hide",
    )
    with shop.store.write() as tx:
        accounts.introduce(tx, shop.account_id, "us", "acme", limits)
    return network


def act(shop: Shop) -> None:
    """One round of the worker's acts, and of its sending."""
    delivery = shop.delivery()
    acting.act_again(delivery)
    acting.act_ready(delivery)
    shop.deliver()


def reply_id(shop: Shop, item: OutboxItem) -> int:
    """The post that a sent reply became."""
    return int(shop.value("SELECT reply_id FROM outbox WHERE id = :id", id=item.id))


def take_back(shop: Shop, item: OutboxItem, agent: str = "mary") -> None:
    """Delete a sent reply on the network, undo window and all."""
    shop.desk(agent).delete_reply(reply_id(shop, item))
    shop.pass_time(seconds=10)
    act(shop)


def measure_skew(shop: Shop, skew_ms: int | None) -> None:
    """The last check has found our clock so far ahead of the network's."""
    with shop.store.write() as tx:
        tx.run(
            "UPDATE accounts SET skew_ms = :skew WHERE id = :id", skew=skew_ms, id=shop.account_id
        )
