from zeta import WIDTH

AREA = WIDTH * WIDTH
