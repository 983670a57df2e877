"""Import it first, and the clock that a project reads stands still: two runs write the same times as properties."""

from __future__ import annotations

import datetime

_NOW = datetime.datetime(2026, 6, 7, 8, 9, 10, 123456, tzinfo=datetime.UTC)


class _Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _Datetime:
        moment = _NOW if tz is None else _NOW.astimezone(tz)
        return cls.combine(moment.date(), moment.time(), tz)

    @classmethod
    def utcnow(cls) -> _Datetime:
        return cls.now()


class _Date(datetime.date):
    @classmethod
    def today(cls) -> _Date:
        return cls(_NOW.year, _NOW.month, _NOW.day)


datetime.datetime, datetime.date = _Datetime, _Date  # type: ignore[misc]
