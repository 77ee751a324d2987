"""What the simulated brand's English-speaking customers say: parts that are put together."""

from dataclasses import dataclass

Part = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """A text is one of `main` between one of `lead` and one of `tail`; "" leaves a part out."""

    main: Part
    lead: Part = ("",)
    tail: Part = ("",)


Phrasebook = dict[str, Recipe]
"""What is said, by occasion, in one language. Slots are those of `demo_text.Slots`."""

_HELLO: Part = (
    "", "", "", "Hi {brand}.", "Hello there.", "Hi team.", "Hiya.", "Good morning.", "Hey folks.",
    "Evening all.", "Hi, quick one.", "Hello from {city}.", "Hi, long-time customer here.",
)  # fmt: skip
_SIGH: Part = (
    "", "", "Not what I expected from you.", "Really disappointed.", "Hello?", "OK, I give up.",
    "This is a first with you.", "I hardly ever complain.", "Well, this is going badly.",
    "I never thought I'd write one of these.", "Hi {brand}, we need to talk.", "Oh dear.",
)  # fmt: skip
_MEND_IT: Part = (
    "", "What happens now?", "Please sort this out.", "Can somebody look into it?",
    "I'd like my money back.", "Order {order}.", "My order number is {order}.",
    "I need them by Friday.", "How do we fix this?", "Who do I have to talk to?",
    "Can anyone there help?", "I have pictures if you want them.", "Please advise.",
    "And the help page just goes round in circles.",
)  # fmt: skip
_WARMLY: Part = (
    "", "", "Thank you!", "Cheers.", "Thanks in advance.", "Asking for my sister.",
    "No rush.", "I'm going walking with my dad at the weekend.", "Sorry if that's silly!",
    "Couldn't find it on the site.", "My feet are hard to please.", "Love what you make.",
)  # fmt: skip

LATE = Recipe(
    lead=_SIGH,
    main=(
        "Day {days} and still no sign of my {product}.",
        "My {product} were due on Monday. It is Thursday. Nothing has arrived.",
        'Tracking has said "out for delivery" for {days} days. Nothing has come.',
        "Where is my order? I paid for next day and that was {days} days ago.",
        "I'm still waiting for the {product} I ordered for my son's birthday. It was yesterday.",
        "The courier says he left my {product} with a neighbour. I have no neighbours.",
        "You took my money {days} days ago and I have heard nothing since.",
        "The {product} never arrived, and the tracking page now says the parcel doesn't exist.",
        "Third delivery slot I've stayed home for and nobody turned up with the {product}.",
        "My parcel has been to {city} and back twice. It has seen more of the country than I have.",
    ),
    tail=_MEND_IT,
)
WRONG = Recipe(
    lead=_SIGH,
    main=(
        "I ordered {product} in a {size} and got a child's size 2.",
        "Opened the box: two left shoes. Two. Left. {model}s.",
        "You sent me somebody else's order. I asked for {product}, not a bag of laces.",
        "The {product} are brown. The ones I paid for are green.",
        "Second time the exchange has come back in the wrong size. I take a {size}.",
        "The box said {model}, size {size}. The shoes inside are neither.",
        "One {model} is a {size}, the other one isn't. I have two feet of the same length.",
        "I got the invoice for {order}, but the shoes in the parcel belong to a different order.",
        "Wrong {product} again. Does anyone look in the box before it is closed?",
    ),
    tail=_MEND_IT,
)
BROKEN = Recipe(
    lead=_SIGH,
    main=(
        "The sole of my {product} came off on the second walk.",
        "{days} days old and my {product} are falling apart at the seams.",
        "An eyelet snapped clean off my {product} this morning.",
        "My {product} leak. I came home with wet socks from a dry field, I swear.",
        "The zip on my {product} jammed on day one and broke on day two.",
        "The {product} squeak so badly the dog hides when I put them on.",
        "The dye of the {product} has turned my socks, my feet and the bath blue.",
        "The heel of my left {model} fell off in the middle of {city}. I hopped home.",
        "Bought {product} in March, glue is coming out all round the toe.",
    ),
    tail=_MEND_IT,
)
RETURNS = Recipe(
    lead=_SIGH,
    main=(
        'The return label still says "invalid", and the window closes today.',
        "I sent the {product} back {days} days ago and there is no refund.",
        "You charged me twice for the same {product}.",
        "My refund for {order} is short by twelve pounds and nobody can tell me why.",
        "The returns page keeps crashing when I type in {order}.",
        "I was promised a call about my refund. That was {days} days ago.",
        "Your shop in {city} won't take back {product} bought online. The website says it will.",
        "The voucher I got for my broken {product} doesn't work at the checkout.",
    ),
    tail=_MEND_IT,
)
QUESTION = Recipe(
    lead=_HELLO,
    main=(
        "Do the {product} come in half sizes?",
        "Are the {product} all right for wide feet?",
        "Will the {product} be back in green before the summer?",
        "Can I wash the {product}, or will they fall to bits?",
        "Is the {model} vegan? The label doesn't say.",
        "Do you deliver to {city} on Saturdays?",
        "How do I change the address on {order}?",
        "I'm a {size} in most brands. Should I go up for the {product}?",
        "Is an exchange free of charge?",
        "Do you still mend old {product}? Mine are nine years old and I love them.",
        "Can I collect in {city} if I order tonight?",
        "What's the difference between the {model} and the new {model} Light?",
        "Are the insoles in the {product} removable? I wear my own.",
        "Do the laces for the {product} come on their own? The dog ate mine.",
        "Could I use two vouchers on one order?",
        "Is there a student discount on the {product}?",
        "Do you do gift wrapping? They're for my gran, she turns 80.",
        "Would the {product} survive a week of rain on the coast path?",
        "Where are the {product} made these days?",
        "How do I find out which year my {product} are from?",
        "Can I swap the {product} for a {size} without sending them back first?",
        "Do you ever sell single shoes? My brother has one foot and a lot of opinions.",
        "What time does the {city} shop shut on Sundays?",
        "Is the {model} any good for running, or just for looking fast?",
        "Are these {product} steel-toed? Need them for work.",
        "When does the sale end?",
    ),
    tail=_WARMLY,
)
SAFETY = Recipe(
    main=(
        "My son's foot is burned by your heated insole. We are at the hospital, nobody answers!",
        "The insole in my {product} overheated and burned my heel. There are blisters.",
        "A metal eyelet came off the kids' Puddle boots and my daughter nearly choked on it.",
        "The sole of the {product} split on the stairs and my mum fell. She's in A&E now.",
        "Allergic reaction to the {product}, both feet swollen, we're in the emergency room.",
        "There was a needle left inside my new {product}. It went into my foot, I'm bleeding.",
        "The Ember insoles' battery is swollen and very hot. Will it catch fire? It's in my hall!",
    ),
    tail=("", "", "Please answer.", "What should we do?", "I can send photos."),
)
PRAISE = Recipe(
    main=(
        "{agent} on your team just made my week.",
        "Whoever trained {agent} deserves a medal.",
        "Shout-out to {agent}: brilliant, kind, and done in under ten minutes.",
        "I rang about laces and {agent} even asked after my mum. Wonderful people.",
        "{agent} stayed on with me until the exchange went through. Best service I've had.",
        "The card from {agent} is so lovely, I cried happy tears in the post room.",
        "Fourth pair of {product}, still the best shoes I've owned.",
        "Wore my {product} at our wedding and danced till four. So comfortable, thank you {brand}.",
        "Please thank {agent}: the new pair fits and Dad loves them.",
        "{agent} remembered my dog's name! Biscuit says thank you.",
        "Two hundred miles in my {product} and I love them more every day.",
    ),
    tail=(
        "", "Thank you!!", "Give them a rise.", "That's how it's done.", "Honestly, wonderful.",
        "You've got a customer for life.", "\U0001f49b", "10/10.", "Made me smile all day.",
    ),
)  # fmt: skip
PROMO = Recipe(
    main=(
        "GIVEAWAY! Follow me and repost to win a pair of {brand} {product} #win #freebie #shoes",
        "50% OFF {model} dupes, link in bio, today only >>> https://deals.example/{order}",
        "Top 10 {model} alternatives you NEED, number 4 will surprise you https://lists.example/10",
        "I make $900 a day reselling {brand} {product} from my sofa. Ask me how! #hustle",
        "New blog post: unboxing the {brand} {model} (affiliate links) https://blog.example/unbox",
        "For sale: {brand} {product}, size {size}, worn once, collect from {city}.",
        "Check out my latest haul!! {brand} x thrift x cosy vibes https://clips.example/{order}",
    )
)
