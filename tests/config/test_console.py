"""[console]: what the team wants of its screens."""

from pathlib import Path

import pytest

from social_care.config import FILE_NAME, Config, load
from social_care.errors import ConfigError
from social_care.storage import Store
from social_care.wiring import make_desk


def read(folder: Path, text: str) -> Config:
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_the_next_customer_comes_after_a_reply_unless_told_otherwise(tmp_path: Path) -> None:
    assert read(tmp_path, "").console.after_send == "next"


@pytest.mark.parametrize("wanted", ["next", "queue", "stay"])
def test_what_comes_after_a_reply_reaches_the_desk(tmp_path: Path, wanted: str) -> None:
    config = read(tmp_path, f'[console]\nafter_send = "{wanted}"\n')
    store = Store(tmp_path / "care.db")
    assert make_desk(config, store, None).after_send == wanted
    store.close()


def test_anything_else_is_told_with_what_there_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        read(tmp_path, '[console]\nafter_send = "queu"\n')
    assert "console.after_send: must be one of next, queue, stay" in str(told.value.problems)


def test_links_can_be_turned_off_and_plain_words_on(tmp_path: Path) -> None:
    assert read(tmp_path, "").console.links
    assert not read(tmp_path, "").console.plain
    console = read(tmp_path, "[console]\nlinks = false\nplain = true\n").console
    assert (console.links, console.plain) == (False, True)


def test_what_is_no_flag_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as told:
        read(tmp_path, '[console]\nplain = "yes"\n')
    assert "console.plain: must be true or false" in str(told.value.problems)
