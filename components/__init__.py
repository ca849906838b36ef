"""Pulumi components, one package per cloud."""
