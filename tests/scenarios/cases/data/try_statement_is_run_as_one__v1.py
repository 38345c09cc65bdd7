try:
    RATIO = 1 / 0
except ZeroDivisionError as error:
    RATIO = -1
    PROBLEM = str(error)
