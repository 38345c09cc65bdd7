import theme as look

DOUBLE = look.WIDTH * 2
