"""Rules that keep spending known and bounded."""
