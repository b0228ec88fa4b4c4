"""Who may write here: the contact center's own planners and supervisors, and its systems."""

from concert_chassis.auth import requires

CENTER = "contact_center"

PLANS_THE_CENTER = requires("planner", "supervisor", "system", department=CENTER)
