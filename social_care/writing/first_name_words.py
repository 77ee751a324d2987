"""Words that tell what a display name is not: a person's own first name."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLES = _words("""
    dr mr mrs ms mx miss mister prof professor sir dame lady lord rev reverend father sister brother
    capt captain sgt lt col maj hon herr frau fräulein hr fr mme mlle madame monsieur mademoiselle
    m sr sra srta señor señora señorita don doña dott dottor dottore dottoressa signor signora sig
    dra ing mag dipl doc doctor coach chef judge pastor rabbi imam sheikh ustad tante uncle auntie
    aunt господин госпожа г-н г-жа д-р
    """)
"""What comes before a name. After one of them a single word is a surname: "Mr Osei"."""

LETTERS_AFTER = _words("phd md mba msc bsc ba ma jr sr esq dds rn cpa mp obe mbe cbe frs")
"""What may come after a comma."""

NOT_PEOPLE = _words("""
    ltd limited inc llc llp plc gmbh ag kg ug oy ab bv nv sa srl spa sarl sas co corp corporation
    company companies group holding holdings shop shops store stores boutique market outlet
    official team teams support help helpdesk service services care news daily weekly times post
    journal magazine radio tv media press studio studios productions agency consulting solutions
    systems software tech labs lab digital design designs marketing club clubs fan fans fanclub
    fandom community society association foundation charity union church school college university
    academy institute clinic hospital dental pharmacy bank insurance hotel hostel restaurant cafe
    café pub bakery kitchen garage motors auto cars gym fitness yoga salon spa travel tours
    deals offers coupons sale sales discount discounts free giveaway giveaways crypto bitcoin nft
    forex trading bot bots robot app apps web site blog podcast channel page archive feed quotes
    memes updates alert alerts city council police government ministry department office party
    brands shoes sneakers kicks fashion style wear clothing runner runners
    """)
"""Trades, teams and machines: any of them anywhere in a name makes it no person's."""

NO_NAMES = _words("""
    user users customer customers client guest anonymous anon unknown nobody noname somebody someone
    deleted admin administrator info contact noreply no-reply mailer account profile test tester
    member visitor reader lover addict mum mom mummy mommy mama dad daddy papa mother wife husband
    parent nana granny grandma grandad grandpa girl boy guy dude baby babe hello hi hey dear proud
    just not never always only really very happy sad angry tired bored fed your yours my me i we us
    our ours he she it they them you his her the a an and or und et is am are was of with without in
    on at to for from by who what why when where which loves loving hates hate sucks scam scammers
    boycott fraud refund complaint worst stop please thanks thank real original mad crazy silent
    sunshine cat cats dog dogs tiger panda
    """)
"""Words of sentences, roles and moods: a name with one of them says something else than a name."""

SURNAMES_TOO = _words("""
    white black red blue green brown golden young old new best big little dark sweet lost night moon
    star shadow wolf angel honey queen king prince princess page brand bar may love day good
    """)
"""Words that make no first name, and are many a person's last."""

PARTICLES = _words("""
    de del di da dos das do du la el le los las van von der den ten ter zu zum bin ibn bint abu umm
    st saint
    """)
"""What begins a surname; a display name that begins with it does not begin with a first name."""

KISSES = _words("x xx xxx xxxx xo xoxo xox oxo")
"""Decoration at the end of a name."""

JOINED = ("عبد", "أبو", "ابو", "أم", "بنت", "ابن")
"""Half a name by themselves: the next word belongs to them."""

CAPITALS_WITHIN = ("Mc", "Mac", "De", "Di", "Da", "La", "Le", "Jo", "Mary", "Ann", "Sha")
"""Beginnings after which a capital inside a word is part of a name: DeShawn, LaToya, JoAnn."""
