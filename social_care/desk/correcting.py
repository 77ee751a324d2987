"""An agent knows better than triage: their verdict is recorded, and the conversation follows it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from social_care.desk.tagging import Tagging
from social_care.errors import NotAllowed
from social_care.models import Assessment, Band, Category, Outcome, State
from social_care.models.views import Judged
from social_care.storage import Tx, conversations, corrections, mentions, outbox, waits
from social_care.storage.connection import Row
from social_care.storage.events import EventKind
from social_care.tui.keys import shown
from social_care.verdicts import starts_wait, take_effect


class Correcting(Tagging):
    """What P does."""

    def judged(self, conversation_id: int) -> Judged:
        """What a correction would be about, and what triage or a colleague says of it now.

        Raises NotFound, and NotAllowed when no message of the customer is left.
        """
        tx = self._store.read()
        conversation = conversations.get(tx, conversation_id)
        mention = self._to_judge(tx, conversation_id)
        before = corrections.verdict(tx, mention["id"])
        return Judged(
            category=before.category,
            band=before.band,
            usual={each: self._as_wanted(before, each, None).band for each in Category},
            waits=conversation["wait_id"] is not None,
            seen=mention["assessment_id"],
        )

    def correct(
        self,
        conversation_id: int,
        *,
        category: Category | None = None,
        band: Band | None = None,
        dismiss: bool = False,
        seen: int | None = None,
    ) -> str:
        """Record what the newest message is, says the agent, or how pressing; a sentence about it.

        A verdict ends no wait by itself, not even noise: with `dismiss` the conversation is
        dismissed in the same deed. Raises NotFound, and NotAllowed when nothing would change, or
        when what was `seen` is not the newest any more: nobody judges what they have not read.
        """
        with self._store.write(durable=True) as tx:
            conversation = conversations.get(tx, conversation_id)
            mention = self._to_judge(tx, conversation_id)
            if seen not in {None, mention["assessment_id"]}:
                again = f"read it, then press {shown('correct')} again"
                raise NotAllowed("it has changed since you looked", again)
            before = corrections.verdict(tx, mention["id"])
            given = self._as_wanted(before, category, band)
            if (given.category, given.band) == (before.category, before.band):
                said = f"{before.category}, {before.band.label}"
                raise NotAllowed(f"it is judged {said} already", "say what it is instead")
            if dismiss and outbox.on_its_way(tx, conversation_id):
                back = f"take it back first ({shown('take_back')})"
                raise NotAllowed("an answer is on its way", back)
            correction_id = corrections.add(tx, mention, given, self.agent, self.now())
            begun = self._follow(tx, mention, given, conversation)
            ended = self._end(tx, conversation_id) if dismiss else None
            self._log(
                tx,
                EventKind.CORRECTED,
                conversation,
                ended,
                correction=correction_id,
                category=given.category,
                band=given.band.label,
                category_before=before.category,
                band_before=before.band.label,
                due_before=_due(mention),
                policy=_policy(ended or waits.of(tx, conversation_id)),
                begun=begun,
            )
            if dismiss:
                self._let_go(tx, conversation_id)
            return self._told(tx, conversation_id, given, begun)

    def _to_judge(self, tx: Tx, conversation_id: int) -> Row:
        mention = corrections.subject(tx, conversation_id)
        if mention is None:
            raise NotAllowed("no message of the customer is left here to judge")
        return mention

    def _as_wanted(
        self, before: Assessment, category: Category | None, band: Band | None
    ) -> Assessment:
        return self._settings.corrected(before, self.agent, category, band)

    def _follow(self, tx: Tx, mention: Row, given: Assessment, conversation: Row) -> int | None:
        account = self._account(tx, conversation)
        policy = self._settings.policy(account["name"], account["channel"])
        wanted = starts_wait(given)
        return take_effect(tx, mention, policy, self.now(), wanted=wanted, by_person=True)

    def _end(self, tx: Tx, conversation_id: int) -> Row | None:
        wait = waits.of(tx, conversation_id)
        if wait is not None:
            waits.end(tx, wait["id"], Outcome.DISMISSED, self.now(), by=self.agent)
        conversations.set_state(tx, conversation_id, State.DISMISSED, self.now(), snooze_until=None)
        return wait

    def _undo_more(self, tx: Tx, conversation_id: int, data: Mapping[str, Any]) -> None:
        """The former verdict and target; a wait that only the correction began is over.

        Raises NotAllowed where another verdict has come since: nobody undoes a colleague's.
        """
        if "correction" not in data:
            return
        if not corrections.stands(tx, data["correction"]):
            raise NotAllowed("too late to undo: it has been judged anew since")
        corrections.take_back(
            tx, data["correction"], mentions.Due(**data["due_before"]), self.now()
        )
        wait = waits.of(tx, conversation_id)
        if wait is not None:
            waits.reshape(tx, wait["id"])
            if wait["policy"] != data.get("policy"):  # the old target is by another one
                waits.measured(tx, wait["id"], "")
            if wait["id"] == data["begun"]:
                waits.end(tx, wait["id"], Outcome.DISMISSED, self.now(), by=self.agent)

    def _told(self, tx: Tx, conversation_id: int, given: Assessment, begun: int | None) -> str:
        said = (
            f"{self._person(tx, conversation_id)} corrected: {given.category}, {given.band.label}"
        )
        wait = waits.of(tx, conversation_id)
        if wait is None:
            dismissed = conversations.get(tx, conversation_id)["state"] == State.DISMISSED
            return f"{said}; dismissed" if dismissed else said
        if begun is not None:
            return f"{said}; the customer waits again"
        if not starts_wait(given):
            return f"{said}; still waiting for an answer"
        standing = Band(wait["band_rank"])
        if standing is not given.band:
            return f"{said}; an earlier message keeps it {standing.label}"
        return said


def _policy(wait: Row | None) -> str | None:
    """By which version it is due."""
    return None if wait is None else str(wait["policy"])


def _due(mention: Row) -> dict[str, int | None]:
    """A mention's own target, as numbers that undoing can put back."""
    return {name: mention[name] for name in asdict(mentions.Due())}
