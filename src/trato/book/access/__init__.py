"""How members get in: the second factor an organisation asks for, sessions, invitations.

Passwords and factors themselves are the sign-in library's.
"""
