BASE = {"colour": "red"}
STYLE = {**BASE, "width": 1}
