def render():
    return render.label


render.label = "one"
