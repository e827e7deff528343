"""`trato bench`: measures the real product against stated bounds. Start at `command.py`.

One file per suite; a suite returns figures and checks, and never says itself whether one holds.
"""
