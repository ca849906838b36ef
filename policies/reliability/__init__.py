"""Rules that keep training and inference running."""
