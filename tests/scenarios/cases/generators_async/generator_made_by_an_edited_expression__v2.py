def evens(numbers):
    return (n * 10 for n in numbers if n % 2 == 0)
