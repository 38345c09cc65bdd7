def make_buttons():
    buttons = []
    for number in range(3):
        def press(number=number):
            return number

        buttons.append(press)
    return buttons
