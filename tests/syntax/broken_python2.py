print "a"
print a, b
print >>f, a
exec "a"
exec a in b
raise A, "b"
x = `a`
if a <> b: pass
def f((a, b), c=1): pass
try:
    pass
except A, e:
    pass
x = 10L + 0777
after = 1
