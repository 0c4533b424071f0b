"""Files that come inside Python packages, found without importing these: an import of some takes a second."""

from importlib.util import find_spec
from pathlib import Path

from engine.errors import InputError

PROJECTS = {"sklearn": "scikit-learn"}  # where a package is installed by another name


def packaged(needed_by: str, package: str, *parts: str) -> Path:
    """Where the file lies; raises `InputError`, at the choice of the data set `needed_by`, where it is missing.

    `package` is the name in an import statement, `parts` the folders and the file in it.
    """
    found = find_spec(package)
    places = found.submodule_search_locations if found else None
    path = Path(places[0], *parts) if places else None
    if path is None or not path.exists():
        hint = f"The Python package {PROJECTS.get(package, package)} brings it: install it."
        raise InputError("data.dataset", "a set that is on this machine", needed_by, hint)
    return path
