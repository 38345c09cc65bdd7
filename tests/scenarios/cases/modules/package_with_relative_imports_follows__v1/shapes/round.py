from . import base
from .base import UNIT, scale

DIAMETER = UNIT * 2


def circle():
    return (scale(UNIT), base.UNIT, DIAMETER)
