"""Macros: files read strictly, one by one; found by a few letters; those that are shipped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.config import shipped_files
from social_care.models.composing import Macro, MacroActions
from social_care.writing.macros import LONGEST_SNOOZE_MINUTES, Team, find_macros, read_macros
from social_care.writing.variables import BUILT_IN, fill

TEAM = Team(variables={*BUILT_IN, "phone"}, wrap_ups=("order", "praise"), agents=("mary", "sam"))

WHOLE = """\
+++
name = "Late parcel"
key = "l"
channels = ["Mastodon", "x"]

[actions]
private = true
resolve = true
tag = ["late"]
wrap_up = "order"
assign = "me"
snooze = 30
+++

Hi {first_name|there},
call {phone}.
"""


def faults(content: str, file: str = "a.md") -> list[str]:
    """What is wrong with one file."""
    book = read_macros([(file, content)], TEAM)
    assert len(book.macros) == (0 if book.problems else 1)
    return list(book.problems)


def made(head: str, body: str = "Hello") -> str:
    """A file with this between its fences."""
    return f"+++\n{head}\n+++\n{body}\n"


def test_everything_a_macro_can_say() -> None:
    book = read_macros([("late.md", WHOLE)], TEAM)
    assert book.problems == ()
    assert book.macros == (
        Macro(
            name="Late parcel",
            key="l",
            channels=("mastodon", "x"),
            text="Hi {first_name|there},\ncall {phone}.",
            actions=MacroActions(
                private=True,
                resolve=True,
                tags=("late",),
                wrap_up="order",
                assign="me",
                snooze_minutes=30,
            ),
        ),
    )


def test_a_macro_can_be_a_holding_one() -> None:
    book = read_macros([("wait.md", made('name = "Wait"\n[actions]\nholding = true'))], TEAM)
    assert [macro.actions for macro in book.macros] == [MacroActions(holding=True)]


def test_a_windows_file_is_read_like_any_other() -> None:
    assert faults("\ufeff" + WHOLE.replace("\n", "\r\n")) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ":1: must begin with TOML between two lines of +++"),
        ("name = 'x'\n+++\nHello", ":1: must begin"),
        ("+++\nname = 'x'\n", ":1: must begin"),
        (made('name = "x'), ":2: "),
        (made('name = "x"\n\nkey == 1'), ":4: "),
        (made('key = "x"'), ":1: name: is missing"),
        (made('name = ""'), ":2: name: must be a text"),
        (made('name = "x"\nkey = "xy"'), ":3: key: must be one letter or figure"),
        (made('name = "x"\nkey = "ß"'), ":3: key: must be one letter"),
        (made('name = "x"\nkeys = "x"'), ':3: keys: is not known here (did you mean "key"?)'),
        (made('name = "x"\nchannels = "x"'), ":3: channels: must be a list"),
        (
            made('name = "x"\n[actions]\nsnoze = 3'),
            ':4: actions.snoze: is not known here (did you mean "snooze"?)',
        ),
        (made('name = "x"\n[actions]\ntag = "late"'), ":4: actions.tag: must be a list"),
        (
            made('name = "x"\n[actions]\nwrap_up = "ordre"'),
            ":4: actions.wrap_up: 'ordre' is none of order, praise (did you mean \"order\"?)",
        ),
        (made('name = "x"\n[actions]\nassign = "joe"'), ":4: actions.assign: 'joe' is none of me,"),
        (made('name = "x"\n[actions]\nprivate = 1'), ":4: actions.private: must be true or false"),
        (
            made('name = "x"\n[actions]\nresolve = true\nholding = true'),
            ":5: actions.holding: answers nobody, so it cannot resolve",
        ),
        (
            made(f'name = "x"\n[actions]\nsnooze = {LONGEST_SNOOZE_MINUTES + 1}'),
            ":4: actions.snooze: must be between",
        ),
        (made('name = "x"', ""), ":4: has no text below"),
        (
            made('name = "x"', "\nHi {first_name}\nfrom {agent_initals}"),
            ':6: no variable {agent_initals} (did you mean "agent_initials"?)',
        ),
    ],
)
def test_a_fault_is_told_with_its_file_and_line(content: str, told: str) -> None:
    found = faults(content)
    assert len(found) == 1
    assert found[0].startswith(f"a.md{told}")


def test_one_bad_file_takes_no_other_with_it() -> None:
    book = read_macros([("b.md", WHOLE), ("a.md", "what?")], TEAM)
    assert [macro.name for macro in book.macros] == ["Late parcel"]
    assert [problem[:6] for problem in book.problems] == ["a.md:1"]


def test_names_and_keys_are_there_once_where_both_are_offered() -> None:
    files = [
        ("a.md", made('name = "One"\nkey = "k"\nchannels = ["x"]')),
        ("b.md", made('name = "Two"\nkey = "k"\nchannels = ["mastodon"]')),
        ("c.md", made('name = "Three"\nkey = "K"')),
        ("d.md", made('name = "ONE"')),
    ]
    book = read_macros(files, TEAM)
    assert [macro.name for macro in book.macros] == ["One", "Two"]
    assert book.problems == (
        "c.md:3: key: 'K' is that of 'One' already",
        "d.md:2: name: 'ONE' is there twice",
    )


def names(query: str, *macros: Macro, channel: str = "") -> list[str]:
    """What a query finds."""
    return [macro.name for macro in find_macros(query, macros, channel)]


ORDER = Macro(name="Ask for the order in private", key="o", text="Your number, please")
LATE = Macro(name="Sorry for a late parcel", key="l", text="It should be there by now")
PRAISE = Macro(name="Thanks for praise", key="t", text="You made our day", channels=("x",))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ask for the order in private", "Sorry for a late parcel", "Thanks for praise"]),
        ("late", ["Sorry for a late parcel"]),
        ("LATE ", ["Sorry for a late parcel"]),
        ("slp", ["Sorry for a late parcel"]),
        ("order", ["Ask for the order in private"]),
        ("aop", ["Ask for the order in private"]),
        ("l", ["Sorry for a late parcel"]),
        ("t", ["Thanks for praise", "Ask for the order in private", "Sorry for a late parcel"]),
        ("pr", ["Ask for the order in private", "Thanks for praise", "Sorry for a late parcel"]),
        ("our day", ["Thanks for praise"]),
    ],
)
def test_found_by_a_few_letters(query: str, found: list[str]) -> None:
    assert names(query, LATE, ORDER, PRAISE)[: len(found)] == found


def test_what_fits_nothing_finds_nothing() -> None:
    assert names("zzz", LATE, ORDER, PRAISE) == []
    assert names("late order", LATE, ORDER, PRAISE) == []


def test_only_what_is_offered_there() -> None:
    assert "Thanks for praise" not in names("", LATE, PRAISE, channel="mastodon")
    assert "Thanks for praise" in names("", LATE, PRAISE, channel="X")


@given(st.data())
def test_every_subsequence_of_a_name_finds_it(data: st.DataObject) -> None:
    name = "Sorry for a late parcel"
    kept = data.draw(st.lists(st.booleans(), min_size=len(name), max_size=len(name)))
    query = "".join(letter for letter, keep in zip(name, kept, strict=True) if keep)
    assert names(query, LATE) == [name]


@given(st.text(max_size=30))
def test_any_query_is_harmless(query: str) -> None:
    assert set(names(query, LATE, ORDER, PRAISE)) <= {LATE.name, ORDER.name, PRAISE.name}


# Those that come with the program ----------------------------------------------------------------

SHIPPED = read_macros(shipped_files("macros", ".md"), Team(variables=BUILT_IN))


def test_the_shipped_macros_need_nothing_of_the_team() -> None:
    assert SHIPPED.problems == ()
    assert 5 <= len(SHIPPED.macros) <= 8


@pytest.mark.parametrize("macro", SHIPPED.macros, ids=lambda macro: macro.name)
def test_a_shipped_macro_is_short_and_reads_well_with_and_without_a_name(macro: Macro) -> None:
    assert macro.key
    for name in ("Kim", ""):
        text, missing = fill(macro.text, dict.fromkeys(BUILT_IN, "") | {"first_name": name})
        assert not missing
        assert "{" not in text
        assert len(text) <= 240
        assert text[0].isupper()
