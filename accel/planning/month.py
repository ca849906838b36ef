"""The month that costs are worked out for."""

HOURS_PER_MONTH = 730
