"""How people say things in Brazilian Portuguese: patterns over folded words, with exceptions.

A pattern sees letters and digits only, accents gone. Of the rows of one meaning the first counts.
The list prefers to stop or to fetch a human when in doubt; the cost of the other error is higher.
"""
