import shapes.base

DOUBLE = shapes.base.UNIT * 2
