"""[mail], [[alerts]] and the heartbeat: what they say, and every fault at its place."""

import subprocess
import sys
from pathlib import Path

import pytest

from social_care.alerting import TOLD_BANDS, USUAL_STAGES, Form, Target, Telling
from social_care.config import FILE_NAME, Config, load
from social_care.errors import ConfigError
from social_care.mail_server import Security
from social_care.models import AlertStage, Band
from tests.world import DAY, HOUR, MINUTE, START

MAIL = '[mail]\nhost = "smtp.acme.example"\nfrom = "care@acme.example"\n'
ACCOUNT = '[[accounts]]\nname = "acme"\nconnector = "demo"\n'


def read(tmp_path: Path, text: str) -> Config:
    path = tmp_path / FILE_NAME
    path.write_text(text)
    return load(path)


def telling(tmp_path: Path, text: str) -> Telling:
    return read(tmp_path, text).telling


def faults(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    return caught.value.problems


def targets(tmp_path: Path, alerts: str, before: str = MAIL) -> tuple[Target, ...]:
    return telling(tmp_path, f"{before}{ACCOUNT}{alerts}").targets


def test_without_any_of_it_nobody_is_told(tmp_path: Path) -> None:
    assert telling(tmp_path, "") == Telling(mail=None, targets=(), heartbeat_url="")


# [mail] -----------------------------------------------------------------------------------------


def test_a_mail_server_as_in_the_contract(tmp_path: Path) -> None:
    mail = telling(
        tmp_path,
        """[mail]
host = "127.0.0.1"
port = 2526
security = "starttls"
user = "brand"
password = "env:ACME_SMTP_PASSWORD"
from = "Acme Care <care@acme.example>"
""",
    ).mail
    assert mail is not None
    assert (mail.server.host, mail.server.port) == ("127.0.0.1", 2526)
    assert mail.server.security is Security.STARTTLS
    assert (mail.user, mail.password) == ("brand", "env:ACME_SMTP_PASSWORD")
    assert (mail.sender_name, mail.sender, mail.domain) == (
        "Acme Care", "care@acme.example", "acme.example",
    )  # fmt: skip


@pytest.mark.parametrize(("security", "port"), [("tls", 465), ("starttls", 587), ("none", 25)])
def test_each_kind_of_encryption_has_its_port(tmp_path: Path, security: str, port: int) -> None:
    mail = telling(tmp_path, f'{MAIL}security = "{security}"\n').mail
    assert mail is not None
    assert mail.server.port == port
    usual = telling(tmp_path, MAIL).mail
    assert usual is not None
    assert usual.server.security is Security.STARTTLS


def test_how_patient_and_how_trusting_we_are_is_said_once_for_all(tmp_path: Path) -> None:
    (tmp_path / "ours.pem").touch()
    mail = telling(tmp_path, f'{MAIL}ca_file = "ours.pem"\n[net]\nread_seconds = 7\n').mail
    assert mail is not None
    assert (mail.read_s, mail.ca_file) == (7, str(tmp_path / "ours.pem"))


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ('[mail]\nfrom = "a@b.example"\n', "mail.host", "is missing"),
        ('[mail]\nhost = "h"\n', "mail.from", "is missing"),
        ('[mail]\nhost = "h:25"\nfrom = "a@b.example"\n', "mail.host", "its port apart"),
        ('[mail]\nhost = "h"\nfrom = "brand"\n', "mail.from", "no address"),
        (
            '[mail]\nhost = "h"\nfrom = "a@b.example\\r\\nBcc: x@y.example"\n',
            "mail.from",
            "no addr",
        ),
        (f'{MAIL}user = "brand"\n', "mail.password", "is missing"),
        (f'{MAIL}password = "env:X"\n', "mail.user", "is missing"),
        (f'{MAIL}user = "u"\npassword = "hunter2"\n', "mail.password", "env:SMTP_PASSWORD"),
        (f'{MAIL}user = "u"\npassword = "env:X"\nsecurity = "none"\n', "mail.security", "clear"),
        (f'{MAIL}security = "ssl"\n', "mail.security", "must be one of tls, starttls, none"),
        (f"{MAIL}prot = 25\n", "mail.prot", 'did you mean "port"?'),
    ],
)
def test_a_fault_of_mail_is_told_at_its_place(
    tmp_path: Path, text: str, place: str, words: str
) -> None:
    (problem,) = faults(tmp_path, text)
    assert problem.startswith(f"{place}: ")
    assert words in problem


def test_a_password_may_be_sent_in_the_clear_to_this_very_machine(tmp_path: Path) -> None:
    text = MAIL.replace("smtp.acme.example", "127.0.0.1")
    assert telling(tmp_path, f'{text}user = "u"\npassword = "env:X"\nsecurity = "none"\n').mail


# [[alerts]] -------------------------------------------------------------------------------------


def test_alerts_as_in_the_contract(tmp_path: Path) -> None:
    (target,) = targets(
        tmp_path,
        """[[alerts]]
to = ["oncall@acme.example"]
stages = ["late", "escalated", "account"]
quiet = "22:00-07:00"
""",
        before=MAIL + '[brand]\ntime_zone = "Europe/London"\n',
    )
    assert (target.key, target.address) == ("mail:oncall@acme.example", "oncall@acme.example")
    assert target.form is None
    (route,) = target.routes
    assert route.stages == {AlertStage.LATE, AlertStage.ESCALATED, AlertStage.ACCOUNT}
    assert [route.is_quiet(START + hours * HOUR) for hours in (0, 13, 21, 22)] == [
        False, True, True, False,
    ]  # fmt: skip


def test_what_is_not_said_is_as_usual(tmp_path: Path) -> None:
    (target,) = targets(tmp_path, '[[alerts]]\nurl = "env:SLACK_WEBHOOK"\n', before="")
    assert (target.key, target.form) == ("hook:env:SLACK_WEBHOOK", Form.SLACK)
    (route,) = target.routes
    assert (route.stages, route.bands) == (USUAL_STAGES, frozenset(TOLD_BANDS))
    assert (route.accounts, route.quiet, route.cool_down_ms) == (frozenset(), None, 5 * MINUTE)


def test_everything_can_be_said(tmp_path: Path) -> None:
    (target,) = targets(
        tmp_path,
        """[[alerts]]
url = "https://alerts.acme.example/in"
format = "json"
stages = ["at_risk", "spike"]
bands = ["urgent"]
accounts = ["acme"]
cool_down_minutes = 0.5
[alerts.quiet]
mon-fri = ["00:00-09:00", "18:00-24:00"]
sat-sun = ["00:00-24:00"]
""",
    )
    (route,) = target.routes
    assert target.form is Form.JSON
    assert route.bands == {Band.URGENT}
    assert route.accounts == {"acme"}
    assert route.cool_down_ms == MINUTE // 2
    assert not route.is_quiet(START)
    assert route.is_quiet(START + 5 * DAY), "a Saturday"
    assert route.is_quiet(START + 7 * DAY - 1), "until nine on Monday"
    assert not route.is_quiet(START + 7 * DAY)


def test_every_recipient_is_a_target_and_several_tables_can_lead_to_one(tmp_path: Path) -> None:
    found = targets(
        tmp_path,
        """[[alerts]]
to = ["a@acme.example", "b@acme.example"]
[[alerts]]
to = ["a@acme.example"]
stages = ["escalated"]
""",
    )
    assert [(target.address, len(target.routes)) for target in found] == [
        ("a@acme.example", 2), ("b@acme.example", 1),
    ]  # fmt: skip


def test_a_command_that_may_hold_a_secret_is_not_shown_as_the_name_of_its_target(
    tmp_path: Path,
) -> None:
    (target,) = targets(tmp_path, '[[alerts]]\nurl = "cmd:pass show hush"\n')
    assert target.address == "cmd:pass show hush"
    assert "hush" not in target.key


@pytest.mark.parametrize(
    ("alerts", "place", "words"),
    [
        ("", "alerts[0]", "either to = [...] or url"),
        ('to = ["a@b.example"]\nurl = "env:X"\n', "alerts[0]", "not both"),
        ('to = ["nobody"]\n', "alerts[0].to", "'nobody' is no address"),
        ('to = ["a@b.example"]\nformat = "json"\n', "alerts[0].format", "posted to a url"),
        ('url = "env:X"\nformat = "xml"\n', "alerts[0].format", "one of slack, json"),
        ('url = "slack"\n', "alerts[0].url", "must be a reference"),
        ('url = "https://hooks.slack.com/services/T/B/x"\n', "alerts[0].url", "is a secret"),
        ('url = "https://user:pw@a.example/"\n', "alerts[0].url", "is a secret"),
        ('url = "env:X"\nstages = ["lat"]\n', "alerts[0].stages", 'did you mean "late"?'),
        ('url = "env:X"\nbands = ["low"]\n', "alerts[0].bands", "marked in the console"),
        ('url = "env:X"\naccounts = ["acne"]\n', "alerts[0].accounts", 'did you mean "acme"?'),
        ('url = "env:X"\nquiet = "22-7"\n', "alerts[0].quiet", "22-7"),
        ('url = "env:X"\nquiet = 7\n', "alerts[0].quiet", "must be a list of texts"),
        ('url = "env:X"\ncool_down_minutes = -1\n', "alerts[0].cool_down_minutes", "between"),
        ('url = "env:X"\nquite = "22:00-07:00"\n', "alerts[0].quite", 'did you mean "quiet"?'),
    ],
)
def test_a_fault_of_alerts_is_told_at_its_place(
    tmp_path: Path, alerts: str, place: str, words: str
) -> None:
    problems = faults(tmp_path, f"{MAIL}{ACCOUNT}[[alerts]]\n{alerts}")
    assert problems[0].startswith(f"{place}: ")
    assert words in problems[0]
    assert "services/T" not in problems[0]


def test_mails_need_a_server(tmp_path: Path) -> None:
    assert faults(tmp_path, '[[alerts]]\nto = ["a@b.example"]\n') == [
        "alerts[0].to: mails need a server: add the section [mail]"
    ]


def test_one_url_has_one_format(tmp_path: Path) -> None:
    table = '[[alerts]]\nurl = "env:X"\n'
    (problem,) = faults(tmp_path, f'{table}{table}format = "json"\n')
    assert problem.startswith("alerts[1].format: another table posts to the same url")


# Heartbeat --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["env:HEARTBEAT", "https://beat.example/ping"])
def test_a_heartbeat_is_an_address_or_leads_to_one(tmp_path: Path, url: str) -> None:
    assert telling(tmp_path, f'[worker]\nheartbeat_url = "{url}"\n').heartbeat_url == url


def test_what_is_no_address_is_a_fault(tmp_path: Path) -> None:
    (problem,) = faults(tmp_path, '[worker]\nheartbeat_url = "beat"\n')
    assert problem.startswith("worker.heartbeat_url: must be a reference")


def test_reading_it_loads_nothing_that_only_a_worker_needs() -> None:
    program = (
        "import sys, social_care.config.alerts;"
        "print([m for m in ('httpx', 'smtplib', 'ssl') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
