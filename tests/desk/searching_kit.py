"""What a search finds, as tests of it ask."""

from social_care.models.finding import Hit
from tests.world import Shop


def ids(shop: Shop, text: str, agent: str = "mary") -> list[int]:
    """The conversations found, in their order; a view of that search holds the same ones."""
    found = shop.desk(agent).search(text, finished=True)
    assert found.more is None
    assert sorted(shop.desk(agent).found_ids(text)) == sorted(
        hit.conversation_id for hit in found.hits
    )
    return [hit.conversation_id for hit in found.hits]


def only(shop: Shop, text: str) -> Hit:
    """The only hit."""
    (hit,) = shop.desk().search(text).hits
    return hit
