"""export responses: one row per ended wait, exact columns, opens in anything."""

import csv
import io
import json
from typing import Any

import pytest

from social_care.export.tables import RESPONSES
from tests.cli.kit import CONFIG, Brand, iso, record
from tests.world import HOUR, MINUTE, START

COLUMNS = (
    "response_id,conversation_id,account,channel,customer,kind,outcome,agent,source,category,band,"
    "sentiment_before,sentiment_after,waiting_since,detected_at,claimed_at,submitted_at,"
    "responded_at,due,elapsed_s,business_s,detection_s,queue_s,handling_s,delivery_s,target_s,"
    "within_target,visibility,mention_id,mention_url,reply_url,wrap_up,tags,wait_id,ended_at,how,"
    "language,policy"
)
"""The contract, in its order."""
ANGRY = "My shoes fell apart after a week, this is a disgrace!"
TIMES = ["waiting_since", "detected_at", "claimed_at", "submitted_at", "responded_at", "due"]


def rows(brand: Brand, *words: str) -> list[dict[str, str]]:
    """What `export responses` writes as CSV."""
    text = brand.does("export", "responses", *words).stdout_bytes.decode()
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def objects(brand: Brand, *words: str) -> list[dict[str, Any]]:
    """What `export responses --format jsonl` writes."""
    return brand.json("export", "responses", "--format", "jsonl", *words)


def waited(brand: Brand, customer: int, since: int, **fields: Any) -> int:
    """An imported complaint; its conversation."""
    brand.imported(record(customer, ANGRY, created_at=iso(since), **fields))
    found = [row["id"] for row in brand.queue() if row["customer"].endswith(str(customer))]
    return int(found[0])


@pytest.fixture
def answered(brand: Brand) -> Brand:
    """A complaint detected after a minute, claimed after two more, answered after three more."""
    brand.say(ANGRY, by="kim", external_id="m1", url="https://social.example/m1")
    brand.pass_time(minutes=1)
    brand.does("worker", "--once")
    wanted = brand.queue()[0]["id"]
    brand.pass_time(minutes=2)
    brand.does("claim", wanted, agent="mary")
    brand.pass_time(minutes=3, seconds=0.25)
    brand.does("reply", wanted, "--text", "So sorry!", agent="mary")
    brand.pass_time(seconds=10)
    brand.does("worker", "--once")
    brand.does("resolve", wanted, "--wrap-up", "product", agent="mary")
    return brand


def test_the_columns_are_those_of_the_contract_in_their_order(brand: Brand) -> None:
    done = brand.does("export", "responses")
    assert done.stdout_bytes == f"{COLUMNS}\r\n".encode()
    assert done.stderr == "0 responses\n"
    assert RESPONSES.names == COLUMNS.split(",")


def test_a_row_tells_the_whole_story_of_a_response(answered: Brand) -> None:
    (row,) = rows(answered)
    ids = ("response_id", "conversation_id", "mention_id", "wait_id")
    assert all(row.pop(name) == "1" for name in ids)
    assert float(row.pop("sentiment_before")) < 0
    assert row.pop("reply_url")
    assert len(row.pop("policy")) == 16
    assert row == {
        "account": "acme",
        "channel": "mastodon",
        "customer": "kim",
        "kind": "first",
        "outcome": "answered",
        "agent": "mary",
        "source": "console",
        "category": "complaint",
        "band": "high",
        "sentiment_after": "",
        "waiting_since": "2026-11-02T09:00:00.000+00:00",
        "detected_at": "2026-11-02T09:01:00.000+00:00",
        "claimed_at": "2026-11-02T09:03:00.000+00:00",
        "submitted_at": "2026-11-02T09:06:00.250+00:00",
        "responded_at": "2026-11-02T09:06:10.250+00:00",
        "due": "2026-11-02T09:30:00.000+00:00",
        "elapsed_s": "370.250",
        "business_s": "370.250",
        "detection_s": "60.000",
        "queue_s": "120.000",
        "handling_s": "180.250",
        "delivery_s": "10.000",
        "target_s": "1800",
        "within_target": "true",
        "visibility": "public",
        "mention_url": "https://social.example/m1",
        "wrap_up": "product",
        "tags": "",
        "ended_at": "2026-11-02T09:06:10.250+00:00",
        "how": "",
        "language": "en",
    }


def test_lines_end_as_rfc_4180_wants_it_and_nothing_else_does(answered: Brand) -> None:
    data = answered.does("export", "responses").stdout_bytes
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r") == 2
    assert not data.startswith(b"\xef\xbb\xbf")


def test_json_lines_hold_the_same_values_as_values(answered: Brand) -> None:
    (row,) = objects(answered)
    (cells,) = rows(answered)
    assert list(row) == list(cells)
    assert (row["elapsed_s"], row["target_s"], row["within_target"]) == (370.25, 1800, True)
    assert row["sentiment_after"] is None
    assert row["sentiment_before"] == float(cells["sentiment_before"])
    assert [row[name] for name in TIMES] == [cells[name] for name in TIMES]


def test_what_ended_without_an_answer_has_empty_cells_and_nulls(brand: Brand) -> None:
    brand.does("dismiss", brand.hear("Where can I find your shop?"), agent="joe")
    empty = ["response_id", "source", "claimed_at", "submitted_at", "responded_at", "reply_url",
             "elapsed_s", "business_s", "detection_s", "queue_s", "handling_s", "delivery_s",
             "within_target", "sentiment_before", "sentiment_after", "wrap_up",
             "tags", "how"]  # fmt: skip
    (cells,), (values,) = rows(brand), objects(brand)
    assert (cells["outcome"], cells["agent"]) == ("dismissed", "joe")
    assert {name for name in cells if cells[name] == ""} - {"mention_url"} == set(empty)
    assert {name for name in values if values[name] is None} - {"mention_url"} == set(empty)


def test_late_is_false_and_without_a_target_it_is_empty(brand: Brand) -> None:
    late = waited(brand, 1, START - 31 * MINUTE)
    brand.does("answered", late, agent="mary")
    brand.configure(CONFIG + "[targets]\nhigh = 0\n")
    free = waited(brand, 2, START - 31 * MINUTE)
    brand.does("answered", free, agent="mary")
    found = rows(brand)
    assert [row["within_target"] for row in found] == ["false", ""]
    assert [row["target_s"] for row in found] == ["1800", ""]
    assert [bool(row["due"]) for row in found] == [True, False]
    assert [row["within_target"] for row in objects(brand)] == [False, None]


def test_the_business_clock_stands_still_when_the_shop_is_closed(brand: Brand) -> None:
    brand.configure(CONFIG + '[hours]\nmon-fri = ["09:00-17:00"]\n')
    wanted = waited(brand, 1, START - 2 * HOUR)
    brand.pass_time(minutes=20)
    brand.does("answered", wanted, agent="mary")
    (row,) = rows(brand)
    assert (row["elapsed_s"], row["business_s"]) == ("8400.000", "1200.000")
    assert (row["due"], row["within_target"]) == ("2026-11-02T09:30:00.000+00:00", "true")


def test_only_what_people_wrote_gets_the_formula_guard(brand: Brand) -> None:
    customer = {"handle": "=cmd()", "name": "x"}
    brand.imported(record(1, ANGRY, author=customer, url="+https://x.example"))
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    (cells,), (values,) = rows(brand), objects(brand)
    assert (cells["customer"], cells["mention_url"]) == ("'=cmd()", "'+https://x.example")
    assert (values["customer"], values["mention_url"]) == ("=cmd()", "+https://x.example")
    assert cells["sentiment_before"].startswith("-0.")


def test_hostile_words_are_inert_in_both_formats(brand: Brand) -> None:
    customer = {"handle": "e\x1b[31mve\u202e\x9b2J\x07\nx", "id": "1"}
    brand.imported(record(1, ANGRY, author=customer))
    brand.does("answered", brand.queue()[0]["id"], agent="mary")
    for words in ([], ["--format", "jsonl"]):
        shown = brand.does("export", "responses", *words).stdout
        assert all(character.isprintable() or character in "\r\n" for character in shown)
    assert len(rows(brand)) == 1


def test_times_are_shown_in_the_zone_asked_for(answered: Brand) -> None:
    (row,) = rows(answered, "--tz", "America/New_York")
    assert row["waiting_since"] == "2026-11-02T04:00:00.000-05:00"
    assert row["due"] == "2026-11-02T04:30:00.000-05:00"
    (row,) = objects(answered, "--tz", "Asia/Kolkata")
    assert row["responded_at"] == "2026-11-02T14:36:10.250+05:30"


@pytest.mark.parametrize("zone", ["Nowhere", "../etc/passwd", "Europe", "+01:00", ""])
def test_an_unknown_zone_is_a_usage_error_and_no_file_is_lost(answered: Brand, zone: str) -> None:
    kept = answered.folder / "kept.csv"
    kept.write_text("precious")
    answered.fails("export", "responses", "--tz", zone, "-o", kept, code=2)
    assert kept.read_text() == "precious"


def test_a_period_is_half_open_by_the_time_of_the_response(brand: Brand) -> None:
    for customer in (1, 2, 3):
        brand.does("answered", waited(brand, customer, START - HOUR), agent="mary")
        brand.pass_time(minutes=10)
    since, until = iso(START + 10 * MINUTE), iso(START + 20 * MINUTE)
    assert [row["customer"] for row in rows(brand, "--since", since)] == ["kim2", "kim3"]
    assert [row["customer"] for row in rows(brand, "--until", until)] == ["kim1", "kim2"]
    assert [row["customer"] for row in rows(brand, "--since", since, "--until", until)] == ["kim2"]


def test_a_period_can_select_by_the_beginning_of_the_wait(brand: Brand) -> None:
    for customer in (1, 2):
        wanted = waited(brand, customer, START - customer * HOUR)
        brand.does("answered", wanted, agent="mary")
    period = ["--since", iso(START - 2 * HOUR), "--until", iso(START - HOUR)]
    assert rows(brand, *period) == []
    assert [row["customer"] for row in rows(brand, *period, "--by", "waiting_since")] == ["kim2"]


def test_what_ended_without_a_response_is_selected_by_its_end(brand: Brand) -> None:
    brand.does("resolve", waited(brand, 1, START - HOUR), "--anyway", agent="mary")
    at, after = iso(START), iso(START + 1)
    assert len(rows(brand, "--since", at, "--until", after)) == 1
    assert rows(brand, "--since", after) == []


@pytest.mark.parametrize("when", ["yesterday", "2026-11-02", "2026-11-02T09:00:00"])
def test_a_naive_or_unreadable_time_is_refused(brand: Brand, when: str) -> None:
    brand.fails("export", "responses", "--since", when, code=2)


def test_open_waits_are_rows_only_when_asked_for(answered: Brand) -> None:
    answered.hear("Hello, is anybody there?", by="ann")
    assert [row["outcome"] for row in rows(answered)] == ["answered"]
    assert [row["outcome"] for row in rows(answered, "--include-waiting")] == [
        "answered",
        "waiting",
    ]
    _, waiting = objects(answered, "--include-waiting")
    assert (waiting["customer"], waiting["response_id"], waiting["responded_at"]) == (
        "ann",
        None,
        None,
    )


def test_open_waits_belong_to_a_period_by_their_beginning_when_that_selects(brand: Brand) -> None:
    waited(brand, 1, START - 2 * HOUR)
    waited(brand, 2, START - HOUR)
    period = ["--include-waiting", "--since", iso(START - HOUR)]
    assert [row["customer"] for row in rows(brand, *period)] == ["kim1", "kim2"]
    assert [row["customer"] for row in rows(brand, *period, "--by", "waiting_since")] == ["kim2"]


def test_an_account_and_an_agent_select(brand: Brand) -> None:
    for customer, agent in ((1, "mary"), (2, "joe")):
        brand.does("answered", waited(brand, customer, START - MINUTE), agent=agent)
    assert [row["agent"] for row in rows(brand, "--agent", "joe")] == ["joe"]
    assert rows(brand, "--agent", "nobody-any-more") == []
    assert len(rows(brand, "--account", "import")) == 2
    assert rows(brand, "--account", "acme") == []


def test_what_cannot_be_meant_is_no_empty_log(brand: Brand) -> None:
    said = brand.fails("export", "responses", "--account", "acem", code=2)
    assert said == "social-care: no account 'acem' (did you mean \"acme\"?)\nthere are: acme\n"
    period = ("--since", iso(START), "--until", iso(START))
    assert "ends before it begins" in brand.fails("export", "responses", *period, code=2)
    done = brand.does("export", "responses", "--agent", "gone")
    assert done.stderr.startswith("gone is not listed under [[agents]]: ")


def test_an_agent_selects_wherever_the_option_stands_and_it_is_said(
    brand: Brand, monkeypatch: pytest.MonkeyPatch
) -> None:
    for customer, agent in ((1, "mary"), (2, "joe")):
        brand.does("answered", waited(brand, customer, START - MINUTE), agent=agent)
    before = brand.does("--agent", "joe", "export", "responses")
    after = brand.does("export", "responses", "--agent", "joe")
    assert before.stdout == after.stdout
    assert before.stderr == after.stderr == "1 responses, of joe alone\n"
    monkeypatch.setenv("SOCIAL_CARE_AGENT", "joe")  # who is at the keyboard exports everything
    assert len(rows(brand)) == 2
    assert "Only what this agent did" in brand.does("export", "--help").stdout


def test_a_file_takes_the_place_of_stdout(answered: Brand) -> None:
    expected = answered.does("export", "responses").stdout_bytes
    out = answered.folder / "out.csv"
    done = answered.does("export", "responses", "-o", out)
    assert done.stdout_bytes == b""
    assert done.stderr == "1 responses\n"
    assert out.read_bytes() == expected


def test_a_file_that_cannot_be_written_is_a_usage_error(answered: Brand) -> None:
    nowhere = answered.folder / "no" / "such" / "out.csv"
    assert "cannot write" in answered.fails("export", "responses", "-o", nowhere, code=2)


def test_a_native_answer_credits_nobody(brand: Brand) -> None:
    brand.hear(ANGRY, external_id="m1", thread_key="m1")
    brand.pass_time(minutes=4)
    brand.network.answer_natively("n1", "Sorry!", brand.now, "m1", thread_key="m1")
    brand.pass_time(minutes=1)
    brand.does("worker", "--once")
    (row,) = rows(brand)
    assert (row["source"], row["agent"], row["outcome"]) == ("native", "", "answered")
    assert (row["elapsed_s"], row["handling_s"]) == ("240.000", "0.000")


def test_the_second_wait_of_a_conversation_is_a_next_one(answered: Brand) -> None:
    answered.pass_time(minutes=5)
    thread = answered.rows("SELECT thread_key FROM threads")[0][0]
    wanted = answered.hear("It broke again, terrible!", thread_key=thread, in_reply_to="m1")
    answered.does("reply", wanted, "--text", "Oh no", agent="joe")
    answered.does("worker", "--once")
    assert [(row["kind"], row["agent"]) for row in rows(answered)] == [
        ("first", "mary"),
        ("next", "joe"),
    ]
    assert rows(answered)[0]["sentiment_after"].startswith("-0.")


def test_the_view_agrees_with_the_csv_cell_for_cell(answered: Brand) -> None:
    for customer, act in enumerate((["dismiss"], ["resolve", "--anyway"], ["answered"]), 10):
        wanted = waited(answered, customer, START - customer * MINUTE - 7)
        answered.does(act[0], wanted, *act[1:], agent="joe")
    answered.hear("Still waiting", by="ann")
    columns = COLUMNS.split(",")
    seen = answered.rows("SELECT * FROM v_responses ORDER BY conversation_id")
    assert list(seen[0].keys()) == columns
    found = sorted(rows(answered), key=lambda row: int(row["conversation_id"]))
    assert [[_cell(name, row[name]) for name in columns] for row in seen] == [
        list(row.values()) for row in found
    ]
    assert len(found) == 4


def _cell(name: str, value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if name.endswith("_s") and name != "target_s" else str(value)


def test_every_exported_line_is_one_json_object(answered: Brand) -> None:
    shown = answered.does("export", "responses", "--format", "jsonl").stdout
    assert [type(json.loads(line)) for line in shown.splitlines()] == [dict]


@pytest.mark.parametrize("words", [[], ["everything"], ["responses", "--format", "xml"]])
def test_what_cannot_be_exported_is_a_usage_error(brand: Brand, words: list[str]) -> None:
    brand.fails("export", *words, code=2)
