from enum import IntFlag, auto


class Mode(IntFlag):
    READ = auto()
    WRITE = auto()
    APPEND = auto()

    def label(self):
        return (2, int(self))
