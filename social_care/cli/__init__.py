"""The command line: one file per group of commands. A contract that scripts rely on."""

from social_care.loading import loading

with loading():
    from social_care.cli.root import main

__all__ = ["main"]
