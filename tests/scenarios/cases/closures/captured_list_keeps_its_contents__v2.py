def make_log():
    lines = []

    def log(text):
        lines.append(text.upper())
        return list(lines)

    return log
