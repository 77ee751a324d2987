"""Which customers this console holds, and when it gives them back."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Holding:
    """Claims by conversation. One that is left without words is given back in a while."""

    held: set[int] = field(default_factory=set)
    leaving: dict[int, int] = field(default_factory=dict)
    """When each is given back, ms since 1970 UTC."""

    def took(self, conversation_id: int) -> None:
        """It is ours."""
        self.held.add(conversation_id)
        self.leaving.pop(conversation_id, None)

    def left(self, conversation_id: int, give_back_at: int) -> None:
        """It was left without a word."""
        if conversation_id in self.held:
            self.leaving.setdefault(conversation_id, give_back_at)

    def back(self, conversation_id: int) -> None:
        """It was opened again in time."""
        self.leaving.pop(conversation_id, None)

    def lost(self, conversation_id: int) -> None:
        """It is no longer ours."""
        self.held.discard(conversation_id)
        self.leaving.pop(conversation_id, None)

    def due(self, now: int) -> list[int]:
        """Those to give back now."""
        return [conversation for conversation, at in self.leaving.items() if at <= now]
