"""[replies]: what answers are made of, read strictly; doctor tells which macros are missing."""

from pathlib import Path

import pytest

from social_care.config import FILE_NAME, Config, load
from social_care.doctor import Verdict, check_macros
from social_care.errors import ConfigError
from social_care.models.composing import Macro, MacroBook


def read(folder: Path, text: str) -> Config:
    """What a configuration says."""
    path = folder / FILE_NAME
    path.write_text(text, encoding="utf-8")
    return load(path)


def test_all_that_can_be_said(tmp_path: Path) -> None:
    text = """
[replies]
sign_off = ""
sign_offs = { email = " Yours" }
greetings = ["Moin {first_name}"]
pace_seconds = 0
macros = "ours"
[replies.fields]
phone = "0800 123"
"""
    found = read(tmp_path, text).replies
    assert (found.sign_off_on("x"), found.sign_off_on("email")) == ("", " Yours")
    assert (found.greetings, found.pace_s) == (("Moin {first_name}",), 0)
    assert (found.macros, found.fields) == (tmp_path / "ours", {"phone": "0800 123"})


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("sign_off = 1", "replies.sign_off: must be a text"),
        ("sign_offs = { x = 1 }", "replies.sign_offs.x: must be a text"),
        ("sign_offs = 1", "replies.sign_offs: must be a table"),
        ("greetings = 'Hi'", "replies.greetings: must be a list"),
        ("pace_seconds = -1", "replies.pace_seconds: must be between"),
        ("fields = { Phone = '1' }", "replies.fields.Phone: must be small letters"),
        ("fields = { name = '1' }", "replies.fields.name: is what every team has"),
        ("fields = { phone = '' }", "replies.fields.phone: must be a text"),
    ],
)
def test_faults(tmp_path: Path, line: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, f"[replies]\n{line}\n")
    assert [problem[: len(told)] for problem in caught.value.problems] == [told]


def test_doctor_tells_every_file_that_is_no_macro() -> None:
    book = MacroBook(macros=(Macro(name="x", text="y"),), problems=("a.md:1: what?",))
    ready, missing = check_macros(book)
    assert (ready.verdict, ready.detail) == (Verdict.OK, "1 ready")
    assert (missing.verdict, missing.detail) == (Verdict.FAULT, "a.md:1: what?")
