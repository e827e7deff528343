"""WhatsApp's Cloud API as a business sees it: sends, media, templates, signed webhooks.

Knows nothing of who the people are or what they think. Start at `send.py`.
"""
