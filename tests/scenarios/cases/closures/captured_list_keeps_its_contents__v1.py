def make_log():
    lines = []

    def log(text):
        lines.append(text)
        return list(lines)

    return log
