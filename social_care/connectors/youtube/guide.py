"""What a person is told and asked when they set up a YouTube account."""

from social_care.connectors.base import Guide, Question

GUIDE = Guide(
    network="YouTube",
    steps=(
        "On console.cloud.google.com create a project and enable the YouTube Data API v3.",
        (
            "Google Auth Platform, Audience: External, and publish the app (In production). While"
            " it is in Testing add the brand's Google account as a test user."
        ),
        "Google Auth Platform, Data access: add the scope .../auth/youtube.force-ssl.",
        (
            "Google Auth Platform, Clients: create a client of the type Desktop app; copy its id"
            " and its secret."
        ),
        (
            "Log in with the Google account that owns the channel; where Google asks, choose the"
            " brand's channel, not the person."
        ),
    ),
    questions=(
        Question(
            key="client_id",
            ask="Client id",
            help="it ends with .apps.googleusercontent.com; a reference such as env:NAME will do",
        ),
        Question(key="client_secret", ask="Client secret", secret=True),
        Question(
            key="testing",
            ask="Is the app in Testing? yes or no",
            help="then Google ends every log-in after seven days, and a warning comes in time",
            default="no",
        ),
        Question(
            key="queries",
            ask="Words to look for in videos",
            help="each search takes part in the 100 that Google allows a day",
            optional=True,
            many=True,
        ),
    ),
    can=(
        "comments on the channel and its videos, held ones too, and replies to them",
        "videos of others that speak of the brand, and the comments under them",
        "answering, taking an answer back, hiding a comment (it is held for review)",
        "noticing edits and deletions",
    ),
    cannot=(
        "private messages: YouTube has none",
        "answering a video itself, or a held comment before it is published in YouTube Studio",
        (
            "more than about 190 answers a day with Google's usual 10 000 units; Google grants more"
            " on request (daily_units)"
        ),
        "staying logged in for more than seven days while the app is in Testing",
    ),
)
