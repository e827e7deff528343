"""The phone in the browser: a developer plays the customer and sees what the business sends.

Start at `hand.py` (whose telephone is held), then `history.py` (the chat, read from the world's
books), `cards.py` (what a message looks like), `acts.py` (what the holder does) and `routes.py`.
"""
