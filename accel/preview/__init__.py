"""Runs a program without a cloud and tells what it would create, break and cost."""
