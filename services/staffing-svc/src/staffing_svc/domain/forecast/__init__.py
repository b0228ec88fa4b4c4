"""Baseline forecasts of a queue: what will be offered, interval by interval, with honest quantiles."""

from staffing_svc.domain.forecast.baseline import Forecast, forecast
from staffing_svc.domain.forecast.calendar import Calendar, OpenHours, country_calendar, given_calendar
from staffing_svc.domain.forecast.features import Regressor
from staffing_svc.domain.forecast.history import History

__all__ = [
    "Calendar",
    "Forecast",
    "History",
    "OpenHours",
    "Regressor",
    "country_calendar",
    "forecast",
    "given_calendar",
]
