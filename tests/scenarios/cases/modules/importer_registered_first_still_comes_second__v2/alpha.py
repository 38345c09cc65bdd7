from zeta import HEIGHT, WIDTH

AREA = WIDTH * HEIGHT
