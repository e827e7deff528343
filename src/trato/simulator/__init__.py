"""The outside world, faked in one process: WhatsApp's Cloud API, a Pix provider, and people.

It talks to the product over HTTP only and keeps its own books. Start at `world.py`.
"""
