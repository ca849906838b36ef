"""Security rules for AWS."""
