from enum import Flag, auto


class Mode(Flag):
    READ = auto()
    WRITE = auto()
    APPEND = auto()
