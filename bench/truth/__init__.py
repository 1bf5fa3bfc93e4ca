"""What readers say to a damaged file: ten kinds of damage, every reader, one table."""
