"""Exemptions of a stack: which violation each one covers, and which of them cover nothing or have ended."""

from collections import defaultdict
from fnmatch import fnmatchcase

from accel.planning.stack import Exemption, StackFacts


class Exemptions:
    """The exemptions of a stack file on a day. Remembers which of them were needed."""

    def __init__(self, facts: StackFacts) -> None:
        self._stack = facts.stack
        self._all = facts.exemptions
        self.expired = tuple(exemption for exemption in facts.exemptions if exemption.until < facts.today)
        self._by_rule: dict[str, list[Exemption]] = defaultdict(list)
        for exemption in facts.exemptions:
            if exemption not in self.expired:
                self._by_rule[exemption.rule].append(exemption)
        self._used: set[int] = set()

    def covering(self, rule: str, urn: str) -> Exemption | None:
        """Return the exemption that covers a violation, or None.

        A pattern matches the URN or the name at its end; a violation of the stack as a whole has the stack's name.
        """
        name = urn.rpartition("::")[2] or self._stack
        found: Exemption | None = None
        for exemption in self._by_rule.get(rule, ()):
            if fnmatchcase(name, exemption.resource) or (urn and fnmatchcase(urn, exemption.resource)):
                self._used.add(id(exemption))
                found = found or exemption
        return found

    @property
    def unused(self) -> tuple[Exemption, ...]:
        """Exemptions still running that covered nothing so far."""
        return tuple(item for item in self._all if item not in self.expired and id(item) not in self._used)
