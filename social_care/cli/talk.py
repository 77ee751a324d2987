"""The person at the keyboard, at the other end of an SSH line perhaps, or a script on stdin."""

import sys
from getpass import getpass

import click

from social_care.cli.common import standard_input
from social_care.errors import SocialCareError
from social_care.text import inert, storable


class Keyboard:
    """See `connectors.base.Talk`. Data goes to stdout, so all of this goes to stderr."""

    def say(self, text: str) -> None:
        """Show a line. Nothing of it is a customer's: an address comes through digit by digit."""
        click.echo(inert(text), err=True)

    def ask(self, question: str, *, secret: bool = False) -> str:
        """Their answer. What is secret is not echoed. Raises SocialCareError when stdin ends."""
        stdin = standard_input()
        prompt = inert(f"{question}:")
        if secret and stdin.isatty():
            try:
                return storable(getpass(f"{prompt} ", stream=sys.stderr)).strip()
            except EOFError:
                raise _nobody() from None
        # a person types behind the question, a script's log keeps its lines
        click.echo(f"{prompt} " if stdin.isatty() else prompt, nl=not stdin.isatty(), err=True)
        line = stdin.readline()
        if not line:
            raise _nobody()
        return storable(line.decode("utf-8", "replace")).strip()

    def agrees(self, question: str, *, usually: bool) -> bool:
        """Yes or no."""
        while True:
            answer = self.ask(f"{question} [{'Y/n' if usually else 'y/N'}]").lower()
            if answer in {"", "y", "yes", "n", "no"}:
                return answer.startswith("y") if answer else usually


def _nobody() -> SocialCareError:
    return SocialCareError("nobody answers: nothing was changed", "answer the questions on stdin")
