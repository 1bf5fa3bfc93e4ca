"""What the benchmark is made of: data, measuring, checking, reporting."""
