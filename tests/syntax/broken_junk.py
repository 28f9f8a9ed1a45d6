a = 1
)]} $ ?
b = 2
@decorator
elif x:
    c
else:
    d
import
from a import
from import b
lambda x
e = 3
