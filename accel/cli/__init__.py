"""The `accel` command."""
