"""What is owed and what may be offered: balances, offers, schedules, sheets, states. All pure.

Not here: storing agreements, charging, talking. Start at `offers.options` and `ledger.balance`.
"""
