"""Pure arithmetic over the catalogue: costs, stacks, graphs. No Pulumi."""
