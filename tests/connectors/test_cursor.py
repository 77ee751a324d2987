"""Tests of cursors that are JSON: a stream goes on, or begins again whatever was kept."""

from typing import Any

import pytest

from social_care.connectors.cursor import restored


def number(saved: Any) -> int:
    """Takes a cursor apart as connectors do: without looking first."""
    return int(saved["pages"][0].strip())


def test_what_was_kept_is_found_again() -> None:
    assert restored('{"v": 2, "pages": ["7"]}', number, 2) == 7


def test_a_cursor_may_go_without_a_version() -> None:
    assert restored('{"pages": ["7"]}', number) == 7


def test_the_first_poll_has_none_and_nothing_to_warn_of(caplog: pytest.LogCaptureFixture) -> None:
    assert restored(None, number, 2) is None
    assert not caplog.records


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "{",
        "null",
        "[]",
        '"v"',
        "{}",
        '{"pages": ["7"]}',
        '{"v": 1, "pages": ["7"]}',
        '{"v": 2}',
        '{"v": 2, "pages": []}',
        '{"v": 2, "pages": [null]}',
        '{"v": 2, "pages": ["x"]}',
        '{"v": 2, "pages": 7}',
    ],
)
def test_what_makes_no_sense_begins_again_and_says_so(
    cursor: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert restored(cursor, number, 2) is None
    assert "the stream begins again" in caplog.text


def test_a_number_beyond_all_measure_is_no_number() -> None:
    assert restored('{"at": Infinity}', lambda saved: int(saved["at"])) is None


def test_a_fault_of_ours_is_not_taken_for_a_broken_cursor() -> None:
    def forgetful(saved: Any) -> int:
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        restored("{}", forgetful)
