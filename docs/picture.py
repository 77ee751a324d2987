"""Draws docs/console.svg: the console on the demo's brand, as it really looks (make picture)."""

import asyncio
import os
import re
from pathlib import Path

from social_care.cli.console import demo_brand
from social_care.tui.app import ConsoleApp

SIZE = (160, 45)
TARGET = Path(__file__).parent / "console.svg"


async def draw(app: ConsoleApp) -> None:
    """Claim the most needed customer, begin an answer, and keep the screen."""
    async with app.run_test(size=SIZE) as pilot:
        for keys in (["n"], ["r"], list("I am so sorry. Are you all right? Please call us")):
            await pilot.press(*keys)
            await app.workers.wait_for_complete()
            await pilot.pause(0.5)
        svg = app.export_screenshot(title="social-care")
    # no remote fonts: the picture is whole by itself
    TARGET.write_text(re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL), encoding="utf-8")


if __name__ == "__main__":
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": "truecolor"}  # wherever it is drawn
    os.environ.pop("NO_COLOR", None)
    with demo_brand(seed=1, speed=1, agent="mary") as desk:
        asyncio.run(draw(ConsoleApp(desk)))
