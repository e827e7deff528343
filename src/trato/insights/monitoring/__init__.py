"""Watches what is said, both ways: lexicons, what they find in context, alerts and their triage.

Reads everything, writes only its own tables, and is never in the way of a message.
Start at `matching.py` (pure) and `watch.py`.
"""
