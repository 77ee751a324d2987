"""The configuration file: found, read, checked as a whole, and handed out as values.

Every fault is reported at once, each with its place and the nearest known name.
"""

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from platformdirs import user_config_path, user_data_path

from social_care.config.alerts import read_telling
from social_care.config.console import read_console
from social_care.config.digests import read_digests
from social_care.config.sections import (
    Net,
    read_calendar,
    read_file,
    read_net,
    read_poll,
    read_proxy,
    read_replies,
    read_teams,
    read_wrap_ups,
    read_zone,
    team_of,
)
from social_care.config.settings import LEARNED_NAME, Account, Agent, Config
from social_care.config.shifts import read_assignment, read_shifts
from social_care.config.spikes import read_spikes
from social_care.config.targets import read_table, read_vips
from social_care.errors import ConfigError
from social_care.hours import Calendar
from social_care.tables import Section, faulty

if TYPE_CHECKING:  # loaded where there are rules: everybody else starts without triage
    from social_care.triage.rules import Rule

FILE_NAME = "social-care.toml"


def unix_user() -> str:
    """The name of who runs this; empty where the system knows none, as in some containers."""
    try:
        import getpass  # seldom needed: most say --agent

        return getpass.getuser()
    except (KeyError, OSError):
        return ""


def find(given: Path | None = None) -> Path | None:
    """The file to read: --config, SOCIAL_CARE_CONFIG, ./social-care.toml, the user's folder."""
    named = given or (Path(value) if (value := os.environ.get("SOCIAL_CARE_CONFIG")) else None)
    if named is not None:
        if named.is_dir():
            raise ConfigError(
                f"{named} is a folder", [], f"name the file in it: {named / FILE_NAME}"
            )
        if not named.is_file():
            raise ConfigError(
                f"no configuration file at {named}", [], f"make one: social-care init {named}"
            )
        return named.resolve()
    for place in (Path(FILE_NAME), user_config_path("social-care") / FILE_NAME):
        if place.is_file():
            return place.resolve()
    return None


def load(path: Path | None, *, db: Path | None = None) -> Config:
    """Read and check the file; `db` overrides its store. Raises ConfigError with every fault."""
    db = db or (Path(value) if (value := os.environ.get("SOCIAL_CARE_DB")) else None)
    if path is None:
        return Config(path=None, store=(db or user_data_path("social-care") / "social-care.db"))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{path} cannot be read", [error.strerror or str(error)]) from error
    except UnicodeDecodeError as error:
        told = f"byte {error.start + 1} is not UTF-8"
        raise ConfigError(f"{path} cannot be read", [told], "save it as UTF-8 text") from error
    return check(text, path, db=db)


def check(text: str, path: Path, *, db: Path | None = None) -> Config:
    """Read what stands in the file `path`, or is about to. Raises ConfigError with every fault."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path} is not TOML",
            [str(error)],
            'mend it there: a text stands in "quotes", a table\'s name in [brackets]',
        ) from error
    problems: list[str] = []
    config = _read(Section(data, "", problems), path, db)
    if "rules" in data:
        config = replace(config, rules=_rules(data["rules"], text, config, problems))
    if problems:
        raise ConfigError(faulty(path, problems), problems)
    return config


def placed(table: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """An account's table with its paths relative to `folder`, the config file's."""
    paths = {
        key: str(folder / Path(value).expanduser())
        for key in ("path", "folder")
        if isinstance(value := table.get(key), str)
    }
    return {**table, **paths}


def _read(root: Section, path: Path, db: Path | None) -> Config:
    brand = root.section("brand")
    zone = read_zone(brand)
    store, worker = root.section("store"), root.section("worker")
    calendar = read_calendar(root, zone, path.parent)
    teams = read_teams(root, zone, path.parent, calendar)
    if store.has("url"):
        store.get("url")
        store.note("url", "this version keeps its database in a file: give path instead")
    place = path.parent / Path(store.text("path", "social-care.db")).expanduser()
    net = read_net(root.section("net"), path.parent)
    shifts = read_shifts(root, zone, teams)
    root.get("rules", {})
    accounts = _accounts(root, zone, calendar, teams, net, path.parent)
    names = {account.name for account in accounts} | {"import"}
    config = Config(
        path=path,
        store=db or place,
        brand=brand.text("name", "Our brand"),
        brand_words=brand.texts("words"),
        time_zone=zone,
        worker_start=worker.choice(
            "start", {name: name for name in ("separate", "with-console")}, "separate"
        )
        or "separate",
        replies=read_replies(root.section("replies"), path.parent),
        wrap_ups=read_wrap_ups(root),
        vault=_vault(root.section("secrets")),
        own_learned=_learned(root.section("triage"), path.parent),
        net=net,
        accounts=accounts,
        agents=_agents(root),
        targets=read_table(root.section("targets")),
        vips=read_vips(root),
        calendar=calendar,
        console=read_console(root),
        shifts=shifts,
        digests=read_digests(root, shifts),
        assignment=read_assignment(root),
        spikes=read_spikes(root),
        telling=read_telling(root, worker, zone, net, names, path.parent),
    )
    for section in (brand, store, worker, root):
        section.end()
    return config


def _vault(section: Section) -> str:
    kinds = {name: name for name in ("file", "keyring")}
    vault = section.choice("vault", kinds, "file") or "file"
    section.end()
    return vault


def _learned(section: Section, folder: Path) -> Path:
    named = section.text("learned", LEARNED_NAME)
    section.end()
    return folder / Path(named).expanduser()


def _accounts(
    root: Section,
    zone: str,
    calendar: Calendar,
    teams: Mapping[str, Calendar],
    net: Net,
    folder: Path,
) -> tuple[Account, ...]:
    found: dict[str, Account] = {}
    for section in root.sections("accounts"):
        name, connector = _name(section, found), section.text("connector")
        if "/" in name or name.startswith("."):
            section.note("name", "must be fit for a file's name: no / in it, no dot before it")
        found[name] = Account(
            name=name,
            connector=connector,
            table=section.mapping(),
            targets=read_table(section.section("targets")),
            calendar=read_calendar(section, zone, folder, team_of(section, teams, calendar)),
            backfill_hours=section.number("backfill_hours", 0, 24 * 365, 24),
            poll=read_poll(section.section("poll")),
            net=replace(
                net,
                proxy=read_proxy(section) or net.proxy,
                ca_file=read_file(section, folder) or net.ca_file,
            ),
        )
    return tuple(found.values())


def _name(section: Section, known: Collection[str]) -> str:
    name = section.text("name")
    if name and name in known:
        section.note("name", f"{name!r} is there twice")
    return name


def _rules(tables: object, text: str, config: Config, problems: list[str]) -> "tuple[Rule, ...]":
    from social_care.triage.rules_reader import read_rules

    names = {account.name for account in config.accounts}
    return read_rules(
        tables,
        text,
        accounts=names | {"import"},
        agents={agent.name for agent in config.agents},
        problems=problems,
    )


def _agents(root: Section) -> tuple[Agent, ...]:
    found: dict[str, Agent] = {}
    for section in root.sections("agents"):
        name = _name(section, found)
        found[name] = Agent(
            name=name,
            initials=section.text("initials", ""),
            role=section.choice("role", {role: role for role in ("agent", "lead")}, "agent")
            or "agent",
            languages=section.texts("languages"),
        )
        section.end()
    return tuple(found.values())
