"""What can be learned: reads all, writes only its own tables."""
