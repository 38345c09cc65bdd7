from enum import Enum


class Theme(str, Enum):
    DARK = "dark"
