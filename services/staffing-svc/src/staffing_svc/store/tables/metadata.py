"""What all tables of staffing-svc share."""

from sqlalchemy import ARRAY, Column, Computed, DateTime, Double, Integer, MetaData

METADATA = MetaData()
MOMENT = DateTime(timezone=True)
NUMBERS = ARRAY(Double)


def length_of(name: str) -> "Column[int]":
    """How many numbers the column `name` holds, kept beside it: asking the array itself reads all of it."""
    return Column("length", Integer, Computed(f"cardinality({name})", persisted=True), nullable=False)
