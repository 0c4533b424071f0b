"""The data sets, one file each: every module here that defines a `DATASET` is in the table, by its `order`."""

from importlib import import_module
from pkgutil import iter_modules

from engine.data.base import DATASETS, Data, DataSet, build

__all__ = ["DATASETS", "Data", "DataSet", "build"]

_modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_found: list[DataSet] = [module.DATASET for module in _modules if hasattr(module, "DATASET")]

for _dataset in sorted(_found, key=lambda dataset: dataset.order):
    DATASETS.register(_dataset)
