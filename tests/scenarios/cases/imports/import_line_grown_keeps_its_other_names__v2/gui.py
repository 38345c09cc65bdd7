from theme import HEIGHT, WIDTH

SIZES = [WIDTH]
