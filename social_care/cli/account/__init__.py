"""account: setting the brand's presences up, looking at them, logging in, trying, sweeping."""

from social_care.cli.account import adding, listing, logging_in, sweeping, testing

__all__ = ["adding", "listing", "logging_in", "sweeping", "testing"]
