"""Who wants to say something: bot, desk, campaigns. Unaware of each other and of phone numbers."""
