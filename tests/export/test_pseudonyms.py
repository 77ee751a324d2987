"""Stable names for customers that tell nobody who they are."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from social_care.export import FORMATS, TABLES
from social_care.export.columns import Personal
from social_care.export.pseudonyms import tokens
from social_care.models import Author
from social_care.storage import Store, pseudonyms
from tests.export.kit import busy, exported, jsonl_rows, parquet_rows
from tests.world import Shop

KEY = bytes(range(32))
SECRET = "zebulon"
"""A handle that nothing else could spell."""


@pytest.fixture
def told(shop: Shop) -> Shop:
    """A customer who tells in every field who they are, and was answered."""
    author = Author(id=f"{SECRET}-id", handle=SECRET, name=SECRET.title(), followers=987_654_321)
    mention = shop.mention(
        f"angry, says @{SECRET}, {SECRET}@mail.example",
        by=SECRET,
        author=author,
        external_id=f"at://{SECRET}/1",
        canonical_id=f"at://{SECRET}/1",
        in_reply_to=f"at://{SECRET}/0",
        url=f"https://social.example/@{SECRET}/1",
    )
    shop.receive(mention)
    shop.reply(shop.conversation_of(mention))
    shop.desk().wow(shop.conversation_of(mention), f"sent {SECRET} a card")
    shop.desk().resolve(shop.conversation_of(mention), wrap_up="refund")
    with shop.store.write() as tx:
        tx.run("UPDATE replies SET url = :url", url=f"https://social.example/@{SECRET}/2")
    return shop


def rows(shop: Shop, table: str, **how: Any) -> list[dict[str, Any]]:
    """A pseudonymised export."""
    return jsonl_rows(exported(shop.store, table, "jsonl", pseudonymise=True, **how))


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("format_", FORMATS)
def test_nothing_that_leads_to_a_person_is_in_it(told: Shop, table: str, format_: str) -> None:
    for number in (SECRET, SECRET.title(), "987654321"):
        data = exported(told.store, table, format_, pseudonymise=True)
        if format_ == "parquet":  # compressed
            data = repr(parquet_rows(data)).encode()
        if format_ == "xlsx":
            data = unzipped(data)
        assert number.encode() not in data
        assert data


def unzipped(data: bytes) -> bytes:
    """All that a workbook holds."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return b"".join(book.read(name) for name in book.namelist())


def test_without_it_everything_is(told: Shop) -> None:
    """The test above would pass on an empty export, too."""
    plain = b"".join(exported(told.store, table) for table in ("responses", "mentions"))
    assert plain.count(SECRET.encode()) > 5
    assert b"987654321" in plain


def test_one_customer_has_one_token_everywhere_and_always(told: Shop) -> None:
    told.pass_time(minutes=1)
    renamed = Author(id=f"{SECRET}-id", handle="somebody-else", name="Else")
    told.receive(told.mention("lovely", by=SECRET, author=renamed))
    told.hear("angry", by="another")
    seen = {
        table: {row["customer"] for row in rows(told, table, **how)}
        for table, how in (
            ("responses", {"open_too": True}),
            ("conversations", {}),
            ("mentions", {}),
        )
    }
    (token,) = {row["customer"] for row in rows(told, "responses")}
    assert token.startswith("c-")
    assert len(token) == 18
    assert all(len(tokens) == 2 and token in tokens for tokens in seen.values())


def test_a_copy_of_the_database_has_the_same_tokens_and_another_database_others(
    told: Shop, tmp_path: Path
) -> None:
    before = rows(told, "responses")
    with told.store.write() as tx:
        copy = tmp_path / "copy.db"
        assert tx.value("SELECT count(*) FROM pseudonym_key") == 1
    told.store.read().run("VACUUM INTO :copy", copy=str(copy))
    store = Store(copy)
    try:
        data = exported(store, "responses", "jsonl", pseudonymise=True)
        assert jsonl_rows(data) == before
        with store.write() as tx:
            tx.run("DELETE FROM pseudonym_key")
        data = exported(store, "responses", "jsonl", pseudonymise=True)
        assert jsonl_rows(data)[0]["customer"] != before[0]["customer"]
    finally:
        store.close()


def test_the_key_is_made_once_and_only_when_it_is_needed(shop: Shop) -> None:
    busy(shop)
    exported(shop.store, "responses")
    assert shop.rows("SELECT * FROM pseudonym_key") == []
    first = pseudonyms.key(shop.store, 1)
    assert len(first) == 32
    assert pseudonyms.key(shop.store, 2) == first
    assert shop.row("SELECT * FROM pseudonym_key")["made_at"] == 1


@given(st.lists(st.integers(1, 2**62), min_size=2, unique=True))
def test_no_two_share_a_token_and_without_the_key_nobody_makes_it(identities: list[int]) -> None:
    token, other = tokens(KEY), tokens(bytes(32))
    made = [token(identity) for identity in identities]
    assert len(set(made)) == len(identities)
    assert made == [token(identity) for identity in identities]
    assert not set(made) & {other(identity) for identity in identities}
    assert all(name.startswith("c-") and name[2:].isalnum() and name.islower() for name in made)


def test_the_dictionary_says_what_happens_to_each_column() -> None:
    fate = {
        (table.name, column.name): column.personal
        for table in TABLES.values()
        for column in table.columns
        if column.personal is not Personal.KEPT
    }
    assert fate == {
        **{(table, "customer"): Personal.TOKEN for table in TABLES if table != "events"},
        ("responses", "mention_url"): Personal.EMPTIED,
        ("responses", "reply_url"): Personal.EMPTIED,
        ("conversations", "url"): Personal.EMPTIED,
        ("wows", "text"): Personal.EMPTIED,
        **{
            ("mentions", name): Personal.EMPTIED
            for name in (
                *("external_id", "text", "url", "in_reply_to"),
                *("followers", "verified"),
            )
        },
    }
