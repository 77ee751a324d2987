"""The configuration: one file, checked as a whole, handed out as values.

Only `wiring` and the command line know it: rooms receive the settings they declare.
"""

from social_care.config.file import FILE_NAME, check, find, load, placed, unix_user
from social_care.config.settings import LEARNED_NAME, Account, Agent, Config
from social_care.config.shipped import shipped, shipped_files

__all__ = [
    "FILE_NAME",
    "LEARNED_NAME",
    "Account",
    "Agent",
    "Config",
    "check",
    "find",
    "load",
    "placed",
    "shipped",
    "shipped_files",
    "unix_user",
]
