"""The configuration: found in order, checked as a whole, every setting of it read."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care import wiring
from social_care.config import FILE_NAME, find, load, shipped, unix_user
from social_care.config.file import _read
from social_care.connectors.installed import available
from social_care.errors import ConfigError
from social_care.hours import Calendar
from social_care.models import Band
from social_care.sla import Targets
from social_care.tables import Section
from tests.config.kit import NO_HOLIDAYS, faults, read, uncommented, written
from tests.world import HOUR, START

# The shipped file -------------------------------------------------------------------------------


def test_the_shipped_file_loads_as_it_is(tmp_path: Path) -> None:
    found = read(tmp_path, shipped(FILE_NAME))
    assert (found.brand, found.time_zone, found.worker_start) == (
        "Acme Shoes", "Europe/London", "with-console",
    )  # fmt: skip
    assert [agent.name for agent in found.agents] == ["mary"]
    assert found.accounts == ()
    assert found.store == tmp_path / "social-care.db"


def test_what_the_shipped_file_shows_as_defaults_are_the_defaults(tmp_path: Path) -> None:
    found, empty = read(tmp_path, shipped(FILE_NAME)), read(tmp_path, "")
    for name in ("replies", "wrap_ups", "vips", "calendar", "store"):
        assert getattr(found, name) == getattr(empty, name), name
    assert wiring.policy(found, "any", "x") == wiring.policy(empty, "any", "x")


def test_every_line_that_is_commented_out_loads_when_it_is_taken_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = uncommented(shipped(FILE_NAME))
    (tmp_path / "holidays.ics").write_text(NO_HOLIDAYS)
    (tmp_path / "extra.ics").write_text(NO_HOLIDAYS)
    found = read(tmp_path, text)
    shown = {account.connector for account in found.accounts}
    assert shown == set(available()) - {"demo"}, "every network has its example"
    assert not found.calendar.is_always_open
    for name in re.findall(r'"env:(\w+)"', text):
        monkeypatch.setenv(name, "secret")
    for account in found.accounts:
        wiring.make_line(found, account).connector.close()


def test_a_setting_of_the_shipped_file_that_is_misspelt_is_told(tmp_path: Path) -> None:
    text = uncommented(shipped(FILE_NAME))
    (tmp_path / "holidays.ics").write_text(NO_HOLIDAYS)
    (tmp_path / "extra.ics").write_text(NO_HOLIDAYS)
    settings = set(re.findall(r"^([a-z_]+) = ", text.split("[[accounts]]")[0], re.MULTILINE))
    assert len(settings) > 8
    for name in settings - {"mon-fri", "phone"}:
        problems = faults(tmp_path, text.replace(f"\n{name} = ", f"\n{name}x = ", 1))
        assert any(f"{name}x: " in problem and f'"{name}"' in problem for problem in problems), name


# Faults -----------------------------------------------------------------------------------------

WRONG = """
colour = "red"
[brand]
nmae = "Acme"
time_zone = "Europe/Londn"
[store]
url = "postgresql://x"
[worker]
start = "with-consol"
[replies]
undo_seconds = -1
[targets]
high = "soon"
urgent = 0.5
[hours]
mon-fri = ["9-17", "09:00-17:00"]
monday = ["09:00-17:00"]
holidays = ["25.12.2026"]
[[agents]]
name = "mary"
role = "boss"
[[agents]]
name = "mary"
langauges = ["en"]
[[accounts]]
connector = "demo"
backfill_hours = -2
[accounts.targets]
normall = 5
"""


def test_all_faults_are_told_at_once_each_with_its_place_and_the_nearest_name(
    tmp_path: Path,
) -> None:
    problems = faults(tmp_path, WRONG)
    expected = [
        "colour: is not known here",
        'brand.nmae: is not known here (did you mean "name"?)',
        "brand.time_zone: 'Europe/Londn' is not an IANA time zone",
        '(did you mean "Europe/London"?)',
        "store.url: ",
        "worker.start: must be one of separate, with-console",
        '(did you mean "with-console"?)',
        "replies.undo_seconds: must be between 0 and 600",
        "targets.high: must be a number",
        "targets.urgent: must be a whole number",
        'hours: mon-fri: "9-17" is not a span of time',
        'hours: hours: "monday" is not a day',
        'hours: holidays: "25.12.2026" is not a date',
        "agents[0].role: must be one of agent, lead",
        "agents[1].name: 'mary' is there twice",
        'agents[1].langauges: is not known here (did you mean "languages"?)',
        "accounts[0].name: is missing",
        "accounts[0].backfill_hours: must be between",
        'accounts[0].targets.normall: is not known here (did you mean "normal"?)',
    ]
    for part in expected:
        assert any(part in problem for problem in problems), (part, problems)
    assert len(problems) == len([part for part in expected if not part.startswith("(")])


def test_the_message_names_the_file_and_counts_the_faults(tmp_path: Path) -> None:
    path = written(tmp_path, "a = 1\nb = 2\n")
    with pytest.raises(ConfigError, match=re.escape(f"{path} has 2 faults")) as caught:
        load(path)
    assert "\n  - a: is not known here" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[brand\n", "line 1"),
        ("a = 1\na = 2\n", "line 2"),
        ("[brand]\nname = 'Acm\x00e'", "line 2"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, text: str, why: str) -> None:
    assert why in faults(tmp_path, text)[0]


def test_a_file_that_is_no_utf8_is_told(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"[brand]\nname = 'caf\xe9'\n")
    with pytest.raises(ConfigError, match="byte 20 is not UTF-8\nsave it as UTF-8"):
        load(path)


def test_a_folder_is_not_taken_for_a_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="is a folder") as caught:
        find(tmp_path)
    assert caught.value.remedy == f"name the file in it: {tmp_path / FILE_NAME}"


def test_a_byte_order_mark_before_the_file_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"\xef\xbb\xbf[brand]\nname = 'Acme'\n")
    assert load(path).brand == "Acme"


@pytest.mark.parametrize("wrong", ['agents = "mary"', "[agents]\nname = 'mary'", "accounts = 3"])
def test_lists_of_tables_are_asked_for_where_they_belong(tmp_path: Path, wrong: str) -> None:
    assert any("write [[" in problem for problem in faults(tmp_path, wrong))


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", ""])
def test_an_accounts_name_is_fit_for_a_file(tmp_path: Path, name: str) -> None:
    problems = faults(tmp_path, f'[[accounts]]\nname = "{name}"\nconnector = "demo"\n')
    assert [problem.split(":")[0] for problem in problems] == ["accounts[0].name"]


def test_an_account_that_is_there_twice_is_told(tmp_path: Path) -> None:
    account = '[[accounts]]\nname = "a"\nconnector = "demo"\n'
    assert faults(tmp_path, account * 2) == ["accounts[1].name: 'a' is there twice"]


@given(st.dictionaries(st.sampled_from(
    ["brand", "store", "worker", "replies", "resolve", "targets", "hours", "accounts", "agents",
     "mail", "alerts"]
), st.recursive(
    st.booleans() | st.integers(-3, 10**30) | st.floats() | st.text("ab:-0179", max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ["name", "connector", "targets", "hours", "high", "mon", "path", "x", "to", "url",
             "quiet", "stages"]
        ),
        inner, max_size=4,
    ), max_leaves=8,
)))  # fmt: skip
def test_whatever_stands_in_the_file_is_read_or_refused_with_places(data: dict[str, Any]) -> None:
    problems: list[str] = []
    root = Section(data, "", problems)
    made = _read(root, Path("/nowhere") / FILE_NAME, None)
    assert made.worker_start in {"separate", "with-console"}
    assert all(": " in problem for problem in problems)


def test_an_account_inherits_targets_and_hours_or_has_its_own(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        """
        [brand]
        time_zone = "Europe/London"
        [targets]
        high = 20
        low = 0
        [hours]
        mon-fri = ["09:00-17:00"]
        [[accounts]]
        name = "plain"
        connector = "demo"
        backfill_hours = 1.5
        [[accounts]]
        name = "own"
        connector = "demo"
        [accounts.targets]
        high = 5
        [accounts.hours]
        sat = ["10:00-12:00"]
        """,
    )
    plain, own = found.accounts
    usual = Targets(urgent=15, high=20, normal=60, low=None)
    assert wiring.policy(found, "plain", "demo").targets == usual
    assert wiring.policy(found, "own", "demo").targets == replace(usual, high=5)
    assert plain.calendar is found.calendar
    assert own.calendar.business_ms(START, START + 5 * 24 * HOUR) == 0
    assert own.calendar.business_ms(START, START + 6 * 24 * HOUR) == 2 * HOUR
    assert (plain.backfill_hours, own.backfill_hours) == (1.5, 24)


def test_only_targets_that_are_not_its_own_are_stretched_for_a_slow_channel(tmp_path: Path) -> None:
    account = '[[accounts]]\nname = "{0}"\nconnector = "demo"\n'
    own = "[accounts.targets]\nhigh = 30\n"
    found = read(tmp_path, account.format("plain") + account.format("own") + own)
    for name, minutes in (("plain", 120), ("own", 30), ("import", 120)):
        assert wiring.policy(found, name, "email").targets.minutes(Band.HIGH) == minutes


def test_hours_are_in_the_brands_time_zone(tmp_path: Path) -> None:
    found = read(tmp_path, "[brand]\ntime_zone = 'Asia/Tokyo'\n[hours]\nmon = ['18:00-19:00']\n")
    assert found.calendar.business_ms(START, START + 24 * HOUR) == HOUR
    assert found.calendar.due(START, 1) == START + 1


def test_without_hours_it_is_always_open(tmp_path: Path) -> None:
    assert read(tmp_path, "").calendar == Calendar.always()


def test_agents_are_found_by_name(tmp_path: Path) -> None:
    found = read(tmp_path, "[[agents]]\nname = 'joe'\nrole = 'lead'\nlanguages = ['de', 'en']\n")
    joe = found.agent("joe")
    assert joe is not None
    assert (joe.role, joe.languages, joe.initials) == ("lead", ("de", "en"), "")
    assert found.agent("Joe") is None


def test_without_a_file_there_is_a_usable_configuration(tmp_path: Path) -> None:
    found = load(None, db=tmp_path / "x.db")
    assert (found.path, found.accounts, found.agents) == (None, (), ())
    assert (found.worker_start, found.replies.undo_s, found.time_zone) == ("separate", 10, "UTC")


@pytest.mark.parametrize("error", [KeyError("uid"), OSError("uid")])
def test_a_system_without_user_names_has_an_empty_one(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> str:
        raise error

    monkeypatch.setattr("getpass.getuser", fail)
    assert unix_user() == ""
