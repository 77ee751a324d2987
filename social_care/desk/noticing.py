"""What its writer must be told about an answer that is not sent yet: who was faster, what came."""

from dataclasses import replace

from social_care import telling
from social_care.models.views import Draft
from social_care.storage import Tx, news


def noticed(tx: Tx, draft: Draft, now: int) -> Draft:
    """The draft, with who has answered the customer since it was last saved."""
    found = news.answers_since(tx, draft.conversation_id, draft.updated_at, but=draft.agent)
    said = [telling.answer(item, telling.time_ago(now)) for item in found]
    return replace(draft, answered_since=next(filter(None, reversed(said)), ""))
