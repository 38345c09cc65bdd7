COLOUR = "red"
WIDTH = 1
