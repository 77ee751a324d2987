"""The themes there are: dark, light, high contrast, and none at all.

Dark and light are grey enough to stay what they are on terminals with 256 colours; high contrast
is made of the sixteen that every terminal has. A test measures what can be read on what.
"""

from social_care.tui.theme.palette import Palette, Plain

DARK = Palette(
    name="social-care",
    words="dark",
    dark=True,
    text="#d4d8de",
    back="#14171b",
    surface="#191c21",
    panel="#20242a",
    urgent="#ff7b72",
    high="#e8a456",
    normal="#8ab4d8",
    low="#8fb08f",
    quiet="#969da6",
    accent="#d9b36c",
    secondary="#7d9bb5",
    warning="#e0a458",
    error="#f47a7a",
    success="#8fbf8a",
    rule="#3d434c",
    selection="#34506b",
    cursor="#2d333b",
    cursor_away="#23272d",
)

LIGHT = Palette(
    name="light",
    words="light",
    dark=False,
    text="#22262b",
    back="#fafaf7",
    surface="#f3f3ee",
    panel="#ececea",
    urgent="#b3121d",
    high="#8a4b00",
    normal="#1f5a8c",
    low="#3a6339",
    quiet="#5c626a",
    accent="#735400",
    warning="#8a4b00",
    error="#b3121d",
    success="#2f6a2a",
    rule="#b9bcb6",
    selection="#bcd6ee",
    cursor="#dde4ea",
    cursor_away="#e8ebe9",
)

CONTRAST = Palette(
    name="high-contrast",
    words="high contrast",
    dark=True,
    text="#ffffff",
    back="#000000",
    surface="#000000",
    panel="#000000",
    urgent="#ff8787",
    high="#ffff00",
    normal="#00ffff",
    low="#00ff00",
    quiet="#ffffff",
    accent="#ffff00",
    warning="#ffff00",
    error="#ff8787",
    success="#00ff00",
    rule="#ffffff",
    selection="#000080",
    cursor="#00005f",
    cursor_away="#1c1c1c",
)

PLAIN = Plain()

CHOSEN = (DARK, LIGHT, CONTRAST)
"""Those that an agent can choose."""

ALL = (*CHOSEN, PLAIN)
