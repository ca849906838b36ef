"""Rules that keep data, weights and access safe."""
