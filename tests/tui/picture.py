"""What stands on a terminal, as words and looks: a file can hold it, and a person read it."""

from itertools import groupby

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.strip import Strip
from textual.widgets import Input, TextArea

from tests.tui.console import Console

EDGE = "▏"
"""Marks where a line ends, so that blanks before it can be seen."""


class PictureFile(SingleFileSnapshotExtension):
    """One picture, one text file."""

    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


async def taken(agent: Console, *, looks: bool) -> str:
    """The terminal as it stands: its lines, then how each looks, from left to right.

    A run of cells that look alike is told as `cells style`. Cursors do not blink.
    """
    await agent.settle()
    for area in agent.top.query(TextArea):
        area.cursor_blink = False
    for line in agent.top.query(Input):
        line.cursor_blink = False
    await agent.settle()
    strips = agent.strips
    told = [f"{strip.text}{EDGE}" for strip in strips]
    if looks:
        told += ["", *(f"{at:>2}: {_looks(strip)}" for at, strip in enumerate(strips, 1))]
    return "\n".join(told) + "\n"


def _looks(strip: Strip) -> str:
    runs = groupby((one for one in strip if one.text), key=lambda one: str(one.style or ""))
    return ", ".join(f"{sum(one.cell_length for one in run)} {look}" for look, run in runs)
