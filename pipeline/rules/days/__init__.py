"""Working days: public holidays, make-up working weekends, each seller's own rest days; and month arithmetic."""

from pipeline.rules.days.days_off import DaysOff, read_days_off
from pipeline.rules.days.team import CalendarProblem, Calendars, team_calendars
from pipeline.rules.days.working_days import (
    HOLIDAY,
    LEAVE,
    REST,
    WORKING,
    Rolled,
    WorkCalendar,
    YearSchedule,
    add_months,
    country_code,
    day_in_month,
    roll_forward,
    roll_rows,
)

__all__ = [
    "HOLIDAY",
    "LEAVE",
    "REST",
    "WORKING",
    "CalendarProblem",
    "Calendars",
    "DaysOff",
    "Rolled",
    "WorkCalendar",
    "YearSchedule",
    "add_months",
    "country_code",
    "day_in_month",
    "read_days_off",
    "roll_forward",
    "roll_rows",
    "team_calendars",
]
