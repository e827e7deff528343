"""Whether, when and how a message leaves: one gate, asked twice, and one way out.

Speakers hand in a `Draft`; they never see a phone number. Start at `outbox/submit.py`.
"""
