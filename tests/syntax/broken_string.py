a = "not closed
b = 1
c = f"{d"
e = f"{}"
g = 2
h = """not closed
i = 3
