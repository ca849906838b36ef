"""Security rules for Kubernetes."""
