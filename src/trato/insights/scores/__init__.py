"""How agents and the assistant's versions did over a while.

Start at rules.py.
"""
