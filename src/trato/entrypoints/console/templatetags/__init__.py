"""What the console's templates may say. Start at desk.py."""
