"""import: mentions from other tools, each once, with their true waiting time."""

import json
from pathlib import Path

from tests.cli.kit import Brand, iso, record
from tests.world import DAY, HOUR, MINUTE, START

ANGRY = "My shoes fell apart after a week, this is a disgrace!"


def jsonl(path: Path, *records: object) -> Path:
    """A JSON Lines file."""
    path.write_text("".join(json.dumps(item) + "\n" for item in records), encoding="utf-8")
    return path


def test_json_lines_come_into_the_queue_with_their_true_waiting_time(brand: Brand) -> None:
    file = jsonl(brand.folder / "m.jsonl", record(1, ANGRY, created_at=iso(START - 3 * HOUR)))
    done = brand.does("import", file)
    assert done.stdout == ""
    assert done.stderr == "1 new, 0 known already, 0 changed, 0 bad line(s)\n"
    (row,) = brand.queue()
    assert (row["customer"], row["account"], row["channel"]) == ("kim1", "import", "import")
    assert row["waiting_since"] == "2026-11-02T06:00:00.000+00:00"
    assert row["due"] == "2026-11-02T06:30:00.000+00:00"
    assert row["can_reply"] is False


def test_csv_is_read_by_its_name(brand: Brand) -> None:
    file = brand.folder / "m.CSV"
    file.write_text(
        "external_id,text,created_at,author.handle\r\n"
        '1,"Broken, and ""late""\nagain",2026-11-02T08:00:00Z,@kim\r\n'
    )
    brand.does("import", file)
    (row,) = brand.queue()
    assert (row["customer"], row["text"]) == ("kim", 'Broken, and "late"\nagain')


def test_stdin_is_json_lines_unless_told_otherwise(brand: Brand) -> None:
    brand.does("import", "-", stdin=json.dumps(record(1)) + "\n")
    csv = "external_id,text,created_at\n2,hello there,2026-11-02T08:00:00Z\n"
    brand.does("import", "-", "--format", "csv", stdin=csv)
    assert len(brand.queue("all")) == 2


def test_a_format_that_is_told_beats_the_name_of_the_file(brand: Brand) -> None:
    file = jsonl(brand.folder / "m.csv", record(1))
    brand.does("import", file, "--format", "jsonl")
    assert len(brand.queue()) == 1


def test_several_files_are_read_one_after_the_other(brand: Brand) -> None:
    files = [jsonl(brand.folder / f"{n}.jsonl", record(n)) for n in (1, 2)]
    brand.does("import", *files)
    assert len(brand.queue()) == 2


def test_a_file_that_is_missing_is_named_before_anything_is_taken_in(brand: Brand) -> None:
    there = jsonl(brand.folder / "there.jsonl", record(1))
    said = brand.fails("import", there, brand.folder / "not-there.jsonl", code=2)
    assert "not-there.jsonl" in said
    assert brand.queue() == []


def test_a_folder_is_no_file(brand: Brand) -> None:
    assert "cannot read" in brand.fails("import", brand.folder, code=2)


def test_bad_lines_are_named_by_number_and_the_rest_is_kept(brand: Brand) -> None:
    file = brand.folder / "m.jsonl"
    good = json.dumps(record(1)), json.dumps(record(2))
    bad = "{", json.dumps(record(3, created_at="2026-11-02T08:00:00")), '{"text": "no id"}', "[]"
    file.write_text("\n".join([bad[0], good[0], bad[1], "", bad[2], good[1], bad[3]]) + "\n")
    done = brand.run("import", file)
    assert (done.exit_code, done.stdout) == (1, "")
    for number in (1, 3, 5, 7):
        assert f"line {number}" in done.stderr
    assert "no time zone" in done.stderr
    assert "2 new" in done.stderr
    assert "4 bad line(s)" in done.stderr
    assert [row["customer"] for row in brand.queue()] == ["kim1", "kim2"]


def test_bad_lines_of_a_csv_are_named_by_number_too(brand: Brand) -> None:
    csv = "external_id,text,created_at\n1,hello there,2026-11-02T08:00:00Z\n2,no time,\n3,x\n"
    done = brand.run("import", "-", "--format", "csv", stdin=csv)
    assert done.exit_code == 1
    assert "line 3" in done.stderr
    assert "line 4" in done.stderr
    assert len(brand.queue("all")) == 1


def test_twice_adds_nothing(brand: Brand) -> None:
    file = jsonl(brand.folder / "m.jsonl", *(record(n, ANGRY) for n in range(5)))
    brand.does("import", file)
    before = brand.queue("all")
    assert "0 new, 5 known already, 0 changed" in brand.does("import", file).stderr
    assert brand.queue("all") == before
    assert len(brand.rows("SELECT 1 FROM waits")) == 5


def test_the_same_record_twice_in_one_file_is_one_mention(brand: Brand) -> None:
    done = brand.imported(record(1), record(1))
    assert "1 new, 1 known already" in done.stderr


def test_more_than_one_batch_comes_in_whole(brand: Brand) -> None:
    assert "450 new" in brand.imported(*(record(n, "hello") for n in range(450))).stderr
    assert len(brand.queue("all")) == 450


def test_history_is_kept_out_of_the_queue_and_starts_no_clock(brand: Brand) -> None:
    brand.imported(record(1, ANGRY), options=("--history",))
    assert brand.queue() == []
    assert [row["state"] for row in brand.queue("all")] == ["resolved"]
    assert brand.rows("SELECT 1 FROM waits") == []


def test_stages_already_passed_are_muted_and_later_ones_alert(brand: Brand) -> None:
    brand.imported(
        record(1, ANGRY, created_at=iso(START - 31 * MINUTE)),
        record(2, ANGRY, created_at=iso(START - 10 * MINUTE)),
    )
    brand.does("worker", "--once")
    alerts = "SELECT wait_id, stage, muted FROM alerts ORDER BY wait_id, stage"
    muted = [(row["stage"], row["muted"]) for row in brand.rows(alerts)]
    assert muted == [("at_risk", 1), ("late", 1)]
    brand.pass_time(minutes=21)
    brand.does("worker", "--once")
    raised = brand.rows("SELECT stage FROM alerts WHERE muted = 0 ORDER BY stage")
    assert [row["stage"] for row in raised] == ["escalated", "late"]


def test_answers_on_the_phone_count_for_imported_customers(brand: Brand) -> None:
    brand.imported(record(1, ANGRY, created_at=iso(START - 10 * MINUTE)))
    brand.does("answered", brand.queue()[0]["id"], "--how", "phone", agent="mary")
    (row,) = brand.rows("SELECT within_target, elapsed_ms FROM responses")
    assert (row["within_target"], row["elapsed_ms"]) == (1, 10 * MINUTE)


def test_an_account_of_ones_own_is_made_when_it_is_named(brand: Brand) -> None:
    brand.imported(record(1), options=("--account", "old-tool"))
    brand.imported(record(2), options=("--account", "other-tool"))
    assert [row["account"] for row in brand.queue()] == ["old-tool", "other-tool"]


def test_what_is_imported_into_a_configured_account_is_known_to_its_network(brand: Brand) -> None:
    posted = iso(START - MINUTE)
    brand.imported(
        record(1, ANGRY, external_id="m1", created_at=posted, author={"id": "kim"}),
        options=("--account", "acme"),
    )
    (row,) = brand.rows("SELECT connector, channel, network FROM accounts")
    assert tuple(row) == ("demo", "mastodon", "demo")
    brand.say(ANGRY, by="kim", external_id="m1", posted_at=START - MINUTE)
    brand.say("Hello?", by="kim", external_id="m2", thread_key="m1")
    brand.does("worker", "--once")
    assert len(brand.rows("SELECT 1 FROM mentions")) == 2
    assert len(brand.rows("SELECT 1 FROM identities")) == 1


def test_an_account_without_a_name_is_refused(brand: Brand) -> None:
    done = brand.imported(record(1), options=("--account", " "))
    assert (done.exit_code, done.stdout) == (2, "")
    assert brand.queue("all") == []


def test_importing_needs_nobody(brand: Brand) -> None:
    brand.env["USER"] = brand.env["LOGNAME"] = "nobody-listed"
    assert brand.imported(record(1)).exit_code == 0


def test_a_time_in_the_future_waits_from_now(brand: Brand) -> None:
    brand.imported(record(1, created_at=iso(START + DAY)))
    assert brand.queue()[0]["waiting_since"] == "2026-11-02T09:00:00.000+00:00"


def test_hostile_lines_are_told_without_acting_on_the_terminal(brand: Brand) -> None:
    bad = json.dumps(record(1, created_at="\x1b[2J\x07 never"))
    done = brand.run("import", "-", stdin=bad + "\n\x1b]0;owned\x07\n")
    assert done.exit_code == 1
    assert all(character.isprintable() or character == "\n" for character in done.stderr)


def test_a_file_is_needed(brand: Brand) -> None:
    assert "FILES" in brand.fails("import", code=2)
