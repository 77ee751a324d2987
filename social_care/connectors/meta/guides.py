"""What a person is told and asked when they set a Page or an Instagram account up."""

from social_care.connectors.base import Guide, Question
from social_care.connectors.meta.token import FACEBOOK_SCOPES, INSTAGRAM_SCOPES

ONLY_BY_WEBHOOK = (
    "@mentions of the account in other people's comments or captions come only by webhook:"
    " they are not seen here unless the account is tagged too"
)

_APP = (
    "At developers.facebook.com/apps make an app of the kind Business and add the products {}."
    " For accounts that are not your own Meta has to review the app and verify the business."
)
_MAKE_ONE = (
    "At developers.facebook.com/tools/explorer choose the app, allow it {}, pick the Page and"
    " generate a user token. The token of a system user lives longer: business.facebook.com,"
    " Settings, System users."
)
_WINDOW = (
    "answer messages after 24 hours, unless Meta grants the app the Human Agent feature"
    " (then set human_agent = true: seven days)"
)
_SECRET = Question(
    key="app_secret",
    ask="App secret",
    help="from the app's settings, Basic: turns a short-lived token into a lasting one",
    secret=True,
    optional=True,
)

FACEBOOK = Guide(
    network="Facebook Page",
    steps=(
        _APP.format("Facebook Login for Business and Messenger"),
        _MAKE_ONE.format(", ".join(FACEBOOK_SCOPES)),
        "The Page's number stands on the Page under About, Page transparency.",
    ),
    questions=(Question(key="page_id", ask="Number of the Page", help="digits only"), _SECRET),
    can=(
        "comments on the Page's posts of the last 14 days, and replies to them",
        "posts of visitors, posts that tag the Page",
        "Messenger, answered within 24 hours of the customer's last message",
        "private answers to comments, once each, within seven days",
        "like, hide and delete comments",
    ),
    cannot=("search: Facebook has none for text", _WINDOW, "take a message back"),
)

INSTAGRAM = Guide(
    network="Instagram",
    steps=(
        (
            "Make the account a business one and connect it to a Facebook Page (in the app:"
            " Settings, Business tools); under Messages allow access to connected tools."
        ),
        _APP.format("Instagram and Facebook Login for Business"),
        _MAKE_ONE.format(", ".join(INSTAGRAM_SCOPES)),
        (
            "In the explorer, me/accounts?fields=id,name,instagram_business_account shows both"
            " numbers."
        ),
    ),
    questions=(
        Question(key="ig_id", ask="Number of the Instagram account", help="digits only"),
        Question(key="page_id", ask="Number of its Facebook Page", help="digits only"),
        _SECRET,
    ),
    can=(
        "comments on the account's posts of the last 14 days, and replies to them",
        "posts that tag the account",
        "messages, answered within 24 hours of the customer's last one",
        "private answers to comments, once each, within seven days",
        "hide and delete comments",
    ),
    cannot=(
        ONLY_BY_WEBHOOK,
        "search: Instagram has none for text",
        "like comments",
        _WINDOW,
        "take a message back",
    ),
)
