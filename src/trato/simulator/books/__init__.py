"""What the simulated world saw, kept apart from the product's own books, and judged by itself.

Start at `ledger.py`; what must never have happened is in `referee.py`.
"""
