"""What everything stands on: money, phones, documents, ids, clock, calendar, crypto, database.

Knows nothing of debts or messages. Start at `tenancy.py` to see how one organisation is walled off.
"""
