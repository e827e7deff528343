"""Everything that was said, found again: the index of all messages, and searching it.

Start at `search.py`; `take_in.py` keeps the index. What was said itself stays where it was said.
"""
