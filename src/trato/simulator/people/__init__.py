"""Simulated people: they read what a business writes, think, and answer in Brazilian Portuguese.

Each is a state machine, a function of seed, CPF and the messages read so far; never of the clock.
Start at `mind.py`; what a message asks is read in `reader.py`.
"""
