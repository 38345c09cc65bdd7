import theme

theme.COLOURS.append("blue")
theme.STYLE["width"] = 9
theme.STYLE["height"] = 9
theme.WIDTH = 9
theme.EXTRA = []
del theme.STYLE["width"]
raise ValueError("after the harm")


def render():
    return 3
