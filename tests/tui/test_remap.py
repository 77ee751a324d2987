"""Other keys from the configuration: as strictly checked as our own, shown wherever keys are."""

import re
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.keys import _character_to_key

from social_care.config import Config, check
from social_care.errors import ConfigError
from social_care.models.views import View
from social_care.tui.app import ConsoleApp
from social_care.tui.keys import KEYS, TABLE, TYPING, Table, Where
from social_care.tui.remap import NAMES, UNDELIVERED, Written, read_key, remapped, sign_name
from tests.tui.console import MIDDLE, Console
from tests.tui.fake_desk import FakeDesk

DOCS = Path(__file__).parents[2] / "docs"
OTHER_SIGNS = "йцукенгшщзхъфывапролджэячсмитьбюёςερτυθιοπασδφγηξκλζχψωβνμéèçà§ñß¿ø"


def config(text: str) -> Config:
    return check(text, Path("social-care.toml"))


def faults(text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        config(text)
    return caught.value.problems


def table(text: str) -> Table:
    return config(text).console.keys


@pytest.mark.parametrize("sign", [*string.ascii_letters, *string.digits, *string.punctuation])
def test_signs_are_called_as_textual_calls_them(sign: str) -> None:
    assert sign_name(sign) == _character_to_key(sign)


@pytest.mark.parametrize("sign", OTHER_SIGNS)
def test_those_of_other_keyboards_too(sign: str) -> None:
    assert sign_name(sign) == _character_to_key(sign)


@pytest.mark.parametrize(
    ("written", "name", "shown"),
    [
        ("E", "E", "E"),
        ("?", "question_mark", "?"),
        ("-", "minus", "-"),
        ("+", "plus", "+"),
        ("esc", "escape", "Esc"),
        ("Escape", "escape", "Esc"),
        ("PgDn", "pagedown", "PgDn"),
        ("pagedown", "pagedown", "PgDn"),
        ("F5", "f5", "F5"),
        ("ctrl+s", "ctrl+s", "Ctrl+S"),
        ("Ctrl-O", "ctrl+o", "Ctrl+O"),
        ("Ctrl+Up", "ctrl+up", "Ctrl+↑"),
        ("shift+F3", "shift+f3", "Shift+F3"),
        ("↓", "down", "↓"),
        ("Space", "space", "Space"),
        ("й", "й", "й"),
    ],
)
def test_keys_are_written_as_people_write_them(written: str, name: str, shown: str) -> None:
    key = read_key(written)
    assert isinstance(key, Written)
    assert (key.name, key.shown) == (name, shown)


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("Ctrl+1", "terminals send the digit alone"),
        ("ctrl+h", "arrives as Backspace"),
        ("Ctrl+I", "arrives as Backspace, Tab"),
        ("Ctrl+W", "keep it for themselves"),
        ("Ctrl+Enter", "send the key alone"),
        ("Alt+x", "arrives as Esc and the key"),
        ("Ctrl+Shift+S", "without Shift"),
        ("Super+L", "the desktop keeps it"),
        ("Ctrl+C", "says how to leave"),
        ("Shift+e", "write the capital letter, E"),
        ("Ctrl+;", "is no key that all terminals have"),
        ("banana", "is no key"),
        ("", "is no key"),
        ("ctrl", "is no key"),
        ("F13", "is no key"),
        ("Hyper+x", "is no key"),
    ],
)
def test_what_terminals_do_not_deliver_is_refused_with_the_reason(written: str, why: str) -> None:
    key = read_key(written)
    assert isinstance(key, str)
    assert why in key


@given(st.text(max_size=12))
def test_whatever_is_written_is_a_key_or_is_told(written: str) -> None:
    key = read_key(written)
    if isinstance(key, Written):
        assert key.name
        assert not any(re.fullmatch(pattern, key.name) for pattern, _ in UNDELIVERED)
    else:
        assert key


class TestConfiguration:
    """[keys], with every fault at its place."""

    def test_without_it_the_keys_are_ours(self) -> None:
        assert table("") is TABLE
        assert table("[keys]\n") is TABLE

    def test_a_command_gets_its_key_and_loses_the_old_one(self) -> None:
        found = table('[keys]\nresolve = "Z"\n')
        assert found.by_key[Where.QUEUE, "Z"].command == "resolve"
        assert (Where.QUEUE, "e") not in found.by_key

    def test_two_commands_change_places(self) -> None:
        found = table('[keys]\nresolve = "E"\nelsewhere = "e"\n')
        assert found.by_key[Where.QUEUE, "E"].command == "resolve"
        assert found.by_key[Where.CONVERSATION, "e"].command == "elsewhere"

    def test_several_keys(self) -> None:
        for written in ('"Z F5"', '["Z", "F5"]'):
            found = table(f"[keys]\nresolve = {written}\n")
            assert {found.by_key[Where.QUEUE, key].command for key in ("Z", "f5")} == {"resolve"}

    def test_views_keep_their_order(self) -> None:
        found = table('[keys]\nview = "F1 F5 F7 F9 F10 F11 F12 Ins Del"\n')
        assert found.by_key[Where.QUEUE, "f7"].action("f7") == "view(3)"
        assert "needs 9 keys" in faults('[keys]\nview = "F1 F2"\n')[0]

    def test_letters_stay_letters_where_one_types(self) -> None:
        found = table('[keys]\nback = ["Z", "Esc"]\n')
        assert found.by_key[Where.QUEUE, "Z"].command == "back"
        assert (Where.COMPOSER, "Z") not in found.by_key
        assert found.by_key[Where.COMPOSER, "escape"].command == "back"
        assert [row.command for row in found.for_footer(Where.QUEUE)].count("back") == 1
        assert [row.command for row in found.for_footer(Where.COMPOSER)].count("back") == 1

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('resolve = "c"', "keys.resolve: 'c' is claim already"),
            ('resolve = "Ctrl+1"', "keys.resolve: 'Ctrl+1' does not get here"),
            ('resolv = "Z"', 'keys.resolv: is no command (did you mean "resolve"?)'),
            ("resolve = 7", "keys.resolve: must be a key"),
            ("resolve = []", "keys.resolve: must be a key"),
            ('resolve = ""', "keys.resolve: must be a key"),
            ('send = "Z"', "keys.send: needs a key for while writing, too"),
            ('send = "Enter"', "keys.send: needs a key for while writing, too"),
            ('send = "Ctrl+K"', "keys.send: needs a key for while writing, too"),
            ('back = "q"', "keys.back: needs a key for in the search line, while writing, too"),
            ('privacy = "Ctrl+O"', "keys.privacy: 'ctrl+o' is editor already"),
            ('resolve = "w"', "keys.resolve: 'w' is wow already"),
            ('send = "Z"\nresolve = "c"', "keys.send"),
        ],
    )
    def test_faults_are_told_at_their_place(self, line: str, said: str) -> None:
        assert any(each.startswith(said) for each in faults(f"[keys]\n{line}\n"))

    def test_every_fault_is_told_at_once(self) -> None:
        assert len(faults('[keys]\nresolve = "c"\nresolv = "Z"\nsnooze = "Alt+s"\n')) == 3

    def test_a_conflict_stands_at_the_command_that_was_changed(self) -> None:
        assert faults('[keys]\nclaim = "e"\n') == ["keys.claim: 'e' is resolve already"]

    def test_what_comes_can_be_written_down_as_it_is(self) -> None:
        shown = {sign: name for name, sign in NAMES.values()}
        names = {name: sign for sign, name in shown.items()}
        wanted: dict[str, list[str]] = {}
        for row in KEYS:
            wanted.setdefault(row.command, [])
            wanted[row.command] += [written(key, names) for key in row.keys]
        told: list[str] = []
        found = remapped(wanted, {}, lambda place, problem: told.append(f"{place}: {problem}"))
        assert told == []
        assert {at: row.command for at, row in found.by_key.items()} == {
            at: row.command for at, row in TABLE.by_key.items()
        }


def written(key: str, names: dict[str, str]) -> str:
    """A key of the table as people write it."""
    if key in names:
        return names[key]
    if "+" in key:
        return key
    by_name = {sign_name(sign): sign for sign in string.printable if not sign.isspace()}
    return by_name.get(key, key)


class TestAliases:
    """Keyboards without Latin letters."""

    def test_a_sign_does_what_the_key_in_its_place_does(self) -> None:
        found = table('[keys.aliases]\n"у" = "e"\n"№" = "3"\n')
        row = found.by_key[Where.QUEUE, "у"]
        assert row.command == "resolve"
        views = found.by_key[Where.QUEUE, sign_name("№")]
        assert views.action(sign_name("№")) == "view(3)"
        assert all((where, "у") not in found.by_key for where in TYPING)

    def test_it_follows_a_key_that_was_given_to_another_command(self) -> None:
        found = table('[keys]\nresolve = "E"\nelsewhere = "e"\n[keys.aliases]\n"у" = "e"\n')
        assert found.by_key[Where.QUEUE, "у"].command == "elsewhere"

    @pytest.mark.parametrize(
        ("line", "said"),
        [
            ('"c" = "e"', "keys.aliases: 'c' is claim already"),
            ('"у" = "Ctrl+S"', "must stand for one sign"),
            ('"у" = "F5"', "must stand for one sign"),
            ('"ую" = "e"', "keys.aliases.ую: are 2 signs, and stand for 1 keys"),
            ('" " = "e"', "must be one sign"),
            ('"у" = 5', "keys.aliases.у: must be a text"),
        ],
    )
    def test_faults(self, line: str, said: str) -> None:
        assert any(said in each for each in faults(f"[keys.aliases]\n{line}\n"))

    def test_several_signs_at_once(self) -> None:
        found = table('[keys.aliases]\n"ук" = "er"\n')
        assert found.by_key[Where.QUEUE, "к"].command == "reply"
        assert found.by_key[Where.QUEUE, "у"].command == "resolve"

    @pytest.mark.parametrize(("language", "missing"), [("Cyrillic", ""), ("Greek", "Q")])
    def test_the_examples_of_the_docs_reach_every_letter(self, language: str, missing: str) -> None:
        found = table(example(language))
        letters = {key for row in KEYS for key in row.keys if len(key) == 1 and key.isalpha()}
        reached = {target for row in found.rows for _, target in row.also}
        assert letters - reached == set(missing)

    def test_the_french_example_is_one(self) -> None:
        found = table(example("French digits"))
        signs = [sign_name(sign) for sign in '&é"(-è_ç']
        views = [found.by_key[Where.QUEUE, sign].action(sign) for sign in signs]
        assert views == [f"view({n})" for n in (1, 2, 3, 5, 6, 7, 8, 9)]


def test_the_docs_name_every_command() -> None:
    text = (DOCS / "keys.md").read_text(encoding="utf-8")
    told = re.search(r"^The commands: (.*?)\.$", text, re.DOTALL | re.MULTILINE)
    assert told is not None
    assert set(re.findall(r"`(\w+)`", told[1])) == {row.command for row in KEYS}


def example(language: str) -> str:
    """The block of TOML under that name in docs/keys.md."""
    text = (DOCS / "keys.md").read_text(encoding="utf-8")
    block = re.search(rf"### {language}\n.*?```toml\n(.*?)```", text, re.DOTALL)
    assert block is not None
    tomllib.loads(block[1])
    return block[1]


async def test_the_console_obeys_and_shows_the_keys_in_force() -> None:
    found = table('[keys]\nresolve = "Z"\nquit = "F10"\n[keys.aliases]\n"о" = "j"\n"я" = "Z"\n')
    desk = FakeDesk()
    app = ConsoleApp(desk.as_desk(), table=found)
    async with app.run_test(size=MIDDLE) as pilot:
        agent = Console(app, pilot)
        await agent.settle()
        assert "Z resolve" in agent.text
        await agent.press("о")
        assert agent.main.queue.selected == 2
        await agent.press("j", "j", "e")
        assert agent.top is agent.main
        assert desk.deeds == []
        await agent.press("я")
        await agent.until(lambda: ("resolve", 4, "") in desk.deeds)
        await agent.press("question_mark")
        assert "Z       Resolve" in agent.text
        await agent.press("escape", "colon")
        await agent.type("resolve")
        await agent.until(lambda: "resolve: Resolve" in agent.text)
        assert "Z" in agent.text
        await agent.press("escape", "escape")


async def test_views_answer_to_the_signs_above_other_digits() -> None:
    found = table('[keys.aliases]\n"&" = "1"\n"ç" = "9"\n')
    app = ConsoleApp(FakeDesk().as_desk(), table=found)
    async with app.run_test(size=MIDDLE) as pilot:
        agent = Console(app, pilot)
        await agent.settle()
        for key, view in (("ç", View.ALL), ("ampersand", View.TODO)):
            await agent.press(key)
            assert agent.main.queue_view is view
