"""Disputes and data-subject requests, with their deadlines.

Start at `open_dispute.py`, then `close_dispute.py`; `request_privacy.py`, then `answer_privacy.py`.
"""
