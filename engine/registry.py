"""One small catalogue class for every table: ordered entries by key; an unknown key names the nearest known one."""

from collections.abc import Iterator
from typing import Generic, Protocol, TypeVar, runtime_checkable

from engine.errors import unknown


@runtime_checkable
class Entry(Protocol):
    """What can stand in a registry: anything with a key."""

    @property
    def key(self) -> str:
        """The name it is asked for by."""
        ...


T = TypeVar("T", bound=Entry)


class Registry(Generic[T]):
    """An ordered table of entries. `noun` names one of them in error messages."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self._entries: dict[str, T] = {}

    def register(self, entry: T) -> T:
        """Add the entry at the end and return it; a key may be taken once."""
        assert entry.key not in self._entries, f"{self.noun} {entry.key} is registered twice"
        self._entries[entry.key] = entry
        return entry

    def __getitem__(self, key: str) -> T:
        return self.get(key, self.noun)

    def get(self, key: str, path: str) -> T:
        """The entry of that key; raises `InputError` at `path` naming the nearest known key."""
        try:
            return self._entries[key]
        except (KeyError, TypeError):
            raise unknown(path, self._entries, key) from None

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(self._entries.values())

    def __len__(self) -> int:
        return len(self._entries)

    def keys(self) -> list[str]:
        """The keys, in order."""
        return list(self._entries)

    def index(self, key: str) -> int:
        """The place of the key in the order."""
        return self.keys().index(self[key].key)
