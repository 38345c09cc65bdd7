BLUE = 3 +
