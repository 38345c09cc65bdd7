def make_buttons():
    buttons = []
    for number in range(3):
        def press(number=number):
            return number * 10

        buttons.append(press)
    return buttons
