from enum import Enum

FIRST = 10


class Port(Enum):
    HTTP = FIRST
    HTTPS = FIRST + 1
