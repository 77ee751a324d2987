"""All a person can do or ask, behind one facade: the door of the console and of the commands.

Every method is one transaction or none. Errors are made for showing (`social_care.errors`).
"""

from social_care.desk.acting import Acting
from social_care.desk.alike import Alike
from social_care.desk.answering import Answering
from social_care.desk.bulking import Bulking
from social_care.desk.catching_up import CatchingUp
from social_care.desk.checking import Checking
from social_care.desk.claiming import Claiming
from social_care.desk.composing import Composing
from social_care.desk.correcting import Correcting
from social_care.desk.drafting import Drafting
from social_care.desk.flagging import Flagging
from social_care.desk.handing_over import HandingOver
from social_care.desk.leading import Leading
from social_care.desk.reading import Reading
from social_care.desk.remembering import Remembering
from social_care.desk.searching import Searching
from social_care.desk.settings import CONSOLE_LEASE_MS, SCRIPT_LEASE_MS, DeskSettings
from social_care.desk.stopping import Stopping
from social_care.desk.wowing import Wowing

__all__ = ["CONSOLE_LEASE_MS", "SCRIPT_LEASE_MS", "Desk", "DeskSettings"]


class Desk(
    Bulking,
    Checking,
    Reading,
    Flagging,
    Leading,
    Alike,
    Searching,
    Remembering,
    Claiming,
    Drafting,
    Answering,
    Acting,
    Stopping,
    Wowing,
    Composing,
    Correcting,
    HandingOver,
    CatchingUp,
):
    """One agent at the desk. Safe from any thread, except `changed`: always the same one."""
