"""The day as plots with axes, where a screen is high enough; the bars above say the same.

A file of its own: what draws is loaded only when there is room.
"""

from typing import TYPE_CHECKING

from textual_plotext import PlotextPlot

if TYPE_CHECKING:
    from social_care.desk.leading import Floor


MOST_NAMED = 8
"""Hours named below a plot."""
MOST_STEPS = 5
"""Of the axis beside it."""


def whole_steps(most: int) -> list[int]:
    """Where an axis of counts is marked: round whole numbers from 0 to `most` or just above."""
    sizes = (size * 10**power for power in range(len(str(most)) + 1) for size in (1, 2, 5))
    step = next(size for size in sizes if size * MOST_STEPS >= most)
    return list(range(0, max(most, 1) + step, step))


class _Plot(PlotextPlot):
    """One plot over the hours of the shift."""

    def show(self, floor: "Floor") -> None:
        """Draw it anew."""
        self.plt.clear_data()
        self.draw(floor)
        self.plt.xlim(0, max(len(floor.hours) - 1, 1))  # the same in both, whatever is known
        every = -(-len(floor.hours) // MOST_NAMED)
        named = range(0, len(floor.hours), every)
        self.plt.xticks(list(named), [floor.hours[number].label for number in named])
        self.refresh()

    def draw(self, floor: "Floor") -> None:
        """Overridden by each plot."""
        raise NotImplementedError


class VolumePlot(_Plot):
    """What came and what was answered: lines of letters, told apart without colour."""

    def draw(self, floor: "Floor") -> None:
        """Two lines."""
        hours = range(len(floor.hours))
        self.plt.title("c came, a answered, by hour")
        self.plt.plot(hours, [hour.arrived for hour in floor.hours], marker="c")
        self.plt.plot(hours, [hour.answered for hour in floor.hours], marker="a")
        steps = whole_steps(max(max(hour.arrived, hour.answered) for hour in floor.hours))
        self.plt.ylim(0, steps[-1])
        self.plt.yticks([*steps])


class LevelPlot(_Plot):
    """The service level beside its goal, in percent."""

    def draw(self, floor: "Floor") -> None:
        """A line, and the goal."""
        known = [
            (number, hour.level * 100)
            for number, hour in enumerate(floor.hours)
            if hour.level is not None
        ]
        self.plt.title(f"in target by hour, percent (goal {floor.goal:.0%})")
        self.plt.ylim(0, 100)
        self.plt.yticks([0, 20, 40, 60, 80, 100])
        self.plt.hline(floor.goal * 100)
        if known:
            self.plt.plot([x for x, _ in known], [y for _, y in known], marker="o")
