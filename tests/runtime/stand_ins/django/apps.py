"""A script makes a configuration and calls its `ready`."""


class AppConfig:
    name: str
