def first[T, U](items: list[T], other: U = None) -> T | U:
    return items[0] if items else other
