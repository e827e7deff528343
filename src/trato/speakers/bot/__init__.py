"""The bot: a pure dialogue over flows kept as data, and the glue that executes what it wants.

Not here: numbers, providers, tables of others. Start at `dialogue/step.py`.
"""
