"""Disputes and data-subject requests, with their deadlines.

Start at `open_dispute.py`, then `close_dispute.py`.
"""
