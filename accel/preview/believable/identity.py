"""What is known of a resource at the moment a stand-in for its cloud answers."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Identity:
    """One resource as its provider would see it; ids and ARNs are derived from nothing else, so runs repeat."""

    urn: str
    type: str
    name: str
    inputs: dict[str, Any]
    account_id: str = "111122223333"
    region: str = "us-east-1"
    project: str = "example-project"

    def text(self, key: str, default: str) -> str:
        """Return an input where it is a known text."""
        value = self.inputs.get(key)
        return value if isinstance(value, str) and value else default

    @property
    def suffix(self) -> str:
        """Seven hex characters, stable for the resource: what auto-naming would append."""
        return sha256(self.urn.encode()).hexdigest()[:7]

    @property
    def physical_name(self) -> str:
        """The name the cloud would show: the one asked for, or the logical name with a suffix."""
        return self.text("name", f"{self.name}-{self.suffix}")
