"""Health, readiness and metrics of each process, and what they are read from. Start at app.py.

Only looks: nothing here changes a row.
"""
