"""Who passed the course of the desk, and whether an organisation lets nobody write without it."""
