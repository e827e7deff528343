"""What happened: facts in a per-organisation hash chain of salted commitments, never personal data.

Start at `record.py`; `verify.py` finds any changed, missing or added row.
"""
