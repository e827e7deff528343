"""What protects a person once it is said: a stop, somebody else's number, a death.

Start at `stop_contact.py`, then `disown_contact.py` and `note_death.py`. Whoever says it, to the
assistant or to an agent, has the same done; nothing here writes to anybody.
"""
