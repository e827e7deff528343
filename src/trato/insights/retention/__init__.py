"""How long what was said is kept, by creditor, and what must be kept all the same.

Nothing is ever erased without a policy. Start at `sweep.py`; `rules.py` says what is due when.
"""
