try:
    a
except:
    b
try:
    a
except A:
    b
except (A, B) as c:
    d
except a.B as e: f
else:
    g
finally:
    h
try: a
finally: b
try:
    a
except* A as b:
    c
except *(B, C):
    d
try:
    a
except A, B:
    c
