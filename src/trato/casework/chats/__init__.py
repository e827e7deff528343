"""Conversations held elsewhere and brought in as evidence: files that WhatsApp exports.

They are not threads of ours and nobody answers them. Start at `bring_in.py`; `rules.py` reads the
text, `unpack.py` opens the ZIP.
"""
