"""What monitoring is measured on: invented messages labelled by hand, and how figures are made."""
