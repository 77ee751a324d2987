"""Rules as they stand in the configuration: read strictly, each fault with its rule and line."""

from pathlib import Path

import pytest

from social_care.config import Config, check
from social_care.errors import ConfigError
from social_care.models import Band, Category
from social_care.triage.rules import Rule, When
from social_care.triage.rules_match import Post

TEAM = """\
[[agents]]
name = "mary"

[[accounts]]
name = "acme"
connector = "demo"

"""
FIRST = TEAM.count("\n") + 1
"""The line that comes after the team."""


def config(text: str) -> Config:
    """The configuration with these rules."""
    return check(TEAM + text, Path("social-care.toml"))


def only(text: str) -> Rule:
    """The only rule of a configuration."""
    (rule,) = config(f"[[rules]]\n{text}").rules
    return rule


def faults(text: str, *, before: str = "") -> list[str]:
    """What is wrong with it; `before` stands above the team."""
    with pytest.raises(ConfigError) as error:
        check(before + TEAM + text, Path("social-care.toml"))
    return error.value.problems


def test_no_rules_are_no_rules() -> None:
    assert config("").rules == ()


def test_a_rule_can_ask_for_everything_and_do_everything() -> None:
    rule = only("""
name = "wholesale"
when = "after"
text = '"bulk order" OR wholesale'
regex = "\\\\d+ pairs"
author = ["@Kim", "sam@social.example"]
channel = "mastodon"
account = ["acme", "import"]
language = ["en", "und"]
link_only = false
repost = false
followers_from = 10
followers_to = 20
category = ["question", "other"]
band_is = "normal"
band = "low"
tag = ["b2b", "bulk"]
assign = "mary"
dismiss = true
stop = true
""")
    assert (rule.name, rule.when, rule.band, rule.raise_to) == (
        "wholesale",
        When.AFTER,
        Band.LOW,
        None,
    )
    assert (rule.tags, rule.assign, rule.dismiss, rule.stop) == (
        ("b2b", "bulk"),
        "mary",
        True,
        True,
    )
    match = rule.match
    assert str(match.text) == '"bulk order" OR wholesale'
    assert match.regex is not None
    assert match.regex.source == r"\d+ pairs"
    assert set(match.authors) == {"kim", "sam@social.example"}
    assert set(match.channels) == {"mastodon"}
    assert set(match.accounts) == {"acme", "import"}
    assert set(match.languages) == {"en", "und"}
    assert (match.link_only, match.repost) == (False, False)
    assert (match.followers_from, match.followers_to) == (10, 20)
    assert set(match.categories) == {Category.QUESTION, Category.OTHER}
    assert set(match.bands) == {Band.NORMAL}


def test_what_is_not_said_asks_for_nothing_and_does_nothing() -> None:
    rule = only('name = "a"\ntext = "x"\nraise_to = "high"')
    assert (rule.when, rule.band, rule.raise_to) == (When.AFTER, None, Band.HIGH)
    assert (rule.tags, rule.assign, rule.dismiss, rule.stop) == ((), None, False, False)
    match = rule.match
    assert (match.regex, match.link_only, match.repost) == (None, None, None)
    assert (match.followers_from, match.followers_to) == (None, None)


def test_their_order_is_the_files() -> None:
    text = "".join(f'[[rules]]\nname = "{name}"\ntext = "x"\nstop = true\n' for name in "cab")
    assert [rule.name for rule in config(text).rules] == ["c", "a", "b"]


FAULTS = {
    "a bad pattern": ('regex = "(a"', "regex: '(a' cannot be used: missing ) at position 2"),
    "a pattern for everything": ('regex = "a*"', "regex: 'a*' would match every text"),
    "a bad query": ("text = '\"open'", 'text: a " is never closed'),
    "an unknown account": (
        'account = "acne"',
        "account: 'acne' is not known (did you mean \"acme\"?)",
    ),
    "an unknown agent": (
        'text = "x"\nassign = "marry"',
        "assign: 'marry' is not known (did you mean \"mary\"?)",
    ),
    "an unknown language": ('language = "xx"', "language: 'xx' is not known"),
    "an unknown category": (
        'category = "complain"',
        "category: 'complain' is not known (did you mean \"complaint\"?)",
    ),
    "an unknown band": ('text = "x"\nband = "lowest"', "band: must be one of urgent, high, normal"),
    "an unknown key": (
        'text = "x"\nbande = "low"',
        'bande: is not known here (did you mean "band"',
    ),
    "a time that is none": ('text = "x"\nwhen = "later"', "when: must be one of before, after"),
    "no number": ('followers_from = "many"', "followers_from: must be a number"),
    "no flag": ('link_only = "yes"', "link_only: must be true or false"),
    "a long tag": (f'text = "x"\ntag = "{"x" * 31}"', "tag: must be at most 30 characters"),
    "a tag of two": ('text = "x"\ntag = "a,b"', "tag: must be at most 30 characters, without a"),
    "what scoring alone knows": (
        'when = "before"\ncategory = "praise"',
        'category: is known only after scoring: write when = "after"',
    ),
    "a span upside down": (
        "followers_from = 9\nfollowers_to = 3",
        "followers_to: is smaller than followers_from",
    ),
    "set and raised": (
        'text = "x"\nband = "low"\nraise_to = "high"',
        "raise_to: give either band or raise_to",
    ),
}


@pytest.mark.parametrize(("keys", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_told_with_its_rule_and_line(keys: str, told: str) -> None:
    found = faults(f'[[rules]]\nname = "odd"\nstop = true\n# why\n{keys}\n')
    line = FIRST + 3 + len(keys.splitlines())
    assert len(found) == 1
    assert found[0].startswith(f'rule 1 "odd", line {line}: {told}')


def test_a_pattern_like_an_abyss_is_a_fault_like_others() -> None:
    (found,) = faults(f'[[rules]]\nname = "a"\nregex = "{"(" * 5000}a{")" * 5000}"\nstop = true\n')
    assert found.startswith('rule 1 "a", line 10: regex: ')
    assert found.endswith("cannot be used: it is nested too deeply")


WHOLE = {
    "it matches everything": ('name = "a"\ndismiss = true', 'rule 1 "a", line 8: it would match'),
    "it does nothing": ('name = "a"\ntext = "x"', 'rule 1 "a", line 8: it does nothing'),
    "it has no name": ('text = "x"\nstop = true', "rule 1, line 8: name: is missing"),
    "a name of two lines": (
        'name = "a\\nb"\ntext = "x"\nstop = true',
        'rule 1 "a b", line 9: name: must be at most 60 characters on one line',
    ),
}


@pytest.mark.parametrize(("keys", "told"), WHOLE.values(), ids=WHOLE)
def test_a_fault_of_the_whole_rule(keys: str, told: str) -> None:
    (found,) = faults(f"[[rules]]\n{keys}\n")
    assert found.startswith(told)


def test_every_fault_of_every_rule_is_told_at_once() -> None:
    good = '[[rules]]\nname = "a"\ntext = "x"\nstop = true\n'
    found = faults(good + good + '[[rules]]\nname = "b"\nregex = "["\nassign = "joe"\n')
    assert [told.partition(":")[0] for told in found] == [
        'rule 2 "a", line 13',
        'rule 3 "b", line 18',
        'rule 3 "b", line 19',
    ]


def test_where_lines_cannot_be_told_the_number_is() -> None:
    inline = 'rules = [{name = "a", text = "x", band = "?"}]\n'
    assert faults("", before=inline)[0].startswith('rule 1 "a": band: must be one of urgent')


def test_what_is_no_list_of_tables_is_told() -> None:
    assert faults("[rules]\nname = 'a'") == ["rules: must be a list of tables: write [[rules]]"]
    assert faults("", before="rules = [1]\n")[0] == "rule 1: must be a table"


def test_a_rule_that_was_read_works() -> None:
    rule = only("name = 'a'\ntext = 'shoes -red'\nauthor = 'kim'\nband = 'low'")
    assert rule.match.fits(Post(text="my shoes", author="kim"), None)
    assert not rule.match.fits(Post(text="my red shoes", author="kim"), None)
    assert not rule.match.fits(Post(text="my shoes", author="sam"), None)
