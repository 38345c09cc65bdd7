def render():
    render.count += 1
    return 2


render.count = 0
