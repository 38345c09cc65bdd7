COLOURS = ["red"]
STYLE = {"width": 1}
WIDTH = 1
