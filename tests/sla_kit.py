"""What the tests of targets and response times share: moments and calendars."""

from hypothesis import strategies as st

from social_care.hours import Calendar

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

ALWAYS = Calendar.always()
OFFICE = Calendar.weekly("Europe/London", {"mon-fri": ["09:00-17:00"]})
NIGHTS = Calendar.weekly("America/New_York", {"fri-sun": ["22:00-06:00", "12:00-12:20"]})
CALENDARS = st.sampled_from([ALWAYS, OFFICE, NIGHTS])

FRIDAY_16_45 = 1_772_815_500_000
"""6 March 2026 in London, as OFFICE closes at 17:00."""
MONDAY_09_00 = FRIDAY_16_45 + 3 * DAY - 7 * HOUR - 45 * MINUTE
T0 = FRIDAY_16_45

TARGETS_MS = st.one_of(
    st.integers(1, 500).map(lambda minutes: minutes * MINUTE), st.integers(2, 8 * HOUR)
)
INSTANTS = st.integers(T0 - 400 * DAY, T0 + 400 * DAY)
