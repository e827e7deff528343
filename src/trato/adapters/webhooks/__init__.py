"""Signed webhooks to a customer's own systems. Start at `post.py`."""
