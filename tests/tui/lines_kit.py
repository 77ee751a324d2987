"""Lines as they are read, for tests of what stands around the panes."""

from zoneinfo import ZoneInfo

from social_care.tui.widgets.lines import Line

LONDON = ZoneInfo("Europe/London")


def plain(*lines: Line) -> str:
    """Their words, without looks."""
    return "\n".join("".join(text for text, _ in line) for line in lines)
