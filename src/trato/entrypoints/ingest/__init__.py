"""Webhooks: verify the signature over raw bytes, store, then answer. Start at app.py."""
