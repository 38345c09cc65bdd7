PLATFORM = ("macos", 64)

match PLATFORM:
    case ("linux", bits):
        NAME = f"linux {bits}"
    case (other, *_):
        NAME = other
