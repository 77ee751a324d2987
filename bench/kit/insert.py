"""What an arrival costs the event loop of an open console, without terminal and database."""

import asyncio
from array import array
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from social_care import wiring
from social_care.config import load
from social_care.tui.app import ConsoleApp

FROM = 500
"""Those who become more pressing stood so far down."""


def handler_ms(folder: Path, times: int) -> list[float]:
    """Milliseconds that showing a list costs in which somebody new stands on top."""
    return asyncio.run(_handler_ms(folder, times))


async def _handler_ms(folder: Path, times: int) -> list[float]:
    config = load(folder / "social-care.toml", db=folder / "social-care.db")
    store = wiring.open_store(config)
    app = ConsoleApp(wiring.make_desk(config, store, config.agent("mary")))
    took = []
    async with app.run_test(size=(120, 40)) as pilot:
        await asyncio.sleep(2)
        main = app.main
        picture = await asyncio.to_thread(main._picture, main.source, main.shown_id)  # noqa: SLF001
        ids = list(picture.ids)
        for number in range(times):
            ids.insert(0, ids.pop(min(FROM + number, len(ids) - 1)))
            news = replace(picture, ids=array("q", ids))  # as the desk gives them
            began = perf_counter()
            main._apply(news)  # noqa: SLF001
            took.append((perf_counter() - began) * 1000)
            await pilot.pause()
    store.close()
    return took
