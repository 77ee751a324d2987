"""account: setting the brand's presences up, looking at them, logging in again, trying them."""

from social_care.cli.account import adding, listing, logging_in, testing

__all__ = ["adding", "listing", "logging_in", "testing"]
