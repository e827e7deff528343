"""The rulebook: pure rules over facts, each with its law and confidence mark. No I/O here.

Start at `decide.py`; what a rule may look at is in `values.py`.
"""
