"""How the console looks: one quiet dark theme and one stylesheet."""

from textual.theme import Theme

THEME = Theme(
    name="social-care",
    primary="#8ab4d8",
    secondary="#7d9bb5",
    accent="#d9b36c",
    warning="#e0a458",
    error="#f07171",
    success="#8fbf8a",
    foreground="#d4d8de",
    background="#14171b",
    surface="#181c21",
    panel="#1f242b",
    dark=True,
    variables={
        "band-urgent": "#ff7b72",
        "band-high": "#e8a456",
        "band-normal": "#8ab4d8",
        "band-low": "#8fb08f",
        "band-none": "#8b939d",
        "quiet": "#8b939d",
        "rule": "#3a424d",
        "cursor-line": "#2a3340",
        "cursor-line-away": "#20262e",
        "input-selection-background": "#34506b",
    },
)
