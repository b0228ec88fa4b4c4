"""What all tables of staffing-svc share."""

from sqlalchemy import ARRAY, DateTime, Double, MetaData

METADATA = MetaData()
MOMENT = DateTime(timezone=True)
NUMBERS = ARRAY(Double)
