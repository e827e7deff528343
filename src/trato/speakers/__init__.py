"""Who wants to say something: bot, campaigns. They do not know each other, and never see a number."""
