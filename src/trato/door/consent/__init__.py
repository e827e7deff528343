"""Channel permissions and suppressions: a person's standing word, which outranks everything.

Start at `withdraw.py`.
"""
