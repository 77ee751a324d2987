"""Talking to the person at the keyboard: what they are told is inert, and complete."""

import pytest
from click.testing import CliRunner

from social_care.cli.talk import Keyboard

ADDRESS = "https://fake.example/oauth?client_id=4111111111111111&state=5555555555554444"


def test_an_address_comes_through_digit_by_digit(capsys: pytest.CaptureFixture[str]) -> None:
    """An application's id may look like a card number: masked it would lead nowhere."""
    Keyboard().say(f"Open {ADDRESS}\x1b[2J")
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"Open {ADDRESS}\n")


def test_a_question_keeps_its_digits_too() -> None:
    runner = CliRunner()
    with runner.isolation(input=b"yes\n") as (_, err, _):
        assert Keyboard().ask("Page 4111111111111111?") == "yes"
        assert "Page 4111111111111111?:" in err.getvalue().decode()
