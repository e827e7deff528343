"""Tokens with which other programs act for an organisation; only their hashes are kept.

Start at `admit.py`; `issue.py` makes one.
"""
