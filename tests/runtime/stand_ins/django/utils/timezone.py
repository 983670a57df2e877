"""With `USE_TZ`, as Django sets up."""

import datetime


def now() -> datetime.datetime:
    return datetime.datetime.now(tz=datetime.UTC)
