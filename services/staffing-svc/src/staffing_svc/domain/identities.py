"""Names under which ids are derived, so that the same surge, booking or order always gets the same id."""

from uuid import UUID

SURGE_IDS = UUID("5f0c4f0e-6f0b-5b1e-9d4b-2f7a3c1d8e90")
DELIVERY_IDS = UUID("2f9a0c64-7be1-5c8d-8f50-6f1d0e3b7a92")
FORESEEN_IDS = UUID("c1d7a8f2-3b45-5e69-9a0c-7e2f4d6b8091")
LOSS_IDS = UUID("8b1f2c57-14c6-5d0e-a7f1-94d2b6e03c11")
SCHEDULE_IDS = UUID("c64d51f2-0a4f-5f6b-8d0c-3f1a7b9e2d44")
