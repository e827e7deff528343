"""What a creditor's own people learn of their portfolio. Not the organisation's figures: metrics.

Every statement reads views of the creditor's wall and no table. Start at `summary.py`.
"""
