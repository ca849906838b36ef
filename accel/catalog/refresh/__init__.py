"""Fetches prices anew from the clouds' public APIs. Only `accel prices refresh` imports it; nothing else needs them."""
