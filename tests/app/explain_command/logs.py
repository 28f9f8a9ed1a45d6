seen = {}


def note(value):
    remember("loss", value)


def remember(key, value):
    seen[key] = value
