"""The REST API for CRMs and ERPs: the same use cases as the desk and the command line.

Start at `routes.py`. Nothing here decides what may be said: drafts go to a speaker.
"""
