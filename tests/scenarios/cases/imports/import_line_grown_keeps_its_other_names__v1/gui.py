from theme import WIDTH

SIZES = [WIDTH]
