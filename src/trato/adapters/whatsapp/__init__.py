"""Meta's Cloud API: render what leaves, parse what arrives, send.

Start at `parse.py` for inbound and `send.py` for outbound.
"""
