"""stats: the shift in figures."""

import click

from social_care import wiring
from social_care.cli.acts import moment
from social_care.cli.common import Context, command, print_json
from social_care.cli.root import main
from social_care.figures import summarise
from social_care.storage import report
from social_care.text import span

BY = click.option(
    "--by",
    type=click.Choice([by.value for by in report.By]),
    default=report.By.RESPONDED_AT.value,
    show_default=True,
    help="Which moment selects the period.",
)


def _moment(text: str | None) -> int | None:
    return None if text is None else moment(text)


@command(main, "stats")
@click.option("--since", metavar="TIME", help="ISO 8601 with offset; default: everything.")
@click.option("--until", metavar="TIME", help="ISO 8601 with offset; default: now.")
@BY
@click.option("--json", "json_", is_flag=True, help="One JSON object.")
def stats(context: Context, since: str | None, until: str | None, by: str, json_: bool) -> None:
    """The shift in figures: what waits, service level, response times on both clocks."""
    now = wiring.now_ms()

    def business_so_far(account: str, start: int) -> int:
        return wiring.policy(context.config, account, "").calendar.business_ms(start, now)

    waits = report.waits(
        context.store.read(),
        since=_moment(since),
        until=_moment(until),
        by=report.By(by),
        open_too=True,
        business_so_far=business_so_far,
    )
    figures = summarise(waits, now).as_json()
    if json_:
        print_json(figures)
        return
    business = figures.pop("business")
    for name, value in figures.items():
        differs = name in business and business[name] != value
        beside = f"   (business {_shown(name, business[name])})" if differs else ""
        click.echo(f"{_title(name):<21} {_shown(name, value)}{beside}")


def _title(name: str) -> str:
    return name.removesuffix("_s").replace("_", " ")


def _shown(name: str, value: float | None) -> str:
    """A duration as on the screens, a share in percent, a count as it is."""
    if value is None:
        return "-"
    if name.endswith("_s"):
        return span(round(value * 1000))
    return f"{value:.0%}" if name in {"service_level", "within_5_min"} else str(value)
