"""Azure; needs the extra `azure`."""
