"""What a configuration says, as values: people, accounts, and the settings of every room."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from social_care.alerting import Telling
from social_care.config.console import Console
from social_care.config.sections import DEFAULT_WRAP_UPS, Net
from social_care.config.shifts import Assignment
from social_care.config.targets import TargetTable
from social_care.digest_plan import DigestPlan
from social_care.hours import Calendar
from social_care.models import Replies
from social_care.models.spike import SpikeRules
from social_care.shifts import Shift
from social_care.targets import Vip

if TYPE_CHECKING:  # loaded where there are rules: everybody else starts without triage
    from social_care.triage.rules import Rule

LEARNED_NAME = "triage.learned.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """One listed person."""

    name: str
    initials: str = ""
    role: str = "agent"
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account's table; `table` goes to its connector as it is."""

    name: str
    connector: str
    table: Mapping[str, Any]
    calendar: Calendar
    targets: TargetTable = field(default_factory=TargetTable)
    """Its own, to which no channel's factor is applied."""
    backfill_hours: float = 24
    poll: Mapping[str, int] = field(default_factory=dict)
    """Seconds between polls, by the name of a stream, instead of the connector's own."""
    net: "Net" = field(default_factory=Net)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything the configuration says."""

    path: Path | None
    """None: no file, all defaults."""
    store: Path
    brand: str = "Our brand"
    brand_words: tuple[str, ...] = ()
    time_zone: str = "UTC"
    worker_start: str = "separate"
    replies: Replies = field(default_factory=Replies)
    """How answers leave, and what they are made of."""
    wrap_ups: tuple[str, ...] = DEFAULT_WRAP_UPS
    vault: str = "file"
    """Where what rotates is kept: "file" or "keyring"."""
    net: Net = field(default_factory=Net)
    """For accounts that say nothing else."""
    accounts: tuple[Account, ...] = ()
    agents: tuple[Agent, ...] = ()
    targets: TargetTable = field(default_factory=TargetTable)
    vips: tuple[Vip, ...] = ()
    calendar: Calendar = field(default_factory=Calendar.always)
    rules: "tuple[Rule, ...]" = ()
    """The team's rules, in their order."""
    console: Console = field(default_factory=Console)
    shifts: tuple[Shift, ...] = ()
    digests: tuple[DigestPlan, ...] = ()
    assignment: Assignment = field(default_factory=Assignment)
    spikes: SpikeRules = field(default_factory=SpikeRules)
    own_learned: Path | None = None
    """Where the file of what was learned lies, if the configuration says."""
    telling: Telling = field(default_factory=Telling)
    """Where flags go, by which mail server, and who hears that the worker lives."""

    @property
    def folder(self) -> Path:
        """What relative paths are relative to."""
        return self.path.parent if self.path else Path.cwd()

    @property
    def learned(self) -> Path:
        """The file of what triage has learned: beside the configuration, or else the database."""
        beside = self.path or self.store
        return self.own_learned or beside.parent / LEARNED_NAME

    def agent(self, name: str) -> Agent | None:
        """The listed person of that name."""
        return next((agent for agent in self.agents if agent.name == name), None)
