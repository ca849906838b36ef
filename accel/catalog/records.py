"""What the rows of the large tables become: `typing.NamedTuple`, without importing `typing`.

That import takes 6 of the 20 ms in which the whole catalogue is to be read (Python 3.11, where it brings `re` along).
Modules that no large table needs use `typing` as everybody does.
"""

from collections import namedtuple

__all__ = ["Record"]

# Type checkers know it by its name, wherever it comes from.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from typing import NamedTuple as Record
else:

    class _Maker(type):
        """Makes a named tuple of a class: of its annotations the fields, of its values their defaults."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            # Python itself says what is annotated: since 3.14 that is not in the body.
            fields = type(name, (), body).__annotations__
            defaults = [body[field] for field in fields if field in body]
            base = namedtuple(name, fields, defaults=defaults, module=body["__module__"])
            methods = {key: value for key, value in body.items() if key not in fields}
            return type(name, (base,), {"__slots__": (), **methods})

    class Record(metaclass=_Maker):
        """Base of a named tuple."""
