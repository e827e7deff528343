"""Webhooks in: checked, sealed and stored before they are answered. Start at `app.py`.

What a webhook means is not known here: the worker unpacks it afterwards.
"""
