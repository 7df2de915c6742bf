"""The units in which Chinese cities print time limits."""

from enum import StrEnum


class Unit(StrEnum):
    """A unit of a time limit, and with it the clock it runs on (GB/T 30428.8; see docs/worktime.md).

    The urgent units and natural days run day and night; working hours and days run only inside working hours.
    """

    URGENT_MINUTE = "urgent_minute"  # 紧急分钟, for desk stages
    URGENT_HOUR = "urgent_hour"  # 紧急工作时
    URGENT_DAY = "urgent_day"  # 紧急工作日, 24 natural hours each
    NATURAL_DAY = "natural_day"  # 自然日
    WORK_HOUR = "work_hour"  # 工作时
    WORK_DAY = "work_day"  # 工作日
