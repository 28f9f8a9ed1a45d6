'a'
"a"
'''a
b'''
"""a"""
r'\d'; R"\d"; u'a'; b'a'; B"\x00"; rb'\d'; bR"\d"
f'a'; F"{a}"; rf'{a}\d'; fR"{a}"
'a' "b" r'c'
('a'
 f"b{c}")
f'{a}{b!r}{c:>10}{d!s:{e}.{f}}'
f'{{a}} {a + b} {a[0]["k"]}'
f'{a=}'
f'{a = !r:>{b}}'
f"{a!r:^{b.c}}"
f'''{
    a
}'''
f"{f"{a}"}"
f"{'a' 'b'}"
f"{a, b}"
f"{lambda_ if b else c}"
f"{(lambda x: x)(1)}"
f"{x:%Y-%m-%d}"
f"{x:{'>'}{10}}"
f"{{}}"
t'{a}'
T"{a!r:>{b}}"
rt'{a}\d'
'\
'
'a\'b\\'
r'a\'b'
'''a'b''c\''' '''
b'a' b'\xff'
f"{x!r}" 'a' f"""{y}"""
f'{a:{b:{c}}}'
