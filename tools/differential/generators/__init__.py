"""Random models, one file for each family of operators. GENERATORS has them all, with
their names; those that matter more are in it several times."""

from . import (
    arithmetic,
    chains,
    control,
    convolutions,
    learned,
    microsoft,
    normalisation,
    products,
    quantised,
    recurrent,
    reductions,
    sampling,
    shapes,
)

FAMILIES = [
    arithmetic,
    chains,
    control,
    convolutions,
    learned,
    microsoft,
    normalisation,
    products,
    quantised,
    recurrent,
    reductions,
    sampling,
    shapes,
]
GENERATORS = [
    (f"{family.__name__.rpartition('.')[2]}.{generator.__name__}", generator)
    for family in FAMILIES
    for generator in family.GENERATORS
]
