"""The data sets, one file each: every module here that defines a `DATASET` is in its table, by its `order`."""

from importlib import import_module
from pkgutil import iter_modules

from engine.data.base import POINT_SETS, Data, DataSet, build
from engine.data.images import IMAGE_SETS, CaptchaConfig, Images, ImageSet, Request, Spec, build_images
from engine.data.own import Sets
from engine.registry import Registry

DATASETS: Registry[DataSet | ImageSet] = Sets("data set")

__all__ = [
    "DATASETS", "IMAGE_SETS", "POINT_SETS", "CaptchaConfig", "Data", "DataSet", "ImageSet", "Images", "Request", "Spec",
    "build", "build_images",
]  # fmt: skip

_modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
_found: list[DataSet | ImageSet] = [module.DATASET for module in _modules if hasattr(module, "DATASET")]

for _dataset in sorted(_found, key=lambda dataset: dataset.order):
    DATASETS.register(_dataset)
    if isinstance(_dataset, ImageSet):
        IMAGE_SETS.register(_dataset)
    else:
        POINT_SETS.register(_dataset)
