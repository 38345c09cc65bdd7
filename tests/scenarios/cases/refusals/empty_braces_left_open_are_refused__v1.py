STYLE = {"width": 1}
