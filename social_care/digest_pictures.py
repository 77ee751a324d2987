"""The digest's pictures: what came by hour, and how long responses took. Numbers stand beside."""

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from social_care.digest_facts import Counted
from social_care.models.digest import Picture

if TYPE_CHECKING:  # a second to load: only where pictures are drawn
    from matplotlib.axes import Axes

SIZE_IN = (4.6, 2.1)
MOST_NAMED = 8
DPI = 260
"""Twice what a phone shows of it, so that it is sharp."""
CAME, ANSWERED, TEXT, GRID = "#7a869a", "#0b57a4", "#1c1c1c", "#d8d8d8"


def by_hour(hours: Sequence[Counted]) -> Picture:
    """Bars for what came, hatched as well as coloured, beside bars for what was answered."""
    busiest = max(hours, key=lambda hour: hour.arrived)
    came, answered = sum(h.arrived for h in hours), sum(h.answered for h in hours)

    def draw(axes: "Axes") -> None:
        places = range(len(hours))
        axes.bar(
            [place - 0.2 for place in places],
            [hour.arrived for hour in hours],
            0.38,
            label="came",
            color=CAME,
            hatch="//",
            edgecolor="white",
        )
        axes.bar(
            [place + 0.2 for place in places],
            [hour.answered for hour in hours],
            0.38,
            label="answered",
            color=ANSWERED,
        )
        axes.set_xticks(places[:: every(hours)], [hour.label for hour in hours[:: every(hours)]])
        axes.legend(
            frameon=False,
            ncols=2,
            fontsize=8,
            loc="lower right",
            bbox_to_anchor=(1, 1),  # beside the title, where no bar reaches
            borderaxespad=0,
        )

    return Picture(
        name="by-hour",
        alt=f"By hour: {came} came, {answered} answered; most came at {busiest.label}"
        f" ({busiest.arrived}).",
        png=_drawn("Messages by hour", draw),
    )


def every(hours: Sequence[Counted]) -> int:
    """Every how many hours one is named, so that no name runs into the next."""
    return -(-len(hours) // MOST_NAMED)


def response_times(took: Sequence[tuple[str, int]]) -> Picture:
    """Bars for how many responses took how long."""
    most = max(took, key=lambda bar: bar[1])
    total = sum(count for _, count in took)

    def draw(axes: "Axes") -> None:
        bars = axes.bar(range(len(took)), [count for _, count in took], 0.6, color=ANSWERED)
        axes.bar_label(bars, fontsize=8, color=TEXT)
        axes.set_xticks(range(len(took)), [words for words, _ in took])

    return Picture(
        name="response-times",
        alt=f"How long {total} responses took; most often {most[0]} ({most[1]}).",
        png=_drawn("How long responses took", draw),
    )


def _drawn(title: str, draw: Callable[["Axes"], None]) -> bytes:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    figure = Figure(figsize=SIZE_IN, dpi=DPI, layout="constrained", facecolor="white")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    draw(axes)
    axes.set_title(title, fontsize=9, loc="left", color=TEXT)
    axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
    axes.tick_params(labelsize=8, length=0, colors=TEXT)
    axes.set_axisbelow(True)
    axes.grid(axis="y", color=GRID, linewidth=0.6)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    written = BytesIO()
    figure.savefig(written, format="png", metadata={"Software": None})
    return written.getvalue()
