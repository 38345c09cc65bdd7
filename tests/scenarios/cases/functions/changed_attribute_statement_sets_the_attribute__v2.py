def render():
    return render.label


render.label = "two"
