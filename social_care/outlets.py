"""How the worker's chores are put together: what is flagged is told, what is queued is sent.

`wiring` hands in the clock and how a reference is resolved.
"""

from collections.abc import Callable, Sequence
from functools import partial

from social_care import notify, wiring_digest
from social_care.account_alerts import watch_accounts
from social_care.alert_words import Message, as_text
from social_care.alerting import Target
from social_care.announce import Announcer, Outlet
from social_care.chores import Chore, ClockTime
from social_care.config import Config
from social_care.digest_sending import queue_due
from social_care.errors import NetworkError
from social_care.forgetting import forget
from social_care.mail import Mailer
from social_care.mailing import send_due
from social_care.net import NetSettings
from social_care.secrets import is_reference
from social_care.similar import Measure
from social_care.storage import Store, accounts, heartbeats

TELL_TICK_S = 1
HEALTH_TICK_S = 10
MAIL_TICK_S = 5
BEAT_TICK_S = 60
FORGET_TICK_S = 3600
DIGEST_TICK_S = 300
"""What an hour that is skipped, or a fault, has missed is made up for so often."""

Secret = Callable[[str], str]
"""What a reference leads to. Raises NetworkError(AUTH) when it leads nowhere."""
Clock = Callable[[], int]


def make_mailer(config: Config, secret: Secret, clock: Clock) -> Mailer | None:
    """The way out for mails of our own; None without [mail]."""
    mail = config.telling.mail
    return None if mail is None else Mailer(mail, secret, clock)


def make_chores(
    config: Config,
    store: Store,
    secret: Secret,
    clock: Clock,
    measure: Callable[[], Measure],
) -> list[Chore]:
    """In the order in which a single round does them."""
    mailer = make_mailer(config, secret, clock)
    announcer = make_announcer(config, store, mailer, secret, clock)
    names = [account.name for account in config.accounts]
    chores = [
        Chore(
            name="account health",
            every_s=HEALTH_TICK_S,
            run=lambda: _quietly(watch_accounts, store, names, config.time_zone, clock()),
        ),
        Chore(name="route flags", every_s=TELL_TICK_S, run=lambda: _quietly(announcer.route)),
        *(_telling(announcer, target) for target in announcer.targets),
    ]
    if mailer is not None:
        if config.digests:
            chores.append(_digests(config, store, mailer, measure, clock))
        sends = partial(send_due, store, mailer, clock)
        chores.append(Chore(name="mails", every_s=MAIL_TICK_S, run=sends))
    if url := config.telling.heartbeat_url:
        net = _net(config)
        beat = partial(_beat, store, lambda: _resolved(url, secret), net, clock)
        chores.append(Chore(name="heartbeat", every_s=BEAT_TICK_S, run=beat))
    chores.append(
        Chore(
            name="forget what was told",
            every_s=FORGET_TICK_S,
            run=lambda: _quietly(forget, store, clock()),
        )
    )
    return chores


def _digests(
    config: Config, store: Store, mailer: Mailer, measure: Callable[[], Measure], clock: Clock
) -> Chore:
    """When a shift ends, and again after downtime: who has had theirs gets no other."""
    maker = wiring_digest.maker(config, store, measure)

    def run() -> Sequence[str]:
        now = clock()
        queue_due(store, config.digests, lambda due: maker.message(due, now), mailer.addressed, now)
        return ()

    ends = {(digest.shift.end, digest.shift.zone) for digest in config.digests}
    return Chore(
        name="digests",
        every_s=DIGEST_TICK_S,
        run=run,
        at=tuple(ClockTime(hour=end // 60 % 24, minute=end % 60, zone=zone) for end, zone in ends),
    )


def make_announcer(
    config: Config, store: Store, mailer: Mailer | None, secret: Secret, clock: Clock
) -> Announcer:
    """Every target of the configuration with its way out."""
    net = _net(config)
    outlets = {
        target: _outlet(target, mailer, net, secret, clock) for target in config.telling.targets
    }
    return Announcer(store, outlets, clock, brand=config.brand, zone=config.time_zone)


def _telling(announcer: Announcer, target: Target) -> Chore:
    """A job of its own: a server that hangs keeps nobody else waiting."""

    def run() -> Sequence[str]:
        problem = announcer.tell(target)
        return [problem] if problem else []

    return Chore(name=f"tell {target.key}", every_s=TELL_TICK_S, run=run)


def _outlet(
    target: Target, mailer: Mailer | None, net: NetSettings, secret: Secret, clock: Clock
) -> Outlet:
    if target.form is None:
        assert mailer is not None, "the configuration asks for [mail] where mails are wanted"
        return partial(_mail, mailer, target.address)
    form = target.form

    def post(told: Message) -> None:
        url = _resolved(target.address, secret)
        notify.post(url, notify.body(told, form), clock(), net)

    return post


def _mail(mailer: Mailer, recipient: str, told: Message) -> None:
    message = mailer.plain(f"{told.brand}: {told.subject}", as_text(told))
    mailer.send(recipient, mailer.addressed(message, recipient))


def _beat(store: Store, url: Callable[[], str], net: NetSettings, clock: Clock) -> list[str]:
    """Tell the dead man's switch that we live; what became of it is kept for doctor."""
    now = clock()
    if not accounts.lives(accounts.worker_seen(store.read(), now), now):
        return ["heartbeat: not sent, since the worker itself shows no sign of life"]
    try:
        notify.call(url(), clock(), net)
    except NetworkError as error:
        with store.write(bump=False) as tx:
            heartbeats.failed(tx, clock(), problem=error.message, remedy=error.remedy)
        return [f"heartbeat: {error.message}"]
    with store.write(bump=False) as tx:
        heartbeats.beat(tx, clock())
    return []


def _resolved(address: str, secret: Secret) -> str:
    """The address behind a reference, or the one that was given."""
    return secret(address) if is_reference(address) else address


def _net(config: Config) -> NetSettings:
    net = config.net
    return NetSettings(
        connect_s=net.connect_s, read_s=net.read_s, proxy=net.proxy, ca_file=net.ca_file
    )


def _quietly(work: Callable[..., object], *given: object) -> Sequence[str]:
    """Nothing of it can fail but the database, which the worker tells itself."""
    work(*given)
    return ()
