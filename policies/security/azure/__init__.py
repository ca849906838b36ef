"""Security rules for Azure."""
