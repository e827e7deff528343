"""How conversations are sorted for those who work on them: tags by hand and by rule, saved views.

Start at `tag.py`. What a conversation is, is not known here.
"""
