"""What it is about: conversations, negotiation, payments, requests.

Start at `conversations/receive.py`.
"""
