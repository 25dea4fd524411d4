import calendar

from p2p.agent.assistant.language.calendar_names import MONTHS, WEEKDAYS


def test_the_names_stand_in_the_calendars_order() -> None:
    assert (len(MONTHS), len(WEEKDAYS)) == (len(calendar.month_name) - 1, len(calendar.day_name))
    assert (MONTHS[1], WEEKDAYS[calendar.SUNDAY]) == ("february", "sunday")
