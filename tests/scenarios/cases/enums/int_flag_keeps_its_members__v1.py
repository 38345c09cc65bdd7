from enum import IntFlag, auto


class Mode(IntFlag):
    READ = auto()
    WRITE = auto()

    def label(self):
        return (1, int(self))
