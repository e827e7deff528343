"""Who owes, and how to reach them: organisations, people, portfolios.

Says nothing and decides nothing. Start at `portfolios/import_file.py`.
"""
