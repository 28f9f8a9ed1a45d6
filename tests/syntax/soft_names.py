print(a)
print
print = a
x = print
print.a
exec("a")
exec = a
match = a
match(a)
match[a]
match.a
match, case = a
case = a
case(a)
type = a
type(a)
type.a
x = type
type: int = a
f(print=a, type=b, match=c, exec=d)
def f(print, type, match, case, exec): pass
def match(type=None): pass
class type: pass
a.match
a.print(b)
a.type = b
import type
from match import case as type
for type in match: pass
_ = a
[type for match in case]
lambda match: match
with a as match: pass
async def f(): pass
