"""One file a kind of job."""

from importlib import import_module
from pkgutil import iter_modules


def load() -> None:
    """Import every handler, so that the registry knows all kinds."""
    for module in iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
