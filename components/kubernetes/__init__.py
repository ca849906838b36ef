"""What runs inside a Kubernetes cluster."""
