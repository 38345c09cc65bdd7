from enum import Enum

FIRST = 20


class Port(Enum):
    HTTP = FIRST
    HTTPS = FIRST + 1
