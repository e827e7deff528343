"""Creditors, portfolios, placements and debts, and how a creditor's file becomes them.

Start at `import_file.py`.
"""
