try:
    RATIO = 1 / 2
except ZeroDivisionError as error:
    RATIO = -1
    PROBLEM = str(error)
