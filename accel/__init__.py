"""What a fork takes as it comes: catalogue, planning, offline preview and the `accel` command."""
