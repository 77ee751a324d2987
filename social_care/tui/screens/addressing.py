"""Who will be able to read it: private stays private, and going public is unmistakable."""

from social_care import text
from social_care.models.views import ConversationView, MessageKind
from social_care.tui.screens.attaching import Attaching
from social_care.tui.screens.drafting import last_visibility
from social_care.tui.writing import Writing


class Addressing(Attaching):
    """F3: public or private."""

    def action_privacy(self) -> None:
        """Public or private, where there is a choice."""
        writing = self.writing
        if writing is None:
            return
        if problem := _cannot_change(writing):
            self.composer.problem = problem
            return
        writing.private = not writing.private
        wrote_privately = writing.read is not None and last_visibility(writing.read).is_private
        writing.public = wrote_privately and not writing.private
        self.composer.problem, self.composer.parts = "", ()
        self.fit_composer()
        self.keep()


def _cannot_change(writing: Writing) -> str:
    """Why it stays as it is; or nothing."""
    read = writing.read
    if read is None:
        return ""
    if not writing.private:
        return cannot_be_private(read)
    if last_visibility(read).is_private and not has_public_message(read):
        return (
            "The customer wrote privately, and nothing here in public: so does the answer."
            " There is no public message to stand under."
        )
    return ""


def has_public_message(view: ConversationView) -> bool:
    """Whether the customer wrote anything here that strangers can read."""
    return any(
        one.kind is MessageKind.MENTION and not one.visibility.is_private and not one.deleted
        for one in view.messages
    )


def cannot_be_private(view: ConversationView) -> str:
    """Why there is no private answer here; or nothing."""
    if view.limits.can_private or last_visibility(view).is_private:
        return ""
    return f"{text.clean_line(view.row.channel)} has no private answer to a public post."
