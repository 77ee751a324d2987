"""Bad news, loud and in words: who does not listen, what is not sent, what needs a person."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from textual.reactive import reactive

from social_care import text
from social_care.models import StreamHealth, StreamState, alike
from social_care.models.views import Counts, Status, StoppedOutbox, View
from social_care.tui.keys import shown, shown_view
from social_care.tui.widgets import times
from social_care.tui.widgets.bar import Bar
from social_care.tui.widgets.lines import Line, clip, width_of

MOST_LINES = 3


class Trouble(Bar):
    """One line per trouble, none when all is well."""

    status: reactive[Status | None] = reactive(None)
    counts: reactive[Counts | None] = reactive(None)

    def __init__(self, zone: ZoneInfo, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._zone = zone

    def lines(self, width: int) -> Sequence[Line]:
        """The first troubles, and how many more there are."""
        said = troubles(self.status, self.counts, self._zone)
        if len(said) > MOST_LINES:
            said = [
                *said[: MOST_LINES - 1],
                f"and {len(said) - MOST_LINES + 1} troubles more: {shown('health')}",
            ]
        return [((" ! ", "late"), *_whole_or_hint(trouble, width - 4)) for trouble in said]

    def watch_status(self) -> None:
        """As high as there are troubles."""
        self._fit()

    def watch_counts(self) -> None:
        """As high as there are troubles."""
        self._fit()

    def _fit(self) -> None:
        found = len(troubles(self.status, self.counts, self._zone))
        self.styles.height = min(found, MOST_LINES)
        self.display = found > 0


def _whole_or_hint(trouble: str, width: int) -> Line:
    """The words; where they do not fit, the key that shows them all."""
    if width_of(((trouble, ""),)) <= width:
        return ((trouble, "warn"),)
    more = f" ({shown('health')})"
    return ((clip(trouble, width - len(more)), "warn"), (more, "key"))


NO_ACCOUNT = "no account yet: nothing is listened to — run: social-care account add"


def troubles(status: Status | None, counts: Counts | None, zone: ZoneInfo) -> list[str]:
    """What is wrong, the worst first, each with what to do about it."""
    said: list[str] = []
    if status is not None:
        said.extend(_stopped(status.stopped, zone))
        if not status.worker_alive and not status.worker_starting:
            said.append(_worker(status.worker_seen_at, zone) if status.has_accounts else NO_ACCOUNT)
        said.extend(_stream(stream, zone) for stream in alike(status.streams))
        said.extend(
            f"{text.clean_line(account)}: replies are held back — social-care outbox release"
            for account in status.held_accounts
            if account not in {one.account for one in status.stopped}
        )
    if counts is not None:
        said.extend(_stuck(counts))
    return said


def _stopped(stopped: Sequence[StoppedOutbox], zone: ZoneInfo) -> list[str]:
    """One line for all that one person has stopped in one go."""
    found: dict[tuple[str, int | None], list[StoppedOutbox]] = {}
    for one in stopped:
        found.setdefault((one.by, one.since), []).append(one)
    return [_stop(by, since, accounts, zone) for (by, since), accounts in found.items()]


def _stop(by: str, since: int | None, accounts: list[StoppedOutbox], zone: ZoneInfo) -> str:
    who = f" by {text.clean_line(by)}" if by else ""
    when = f" since {times.clock(since, zone)}" if since is not None else ""
    names = ", ".join(text.clean_line(one.account) for one in accounts)
    on = f"{shown('stop_all')} goes on (a lead)"
    return f"SENDING STOPPED{who}{when}: {waiting(accounts)} — {on} · {names}"


def waiting(stopped: Sequence[StoppedOutbox]) -> str:
    """3 replies wait."""
    count = sum(one.waiting for one in stopped)
    return {0: "nothing waits", 1: "1 reply waits"}.get(count, f"{count} replies wait")


def _worker(seen_at: int | None, zone: ZoneInfo) -> str:
    last = f" {times.clock(seen_at, zone)}" if seen_at else ""
    return f"worker stopped{last}: nothing is fetched or sent — run: social-care worker"


def _stream(health: StreamHealth, zone: ZoneInfo) -> str:
    name = text.clean_line(f"{health.account} {health.stream}")
    if health.state is StreamState.DELAYED and health.blind_since is None:
        what = "not read yet"
    else:
        what = f"blind since {times.clock(health.blind_since, zone)}" if health.blind_since else ""
        what = what or "never read"
    if health.next_at:
        what += f", next try {times.clock(health.next_at, zone)}"
    reasons = [health.state.value, health.problem, health.remedy]
    why = " — ".join(text.clean_line(reason) for reason in reasons if reason)
    return f"{name}: {what} — {why}"


def _stuck(counts: Counts) -> list[str]:
    """Replies that wait for a person's decision."""
    found = {"uncertain": counts.uncertain, "refused": counts.refused, "held": counts.held}
    words = [f"{number} {word}" for word, number in found.items() if number]
    if not words:
        return []
    lists = shown_view(list(View).index(View.DRAFTS) + 1)
    what = f"{lists} lists them, {shown('decide')} decides"
    return [f"replies that need a decision: {', '.join(words)} — {what}"]
