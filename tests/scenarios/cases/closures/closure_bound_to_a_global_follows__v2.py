def make_step(n):
    def step(x):
        return x + n * 2

    return step


forward = make_step(1)
back = make_step(-1)
