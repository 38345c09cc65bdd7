def render():
    render.count += 1
    return 1


render.count = 0
