"""Security rules for Google Cloud."""
