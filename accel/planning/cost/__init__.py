"""What a recorded stack costs a month."""
