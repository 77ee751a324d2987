"""What a reply gives away to strangers, and where it stands in its text."""

import json
from collections.abc import Collection

from social_care.models import Mark, PrivateDetail
from social_care.storage.connection import Tx


def put(tx: Tx, outbox_id: int, marks: Collection[Mark]) -> None:
    """These, and no others: none once somebody has said that it shall go anyway."""
    tx.run(
        "UPDATE outbox_texts SET marks = :marks WHERE outbox_id = :id",
        id=outbox_id,
        marks=json.dumps([_written(mark) for mark in marks]),
    )


def read(stored: str) -> tuple[Mark, ...]:
    """As they were put."""
    return tuple(
        Mark(start=start, end=end, detail=PrivateDetail(detail), picture="".join(picture))
        for start, end, detail, *picture in json.loads(stored)
    )


def _written(mark: Mark) -> list[int | str]:
    place: list[int | str] = [mark.start, mark.end, mark.detail]
    return [*place, mark.picture] if mark.picture else place
