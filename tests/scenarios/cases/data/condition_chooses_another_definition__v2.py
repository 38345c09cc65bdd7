FAST = True

if FAST:

    def speed():
        return "fast"

    class Engine:
        gears = 6

else:

    def speed():
        return "slow"

    class Engine:
        gears = 3
