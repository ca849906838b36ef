"""Facts with source and date, and look-ups over them. No Pulumi."""
