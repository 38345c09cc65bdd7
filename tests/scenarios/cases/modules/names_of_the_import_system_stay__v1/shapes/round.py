from . import UNIT

SIZE = UNIT
