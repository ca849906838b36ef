"""Deployable use cases, one file each."""
