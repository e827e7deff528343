"""The course of the desk: lessons, questions and the quiz that ends in a certificate.

Start at `lessons.py`; the certificate itself is below, where the door can ask for it.
"""
