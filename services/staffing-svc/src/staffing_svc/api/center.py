"""Who may write here: the contact center's own planners and supervisors, and its systems."""

from concert_chassis.auth import requires

CENTER = "contact_center"

PLANS_THE_CENTER = requires("planner", "supervisor", "system", department=CENTER)
WORKS_IN_THE_CENTER = requires(department=CENTER)
"""Who works when is told inside the center, and to its systems."""
ANSWERS_OFFERS = requires("planner", "supervisor", "agent", "system", department=CENTER)
