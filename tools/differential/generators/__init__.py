"""Random models, one file for each family of operators. GENERATORS has them all, with
their names; those that matter more are in it several times."""

from importlib import import_module
from pkgutil import iter_modules

# In the order of their names, because a seed chooses among them.
FAMILIES = sorted(module.name for module in iter_modules(__path__))
GENERATORS = [
    (f"{family}.{generator.__name__}", generator)
    for family in FAMILIES
    for generator in import_module(f"{__name__}.{family}").GENERATORS
]
