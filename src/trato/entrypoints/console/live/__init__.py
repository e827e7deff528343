"""The desk's live stream: what changed, told to every open page as it is committed.

A page that says what it shows is given the open thread and its reader's own list as they are drawn
now, behind the walls and by the session's standing at that moment; of everything else it hears only
the name, and reads that part anew.
"""
