# Sizes, in cells.
SIZES = [
    1,
    2,
    3,  # the largest
]

NAMES = {
    "a": 1,
    "b": 2,
}
