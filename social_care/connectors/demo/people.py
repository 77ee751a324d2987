"""The simulated brand's customers: forty invented people, and how each of them writes."""

from dataclasses import dataclass
from enum import StrEnum

from social_care.models import Author


class Style(StrEnum):
    """How somebody types."""

    PLAIN = "plain"
    LOWER = "lower"
    """never capitals, no full stop at the end"""
    EMOJI = "emoji"
    """always a little picture at the end"""
    LOUD = "loud"
    """CAPITALS once angry"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented customer. `id` is the immutable author id in the demo network."""

    id: str
    name: str
    handle: str
    lang: str = "en"
    city: str = "Leeds"
    followers: int = 100
    verified: bool = False
    style: Style = Style.PLAIN

    def author(self, channel: str) -> Author:
        """The same person as the network behind `channel` would show them."""
        handle = self.handle + _HANDLE_ENDS.get(channel, "")
        return Author(
            id=self.id,
            handle=handle,
            name=self.name,
            url=f"https://{channel}.example/@{handle}",
            followers=None if channel == "email" else self.followers,
            verified=self.verified,
        )


_HANDLE_ENDS = {
    "mastodon": "@social.example",
    "bluesky": ".sky.example",
    "email": "@mail.example",
}

_ROWS = (
    ("Kim Osei", "kim_osei", "en", "Leeds", 214, False, Style.PLAIN),
    ("Dana Rowe", "dana_rowe", "en", "Bristol", 12_400, False, Style.LOUD),
    ("Priya Nair", "priya.walks", "en", "Leicester", 830, False, Style.PLAIN),
    ("Sam \U0001f45f", "samsteps", "en", "Cardiff", 97, False, Style.EMOJI),
    ("Lena fan club", "lena_fan_club", "en", "York", 41, False, Style.EMOJI),
    ("Tomasz Zielony", "tzielony", "en", "Glasgow", 356, False, Style.LOWER),
    ("Æthel Marsh", "aethelmarsh", "en", "Norwich", 1_870, False, Style.PLAIN),
    ("김민지", "minji_runs", "en", "London", 4_120, False, Style.EMOJI),
    ("王小雨", "xiaoyu_w", "en", "Manchester", 288, False, Style.PLAIN),
    ("עדי לוי", "adi_levi", "en", "Brighton", 505, False, Style.PLAIN),
    ("Zoë [b]Quill[/b]", "zoequill", "en", "Oxford", 66, False, Style.LOWER),
    ("Ольга Тихая", "olga_tikhaya", "en", "Aberdeen", 149, False, Style.PLAIN),
    ("Ngozi Adeyemi-Blake", "ngozi_ab", "en", "Birmingham", 92_300, True, Style.PLAIN),
    ("\U0001f33b June \U0001f33b", "june_in_bloom", "en", "Bath", 733, False, Style.EMOJI),
    ("Ἑλένη Δρόσου", "eleni_d", "en", "Exeter", 176, False, Style.PLAIN),
    ("Old Pete", "oldpete1951", "en", "Whitby", 12, False, Style.LOUD),
    ("Marcus T.", "marcus_t_runs", "en", "Nottingham", 2_240, False, Style.LOWER),
    ("आरती जोशी", "aarti_j", "en", "Slough", 391, False, Style.PLAIN),
    ("สมหญิง", "somying.c", "en", "Luton", 58, False, Style.EMOJI),
    ("Bo \u202etsiuqdniL\u202c", "bo_backwards", "en", "Hull", 7, False, Style.LOWER),
    ("The Muddy Boot Podcast", "muddybootpod", "en", "Sheffield", 38_900, True, Style.PLAIN),
    ("Fatoumata Keita", "fatou_k", "en", "Coventry", 644, False, Style.PLAIN),
    ("Iolo ap Huw", "ioloaphuw", "en", "Bangor", 203, False, Style.PLAIN),
    ("dee", "deedeedee", "en", "Derby", 31, False, Style.LOWER),
    ("Grace Umar", "grace_umar", "en", "Reading", 1_015, False, Style.LOUD),
    ("Nurse Ade \U0001fa7a", "nurse_ade", "en", "Wolverhampton", 5_320, False, Style.PLAIN),
    ("Jonas Brandt", "jonas_brandt", "de", "Bremen", 422, False, Style.PLAIN),
    ("Mächtige Füße", "maechtigefuesse", "de", "Graz", 18_700, False, Style.LOUD),
    ("Sabine K.", "sabine_k", "de", "Kiel", 75, False, Style.PLAIN),
    ("Lucía Peñalver", "lucia_penalver", "es", "Sevilla", 961, False, Style.EMOJI),
    ("Íñigo", "inigo_corre", "es", "Bilbao", 3_050, False, Style.PLAIN),
    ("Ximena Soto", "xime_soto", "es", "Puebla", 128, False, Style.LOUD),
    ("Océane Lefèvre", "oceane_l", "fr", "Nantes", 587, False, Style.PLAIN),
    ("Père Marcheur", "peremarcheur", "fr", "Lyon", 2_600, False, Style.PLAIN),
    ("João Corrêa", "joao_correa", "pt", "Porto", 310, False, Style.PLAIN),
    ("Thaís Brandão", "thais_b", "pt", "Recife", 1_430, False, Style.EMOJI),
    ("佐藤ひなた", "hinata_sato", "ja", "Sapporo", 890, False, Style.PLAIN),
    ("山歩きのケン", "yama_ken", "ja", "Nagano", 6_700, False, Style.PLAIN),
    ("ليلى حدّاد", "layla_haddad", "ar", "Amman", 1_200, False, Style.PLAIN),
    ("أبو سامي", "abu_sami", "ar", "Sfax", 46, False, Style.PLAIN),
)

PEOPLE: tuple[Person, ...] = tuple(
    Person(
        id=f"p{number:02}",
        name=name,
        handle=handle,
        lang=lang,
        city=city,
        followers=followers,
        verified=verified,
        style=style,
    )
    for number, (name, handle, lang, city, followers, verified, style) in enumerate(_ROWS, 1)
)
