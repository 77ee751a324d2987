"""[[digests]]: at the end of which shift who gets one."""

from pathlib import Path

import pytest

from social_care.config import check
from social_care.digest_plan import DigestPlan
from social_care.errors import ConfigError

MAIL = '[mail]\nhost = "127.0.0.1"\nfrom = "care@acme.example"\nsecurity = "none"\n'
SHIFT = '[[shifts]]\nname = "day"\ndays = "mon-fri"\nstart = "09:00"\nend = "18:00"\n'


def read(text: str) -> tuple[DigestPlan, ...]:
    return check(MAIL + SHIFT + text, Path("care.toml")).digests


def test_a_digest_is_named_after_its_shift() -> None:
    (found,) = read('[[digests]]\nshift = "day"\nto = ["lead@acme.example", "lead@acme.example"]\n')
    assert (found.name, found.shift.name, found.to) == ("day", "day", ("lead@acme.example",))


def test_two_of_one_shift_have_names() -> None:
    text = '[[digests]]\nshift = "day"\nto = ["a@b.example"]\n'
    assert [found.name for found in read(text + text.replace("shift", 'name = "2"\nshift'))] == [
        "day",
        "2",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('shift = "dya"\nto = ["a@b.example"]', "'dya' is none of [[shifts]]"),
        ('shift = "day"\nto = ["lead"]', "'lead' is no mail address"),
        ('shift = "day"\nto = ["a@b.example\\r\\nBcc: x@y.example"]', "is no mail address"),
        ('shift = "day"', "must be addresses"),
        ('to = ["a@b.example"]', "shift"),
        ('shift = "day"\nto = ["a@b.example"]\nfrom = "x"', "from"),
    ],
)
def test_faults_are_told(text: str, told: str) -> None:
    with pytest.raises(ConfigError) as error:
        read(f"[[digests]]\n{text}\n")
    assert any(told in problem for problem in error.value.problems)


def test_the_same_name_twice_is_a_fault() -> None:
    with pytest.raises(ConfigError) as error:
        read('[[digests]]\nshift = "day"\nto = ["a@b.example"]\n' * 2)
    assert any("is there twice" in problem for problem in error.value.problems)


def test_without_a_mail_server_no_digest_can_leave() -> None:
    with pytest.raises(ConfigError) as error:
        check(SHIFT + '[[digests]]\nshift = "day"\nto = ["a@b.example"]\n', Path("care.toml"))
    assert any("add [mail]" in problem for problem in error.value.problems)
