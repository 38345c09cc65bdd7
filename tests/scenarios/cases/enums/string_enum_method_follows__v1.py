from enum import StrEnum


class Theme(StrEnum):
    DARK = "dark"
    LIGHT = "light"

    def css(self):
        return f"1-{self}"
