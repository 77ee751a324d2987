"""A network on which answers are long, and one that takes pictures."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from social_care.connectors.base import TakesMedia
from social_care.errors import ErrorClass, NetworkError
from social_care.models import Attachment, Limits, MediaLimits, OutboxState, Prepared
from social_care.models.views import OutboxItem
from social_care.storage import accounts
from tests.network import FakeNetwork
from tests.world import Shop

SHORT = Limits(max_length=31, can_private=True, chains=True)
LONG_TEXT = "We are very sorry, Kim. A new pair is on its way. It comes on Friday."
PARTS = (
    "We are very sorry, Kim. (1/3)",
    "A new pair is on its way. (2/3)",
    "It comes on Friday. (3/3)",
)
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xaeB`\x82"
MEDIA = MediaLimits(most=2, mimes=("image/png", "image/gif"), max_bytes=1000, alt_length=40)


def limit(shop: Shop, limits: Limits, account: str = "acme") -> None:
    """What the network takes, as the worker and the consoles know it."""
    shop.network.limits = limits
    row = accounts.by_name(shop.store.read(), account)
    assert row is not None
    with shop.store.write() as tx:
        accounts.introduce(tx, row["id"], row["own_id"], row["own_handle"], limits)


def posted(shop: Shop) -> list[str]:
    """What stands on the network, in the order it came."""
    return [post.text for post in shop.network.posts]


def states(shop: Shop) -> list[str]:
    """Where every reply is on its way, in the order of the outbox."""
    return [OutboxState(row["state"]) for row in shop.rows("SELECT state FROM outbox ORDER BY id")]


@dataclass(slots=True, kw_only=True)
class PictureNetwork(FakeNetwork):
    """It takes pictures too. `upload_faults` are used up one per upload, None is none."""

    media_limits: MediaLimits = MEDIA
    upload_faults: list[ErrorClass | None] = field(default_factory=list)
    uploads: list[Attachment] = field(default_factory=list)
    shown: dict[str, list[str]] = field(default_factory=dict)
    """The pictures' ids and descriptions, by the key of their post."""

    def upload(self, attachment: Attachment) -> str:
        """Take it in, or do what the script says."""
        fault = self.upload_faults.pop(0) if self.upload_faults else None
        if fault is not None:
            raise NetworkError(fault, "the network wants no picture now", retry_at=self.retry_at)
        self.uploads.append(attachment)
        return f"picture-{len(self.uploads)}"

    def attach(self, prepared: Prepared, attachments: Sequence[tuple[str, Attachment]]) -> Prepared:
        """The same reply with these pictures."""
        shown = [f"{network_id}: {picture.alt}" for network_id, picture in attachments]
        self.shown[prepared.key] = shown
        return replace(prepared, payload={**prepared.payload, "pictures": shown})


def picture_network(
    shop: Shop, media: MediaLimits | None = MEDIA, **limits: object
) -> PictureNetwork:
    """The shop's network from now on."""
    network = PictureNetwork(clock=shop.clock)
    assert isinstance(network, TakesMedia)
    shop.network = network
    limit(shop, replace(SHORT, media=media, **limits))  # type: ignore[arg-type]
    return network


def submit(shop: Shop, text: str = LONG_TEXT, **how: bool) -> tuple[int, OutboxItem]:
    """Kim is angry, and mary has much to say."""
    conversation = shop.hear("angry")
    return conversation, shop.submit(conversation, text, "mary", split=True, **how)
