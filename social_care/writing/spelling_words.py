"""English words that the dictionary lacks: what shops and their customers write every day."""

_EVERYDAY = """
app apps barcode barcodes wifi wi-fi selfie selfies emoji emojis hashtag hashtags influencer
influencers chatbot chatbots smartphone smartphones dropdown signup login logins logout checkout
unboxing preorder preorders preordered backorder backordered restock restocked restocking resend
resent reship reshipped reshipping refundable ecommerce e-commerce livestream vlog podcast
podcasts blog blogs screenshot screenshots username usernames voicemail voicemails dm dms pm pms
faq faqs gif gifs pdf pdfs url urls sms qr vat eta asap tbc fyi btw ok okay yay hmm aww ooh phew
haha hiya kinda gonna wanna gotta dunno ta cheers luv pls thx insole insoles outsole outsoles
midsole midsoles eyelet eyelets welt gusset drawstring colourway colorway colourways laceless
waterproofing deodorant sneaker sneakers trainer trainers plimsoll plimsolls wellies wellington
flipflop flipflops espadrille espadrilles tracksuit tracksuits hoodie hoodies jumper jumpers
dungarees pyjamas pyjama leggings legging sportswear activewear athleisure vegan recyclable
eco-friendly postcode postcodes post-code parcel parcels courier couriers letterbox doorstep
giftcard giftcards cashback debit contactless uptake programme programmes cheque cheques kerb
kerbs tyre tyres aluminium mum mums grey whilst amongst learnt spelt burnt manoeuvre manoeuvres
dreamt favour moustache sceptical storey storeys cosy cosier draught draughts plough gaol
jewellery naïve naive café cafés fiancé fiancée résumé e.g i.e etc vs
"""
EVERYDAY = frozenset(_EVERYDAY.split())
