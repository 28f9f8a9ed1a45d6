def f(a:
    pass

class A
    x = 1

if a
    b

x = 
y = 1 +
z = f(a, , b)
for in c: pass
def (): pass
after = 1
