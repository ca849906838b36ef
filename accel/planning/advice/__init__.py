"""Advice on hardware: which offers of the catalogue can do a job, at what price, and what to try next."""
