BASE = {"colour": "blue"}
STYLE = {**BASE, "width": 1}
