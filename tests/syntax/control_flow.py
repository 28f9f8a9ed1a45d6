if a: pass
if a:
    b
elif c:
    d
elif e: f
else:
    g
while a:
    break
else:
    continue
for x in y: pass
for x, (y, *z) in a, b:
    pass
else:
    pass
for x[0] in y: pass
for self.x in y: pass
del a
del a, b.c, d[0]
del (a, b)
assert a
assert a, "b"
return
return a
return a, b
return a,
raise
raise A
raise A from b
global a, b
nonlocal a
pass; a; b = 1;
if a:
    b  # comment
    # comment of the block
# comment after the block
c
