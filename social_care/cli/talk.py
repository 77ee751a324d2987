"""The person at the keyboard, at the other end of an SSH line perhaps, or a script on stdin."""

import re
import shutil
import sys
import textwrap
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


def wrapped(line: str) -> str:
    """A line for people: on a terminal no word of it is cut in two, and what follows is indented.

    The indentation is that of the line and its first word, such as a number.
    """
    if not (sys.stderr is not None and sys.stderr.isatty()):
        return line
    head = re.match(r" *\S+ ", line)
    return textwrap.fill(
        line,
        width=shutil.get_terminal_size().columns - 1,
        subsequent_indent=" " * (head.end() if head else 0),
        break_long_words=False,  # an address stays whole
        break_on_hyphens=False,
    )


def _nobody() -> SocialCareError:
    return SocialCareError("nobody answers: nothing was changed", "answer the questions on stdin")
